"""Lay a packed market out by families, wishes and pairs, so that a change can be followed where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import Places
from ikkan.procedures.nursery.placement.pack import SCALE


class Seat(NamedTuple):
    """Put a child into a slot, where it has a rank."""

    child: int
    slot: int
    rank: int


FamilyWishes = tuple[tuple[Seat, ...], ...]


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
