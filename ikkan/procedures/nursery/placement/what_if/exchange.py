"""Exchange the wishes of one family in a layout without laying out all others anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.what_if.layout import FamilyWishes, Layout, Seat

AnyArray = npt.NDArray[Any]


class Edit(NamedTuple):
    """Replace the ``removed`` values from ``at`` on by ``added`` others."""

    at: int
    removed: int
    added: int


def spliced(array: AnyArray, edits: tuple[Edit, ...], values: Any) -> AnyArray:
    """Apply edits, sorted by place, along the last axis.

    Args:
        array: one or two dimensions.
        edits: what to take out and how many to put in.
        values: the new values of all edits in their order, or one value for all of them.
    """
    parts, done, used = [], 0, 0
    for edit in edits:
        parts.append(array[..., done : edit.at])
        if edit.added:
            fresh = np.empty((*array.shape[:-1], edit.added), dtype=array.dtype)
            fresh[...] = values if np.ndim(values) == 0 else values[used : used + edit.added]
            parts.append(fresh)
        done, used = edit.at + edit.removed, used + edit.added
    parts.append(array[..., done:])
    return np.concatenate(parts, axis=-1)


class Exchange(NamedTuple):
    """Say what an exchange of wishes moved: the new layout, and the edits of wishes and pairs that lead to it."""

    layout: Layout
    wishes: tuple[Edit, ...]
    pairs: tuple[Edit, ...]


def exchanged(old: Layout, family: int, wishes: FamilyWishes, *, size: int, holds_seat: bool) -> Exchange:
    """Give the layout in which one family has other wishes.

    Args:
        old: the market.
        family: whose wishes they are.
        wishes: best first; the entries of each in the order in which they are packed.
        size: children of the family who apply.
        holds_seat: one of them holds a place.
    """
    places, pair_edits, pair_of = _new_pairs(old, family, wishes)
    shift = np.zeros(len(old.pair_slot) + 1, dtype=np.int64)
    for edit in pair_edits:
        shift[edit.at + edit.removed :] += edit.added - edit.removed
    first, last = int(old.wish_start[family]), int(old.wish_start[family + 1])
    demands, entries = _rows(wishes, pair_of)
    edit = Edit(first, last - first, len(wishes))
    of_demands = _edit_of(old.demand_start, edit, len(demands))
    of_entries = _edit_of(old.entry_start, edit, len(entries))
    has_seat, family_size, wish_start = old.has_seat.copy(), old.family_size.copy(), old.wish_start.copy()
    has_seat[family], family_size[family] = int(holds_seat), size
    wish_start[family + 1 :] += len(wishes) - (last - first)
    worst, entry_pair = old.worst + shift[old.worst], old.entry_pair + shift[old.entry_pair]
    changed = replace(
        _with_pairs(old, family, places, pair_edits, _own_mates(places, pair_of), shift),
        wish_start=wish_start,
        demand_start=_starts(old.demand_start, edit, [len({seat.slot for seat in wish}) for wish in wishes]),
        entry_start=_starts(old.entry_start, edit, [len(wish) for wish in wishes]),
        demand_slot=spliced(old.demand_slot, (of_demands,), [slot for slot, _, _ in demands]),
        own=spliced(old.own, (of_demands,), [own for _, own, _ in demands]),
        worst=spliced(worst, (of_demands,), [pair for _, _, pair in demands]),
        entry_child=spliced(old.entry_child, (of_entries,), [child for child, _ in entries]),
        entry_pair=spliced(entry_pair, (of_entries,), [pair for _, pair in entries]),
        has_seat=has_seat,
        family_size=family_size,
    )
    return Exchange(changed, (edit,), pair_edits)


def _with_pairs(
    old: Layout, family: int, places: list[Seat], edits: tuple[Edit, ...], mates: list[int], shift: IntArray
) -> Layout:
    """Give the layout with the pairs of a family exchanged; nothing else is moved yet."""
    pair_slot = spliced(old.pair_slot, edits, [one.slot for one in places])
    return replace(
        old,
        pair_slot=pair_slot,
        pair_family=spliced(old.pair_family, edits, family),
        pair_child=spliced(old.pair_child, edits, [one.child for one in places]),
        pair_rank=spliced(old.pair_rank, edits, [one.rank for one in places]),
        mate=spliced(old.mate + shift[old.mate], edits, mates),
        slot_start=np.searchsorted(pair_slot, np.arange(len(old.quota) + 1)).astype(np.int64),
    )


def _new_pairs(
    old: Layout, family: int, wishes: FamilyWishes
) -> tuple[list[Seat], tuple[Edit, ...], dict[tuple[int, int], int]]:
    """Give the family's new pairs in order, the edits that bring them in, and the number of each."""
    own = set(old.pairs_of(family).tolist())
    at: list[tuple[int, int, int, Seat]] = []
    for seat in {seat for wish in wishes for seat in wish}:
        before, until = int(old.slot_start[seat.slot]), int(old.slot_start[seat.slot + 1])
        place = before + int(np.searchsorted(old.pair_rank[before:until], seat.rank))
        while place < until and place in own:
            place += 1
        at.append((place, seat.slot, seat.rank, seat))
    at.sort()
    edits: dict[int, Edit] = {pair: Edit(pair, 1, 0) for pair in own}
    for place, *_ in at:
        edit = edits.get(place, Edit(place, 0, 0))
        edits[place] = edit._replace(added=edit.added + 1)
    ordered = tuple(edits[place] for place in sorted(edits))
    pair_of, moved = {}, 0
    number = iter(at)
    for edit in ordered:
        for step in range(edit.added):
            *_, seat = next(number)
            pair_of[seat.child, seat.slot] = edit.at + moved + step
        moved += edit.added - edit.removed
    return [seat for *_, seat in at], ordered, pair_of


def _own_mates(places: list[Seat], pair_of: dict[tuple[int, int], int]) -> list[int]:
    """Give the mates of a family's new pairs, in their order."""
    together: dict[int, list[int]] = {}
    for seat in places:
        together.setdefault(seat.slot, []).append(pair_of[seat.child, seat.slot])
    following = {pair: mine[(at + 1) % len(mine)] for mine in together.values() for at, pair in enumerate(mine)}
    return [following[pair_of[seat.child, seat.slot]] for seat in places]


def _rows(
    wishes: FamilyWishes, pair_of: dict[tuple[int, int], int]
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]]]:
    """Give the demands (slot, children, worst pair) and the entries (child, pair) of new wishes."""
    demands, entries = [], []
    for wish in wishes:
        pairs: dict[int, list[int]] = {}
        for seat in wish:
            pairs.setdefault(seat.slot, []).append(pair_of[seat.child, seat.slot])
            entries.append((seat.child, pair_of[seat.child, seat.slot]))
        demands += [(slot, len(pairs[slot]), max(pairs[slot])) for slot in sorted(pairs)]
    return demands, entries


def _edit_of(start: IntArray, wishes: Edit, added: int) -> Edit:
    """Give the edit of the members of wishes that belongs to an edit of the wishes."""
    first, last = int(start[wishes.at]), int(start[wishes.at + wishes.removed])
    return Edit(first, last - first, added)


def _starts(start: IntArray, edit: Edit, sizes: list[int]) -> IntArray:
    """Give where the members of each wish begin after an edit of the wishes."""
    size = spliced(np.diff(start), (edit,), sizes)
    return np.concatenate(([0], np.cumsum(size))).astype(np.int64)
