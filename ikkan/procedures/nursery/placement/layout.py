"""Lay a packed market out so that the wishes of one family can be exchanged without laying out all others anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import Places
from ikkan.procedures.nursery.placement.pack import SCALE

AnyArray = npt.NDArray[Any]


class Seat(NamedTuple):
    """Put a child into a slot, where it has a rank."""

    child: int
    slot: int
    rank: int


FamilyWishes = tuple[tuple[Seat, ...], ...]


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


def spans(start: IntArray, groups: IntArray) -> tuple[IntArray, IntArray]:
    """Give the members of groups in compressed rows: their indices, and for each the place of its group in ``groups``.

    Args:
        start: where each group begins.
        groups: the groups asked for.
    """
    begin = start[groups]
    size = start[groups + 1] - begin
    owner = np.repeat(np.arange(len(groups)), size)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(size) - size, size)
    return begin[owner] + within, owner


@dataclass(frozen=True, eq=False)
class Layout:
    """Hold a market by families, wishes, demands (wish and slot), entries and pairs (child and slot, by rank).

    Args:
        wish_start: wishes by family; demand_start, entry_start: demands and entries by wish.
        demand_slot, own, worst: slot, children put there, pair of the worst-ranked of them.
        entry_child, entry_pair: child and pair.
        pair_slot, pair_family, pair_child, pair_rank: per pair, sorted by slot and rank; slot_start: by slot.
        mate: per pair that of the next brother or sister in the same slot, round and round; itself without one.
        quota: places by slot.
        has_seat: 1 where a child of the family holds a place; family_size: children by family.
    """

    wish_start: IntArray
    demand_start: IntArray
    entry_start: IntArray
    demand_slot: IntArray
    own: IntArray
    worst: IntArray
    entry_child: IntArray
    entry_pair: IntArray
    pair_slot: IntArray
    pair_family: IntArray
    pair_child: IntArray
    pair_rank: IntArray
    mate: IntArray
    slot_start: IntArray
    quota: IntArray
    has_seat: IntArray
    family_size: IntArray

    @property
    def families(self) -> int:
        """Count the families."""
        return len(self.wish_start) - 1

    def wish_family(self) -> IntArray:
        """Give the family of every wish."""
        return np.repeat(np.arange(self.families), np.diff(self.wish_start))

    def seats_of(self, family: int) -> FamilyWishes:
        """Give a family's wishes as they are laid out.

        Args:
            family: its number.
        """
        wishes = []
        for wish in range(self.wish_start[family], self.wish_start[family + 1]):
            pairs = self.entry_pair[self.entry_start[wish] : self.entry_start[wish + 1]].tolist()
            wishes.append(tuple(self._seat(pair) for pair in pairs))
        return tuple(wishes)

    def _seat(self, pair: int) -> Seat:
        slot, child = int(self.pair_slot[pair]), int(self.pair_child[pair])
        return Seat(child, slot, int(self.pair_rank[pair]))

    def pairs_of(self, family: int) -> IntArray:
        """Give the pairs of a family, sorted."""
        first, last = self.wish_start[family], self.wish_start[family + 1]
        return np.unique(self.entry_pair[self.entry_start[first] : self.entry_start[last]])


def layout_of(places: Places) -> Layout:
    """Lay out a market anew.

    Args:
        places: the market by pairs and demands.
    """
    packed = places.packed
    pairs, wishes = len(places.pair_slot), len(packed.entry_start) - 1
    pair_child = np.zeros(pairs, dtype=np.int64)
    pair_child[places.entry_pair] = packed.entry_child
    pair_rank = np.zeros(pairs, dtype=np.int64)
    pair_rank[places.entry_pair] = packed.entry_rank
    return Layout(
        wish_start=packed.wish_start,
        demand_start=np.searchsorted(places.demand_wish, np.arange(wishes + 1)).astype(np.int64),
        entry_start=packed.entry_start,
        demand_slot=places.demand_slot,
        own=places.own,
        worst=places.worst,
        entry_child=packed.entry_child,
        entry_pair=places.entry_pair,
        pair_slot=places.pair_slot,
        pair_family=places.pair_family,
        pair_child=pair_child,
        pair_rank=pair_rank,
        mate=_mates(places.pair_group),
        slot_start=places.slot_start,
        quota=packed.slot_quota,
        has_seat=packed.has_seat,
        family_size=packed.family_size,
    )


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
        old,
        wish_start=wish_start,
        demand_start=_starts(old.demand_start, edit, [len({seat.slot for seat in wish}) for wish in wishes]),
        entry_start=_starts(old.entry_start, edit, [len(wish) for wish in wishes]),
        demand_slot=spliced(old.demand_slot, (of_demands,), [slot for slot, _, _ in demands]),
        own=spliced(old.own, (of_demands,), [own for _, own, _ in demands]),
        worst=spliced(worst, (of_demands,), [pair for _, _, pair in demands]),
        entry_child=spliced(old.entry_child, (of_entries,), [child for child, _ in entries]),
        entry_pair=spliced(entry_pair, (of_entries,), [pair for _, pair in entries]),
        pair_slot=spliced(old.pair_slot, pair_edits, [one.slot for one in places]),
        pair_family=spliced(old.pair_family, pair_edits, family),
        pair_child=spliced(old.pair_child, pair_edits, [one.child for one in places]),
        pair_rank=spliced(old.pair_rank, pair_edits, [one.rank for one in places]),
        mate=spliced(old.mate + shift[old.mate], pair_edits, _own_mates(places, pair_of)),
        has_seat=has_seat,
        family_size=family_size,
    )
    slot_start = np.searchsorted(changed.pair_slot, np.arange(len(old.quota) + 1)).astype(np.int64)
    return Exchange(replace(changed, slot_start=slot_start), (edit,), pair_edits)


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


def _mates(pair_group: IntArray) -> IntArray:
    """Give every pair the next of its group, and the last of a group the first."""
    order = np.argsort(pair_group, kind="stable")
    group = pair_group[order]
    is_last = np.ones(len(order), dtype=bool)
    is_last[:-1] = group[1:] != group[:-1]
    first = np.searchsorted(group, group)
    mate = np.empty(len(order), dtype=np.int64)
    mate[order] = order[np.where(is_last, first, np.minimum(np.arange(1, len(order) + 1), len(order) - 1))]
    return mate


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


def standing_of(layout: Layout, children: int) -> IntArray:
    """Give each child its mean relative rank over the classes it wishes, as pack.child_standing does.

    Args:
        layout: the market.
        children: children of the round.
    """
    begin = layout.slot_start[layout.pair_slot]
    size = layout.slot_start[layout.pair_slot + 1] - begin
    relative = (np.arange(len(begin)) - begin) * SCALE // np.maximum(size, 1)
    total = np.bincount(layout.pair_child, weights=relative, minlength=children).astype(np.int64)
    count = np.bincount(layout.pair_child, minlength=children)
    return np.where(count > 0, total // np.maximum(count, 1), SCALE).astype(np.int64)
