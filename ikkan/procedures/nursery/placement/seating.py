"""Seat the families that a renarrowed market leaves open, in the order in which they would propose in a fresh run."""

from __future__ import annotations

import numpy as np

from ikkan.procedures.nursery.placement import queue_kernel
from ikkan.procedures.nursery.placement.layout import Layout, spans
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import BoolArray
from ikkan.procedures.nursery.placement.queue_kernel import Board
from ikkan.procedures.nursery.placement.queue_repair import STEPS_AT_LEAST, STEPS_PER_FAMILY
from ikkan.procedures.nursery.placement.renarrow import Left

# Of every slot: where its families begin; the families in their order; the best wish of each that lists the slot.
Listings = tuple[IntArray, IntArray, IntArray]


def best_left(layout: Layout, possible: BoolArray) -> IntArray:
    """Give, per family, its best wish left, or its number of wishes where none is left."""
    held = np.diff(layout.wish_start)
    left = np.flatnonzero(possible)
    family = layout.wish_family()[left]
    is_first = np.ones(len(left), dtype=bool)
    is_first[1:] = family[1:] != family[:-1]
    held[family[is_first]] = left[is_first] - layout.wish_start[family[is_first]]
    return held


def blocking_families(layout: Layout, held: IntArray) -> IntArray:
    """Name the families with an admissible wish better than the one held, see queue_repair.

    Args:
        layout: the market.
        held: per family the wish held, or its number of wishes.
    """
    wish = layout.wish_start[:-1] + held
    seated = wish[wish < layout.wish_start[1:]]
    entries, _ = spans(layout.entry_start, seated)
    is_taken = np.zeros(len(layout.pair_slot), dtype=bool)
    is_taken[layout.entry_pair[entries]] = True
    until = np.concatenate(([0], np.cumsum(is_taken)))
    # Only what is better than the wish held can block.
    better, owner = _better(layout, held)
    demands, of_wish = spans(layout.demand_start, better)
    slot, worst = layout.demand_slot[demands], layout.worst[demands]
    others = until[worst] - until[layout.slot_start[slot]]
    at = np.flatnonzero(layout.mate[worst] != worst)
    mate = layout.mate[worst[at]]
    while len(at):
        others[at] -= is_taken[mate] & (mate < worst[at])
        mate = layout.mate[mate]
        is_more = mate != worst[at]
        at, mate = at[is_more], mate[is_more]
    is_free = np.ones(len(better), dtype=bool)
    is_free[of_wish[others > layout.quota[slot] - layout.own[demands]]] = False
    return np.unique(owner[is_free])


def _better(layout: Layout, held: IntArray) -> tuple[IntArray, IntArray]:
    """Give the wishes before the one held, and the family of each."""
    owner = np.repeat(np.arange(layout.families), held)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(held) - held, held)
    return layout.wish_start[owner] + within, owner


def in_order(layout: Layout, order: IntArray, standing: IntArray, ages: IntArray) -> Layout | None:
    """Give the layout with its families numbered by another order; pairs keep their places, groups of mates too.

    Args:
        layout: the market.
        order: its families in the order in which they propose.
        standing, ages: of every child, for the order of the entries of a wish.

    Returns:
        the layout, or None where children of one age and one standing leave the order of entries open.
    """
    number = np.empty(layout.families, dtype=np.int64)
    number[order] = np.arange(layout.families)
    wishes, _ = spans(layout.wish_start, order)
    entries, of_wish = spans(layout.entry_start, wishes)
    child = layout.entry_child[entries]
    is_next = (of_wish[1:] == of_wish[:-1]) & (ages[child[1:]] == ages[child[:-1]])
    if (is_next & (standing[child[1:]] <= standing[child[:-1]])).any():
        again = np.lexsort((child, standing[child], -ages[child], of_wish))
        one, other = child[again][1:], child[again][:-1]
        if (is_next & (standing[one] == standing[other])).any():
            return None
        entries, child = entries[again], child[again]
    return _renumbered(layout, order, number, wishes, entries)


def _renumbered(layout: Layout, order: IntArray, number: IntArray, wishes: IntArray, entries: IntArray) -> Layout:
    sizes = np.diff(layout.wish_start)[order]
    entry_sizes, demand_sizes = np.diff(layout.entry_start)[wishes], np.diff(layout.demand_start)[wishes]
    demands, _ = spans(layout.demand_start, wishes)
    return Layout(
        wish_start=_starts(sizes), demand_start=_starts(demand_sizes), entry_start=_starts(entry_sizes),
        demand_slot=layout.demand_slot[demands], own=layout.own[demands], worst=layout.worst[demands],
        entry_child=layout.entry_child[entries], entry_pair=layout.entry_pair[entries],
        pair_slot=layout.pair_slot, pair_family=number[layout.pair_family], pair_child=layout.pair_child,
        pair_rank=layout.pair_rank, mate=layout.mate, slot_start=layout.slot_start, quota=layout.quota,
        has_seat=layout.has_seat[order], family_size=layout.family_size[order],
    )  # fmt: skip


def _starts(sizes: IntArray) -> IntArray:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def listings(layout: Layout) -> Listings:
    """Give, by slot, where its families begin, the families in their order, and the best wish of each that lists it."""
    first = np.zeros(len(layout.pair_slot), dtype=np.int64)
    wish = np.repeat(np.arange(len(layout.entry_start) - 1), np.diff(layout.entry_start))
    # The last value written stays: going from the last wish to the first leaves the best.
    first[layout.entry_pair[::-1]] = wish[::-1]
    keys = layout.pair_slot * max(layout.families, 1) + layout.pair_family
    order = np.lexsort((first, keys))
    keys = keys[order]
    is_first = np.ones(len(keys), dtype=bool)
    is_first[1:] = keys[1:] != keys[:-1]
    keys, best = keys[is_first], first[order][is_first]
    slot, family = keys // max(layout.families, 1), keys % max(layout.families, 1)
    start = np.searchsorted(slot, np.arange(len(layout.quota) + 1)).astype(np.int64)
    return start, family, best - layout.wish_start[family]


def seated(layout: Layout, listed: Listings, left: Left) -> IntArray | None:
    """Let the open families propose; give the wishes held, or None where that is not stable at the first attempt.

    Args:
        layout: the market, its families numbered in the order in which they propose.
        listed: its listings.
        left: what narrowing left, in the same numbers.
    """
    is_open = left.options > 1
    held = np.where(is_open, np.diff(layout.wish_start), best_left(layout, left.possible))
    board = _board(layout, listed, np.flatnonzero(is_open), held)
    limit = STEPS_PER_FAMILY * int(is_open.sum()) + STEPS_AT_LEAST
    while True:
        limit = queue_kernel.repair(board, limit)
        state = np.array(board.held, dtype=np.int64)
        if limit == 0:
            return None
        blocking = blocking_families(layout, state)
        if not len(blocking):
            return state
        for family in blocking.tolist():
            queue_kernel.wake(board, family)


def _board(layout: Layout, listed: Listings, proposing: IntArray, held: IntArray) -> Board:
    """Lay out the board on the arrays themselves: few families move, so nothing is copied into lists."""
    slots = len(layout.quota)
    largest = int(layout.family_size.max(initial=1))
    room = np.minimum(np.maximum(layout.quota, 0), np.diff(listed[0]) * largest) + largest
    start = _starts(room)
    wish = layout.wish_start[:-1] + held
    entry, _ = spans(layout.entry_start, wish[wish < layout.wish_start[1:]])
    entry = entry[np.argsort(layout.pair_slot[layout.entry_pair[entry]], kind="stable")]
    pair = layout.entry_pair[entry]
    slot = layout.pair_slot[pair]
    occupied = np.bincount(slot, minlength=slots)
    seat = start[slot] + np.arange(len(slot)) - (np.cumsum(occupied) - occupied)[slot]
    child, rank, family = (np.full(start[-1], -1, dtype=np.int64) for _ in range(3))
    child[seat], rank[seat], family[seat] = layout.entry_child[entry], pair, layout.pair_family[pair]
    waiting = np.concatenate((proposing, np.zeros(layout.families - len(proposing), dtype=np.int64)))
    is_waiting = np.zeros(layout.families, dtype=np.int64)
    is_waiting[proposing] = 1
    columns = (
        layout.wish_start, layout.entry_start, layout.entry_child, layout.pair_slot[layout.entry_pair],
        layout.entry_pair, layout.quota, *listed, layout.has_seat, held, start, child, rank, family, occupied,
        waiting, is_waiting, np.array([0, len(proposing)]),
    )  # fmt: skip
    return Board(*(memoryview(np.ascontiguousarray(column)) for column in columns))
