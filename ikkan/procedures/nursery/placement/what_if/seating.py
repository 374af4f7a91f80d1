"""Seat the families that a renarrowed market leaves open, as a fresh run of queue_repair would at its first attempt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import BoolArray
from ikkan.procedures.nursery.placement.queue_repair import STEPS_AT_LEAST, STEPS_PER_FAMILY
from ikkan.procedures.nursery.placement.what_if.hall import Hall
from ikkan.procedures.nursery.placement.what_if.layout import Layout, spans
from ikkan.procedures.nursery.placement.what_if.renarrow import Left


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


def first_wishes(layout: Layout) -> IntArray:
    """Give, per pair, the best wish of its family that puts the child there.

    Args:
        layout: the market.
    """
    first = np.zeros(len(layout.pair_slot), dtype=np.int64)
    wish = np.repeat(np.arange(len(layout.entry_start) - 1), np.diff(layout.entry_start))
    # The last value written stays: going from the last wish to the first leaves the best.
    first[layout.entry_pair[::-1]] = wish[::-1]
    return first


def seated(hall: Hall, layout: Layout, left: Left) -> IntArray | None:
    """Let the open families propose; give the wishes held, or None where that is not stable at the first attempt.

    Args:
        hall: families seated by what narrowing decided.
        layout: the market.
        left: what narrowing left.
    """
    proposing = sorted(np.flatnonzero(left.options > 1).tolist(), key=hall.number.__getitem__)
    for family in proposing:
        hall.wake(family)
    limit = STEPS_PER_FAMILY * len(proposing) + STEPS_AT_LEAST
    while True:
        limit = hall.repair(limit)
        if limit == 0:
            return None
        state = np.array(hall.held, dtype=np.int64)
        blocking = blocking_families(layout, state)
        if not len(blocking):
            return state
        for family in sorted(blocking.tolist(), key=hall.number.__getitem__):
            hall.wake(family)


def begun(layout: Layout, left: Left) -> IntArray:
    """Give the wishes held before the open families propose: they hold none yet.

    Args:
        layout: the market.
        left: what narrowing left.
    """
    return np.where(left.options > 1, np.diff(layout.wish_start), best_left(layout, left.possible))


@dataclass(frozen=True, eq=False)
class Run:
    """Hold a run on the market as it was, and all that it looked at.

    Args:
        begun, held: wishes held before and after it.
        is_open: per family, whether it proposed.
        slots, families: marked where the run looked at who sits there, or at what the family holds.
    """

    begun: IntArray
    held: IntArray
    is_open: BoolArray
    slots: BoolArray
    families: BoolArray


def run_of(hall: Hall, layout: Layout, left: Left) -> Run | None:
    """Run, and keep what was looked at; None where the first wave of proposals was not stable.

    Args:
        hall, layout, left: see seated.
    """
    before = begun(layout, left)
    is_open = left.options > 1
    held = seated(hall, layout, left)
    if held is None or hall.waves > 1:
        return None
    slots, families = np.zeros(len(layout.quota), dtype=bool), is_open.copy()
    slots[hall.slots_seen()] = True
    families[hall.families_seen()] = True
    return Run(before, held, is_open, slots, families)


def repeated(run: Run, layout: Layout, left: Left, slots: IntArray) -> IntArray | None:
    """Give the wishes held where a run would go as it went before; None where it might not.

    Args:
        run: on the market as it was.
        layout: the market with other places, and the same wishes.
        left: what narrowing left in it.
        slots: those with other places.
    """
    before = begun(layout, left)
    differing = np.flatnonzero(before != run.begun)
    if run.slots[slots].any() or run.families[differing].any() or ((left.options > 1) != run.is_open).any():
        return None
    for state in (run.begun, before):
        wish = layout.wish_start[differing] + state[differing]
        entries, _ = spans(layout.entry_start, wish[wish < layout.wish_start[differing + 1]])
        if run.slots[layout.pair_slot[layout.entry_pair[entries]]].any():
            return None
    held = np.where(run.held != run.begun, run.held, before)
    return None if len(blocking_families(layout, held)) else held
