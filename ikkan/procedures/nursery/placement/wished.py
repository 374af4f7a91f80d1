"""Lay out every wished facility of every child beside the final state: its class, its place there, what it got."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.pack import AGES
from ikkan.procedures.nursery.placement.place import Placement

BoolArray = npt.NDArray[np.bool_]
NOBODY = -1


@dataclass(frozen=True, eq=False)
class Wished:
    """Hold a row for every wished facility of every child, by family, wish and child.

    Args:
        child, family, facility: indices of the market.
        wish: number of the family's wish, 1 is best.
        joint: number of the wish over all families.
        slot: the class whose places the child asks for.
        order: place in the order of the class, smaller first.
        rank: the child's rank there.
        is_reached: the family got this wish.
        seats: places of each slot, those held at present included.
    """

    child: IntArray
    family: IntArray
    facility: IntArray
    wish: IntArray
    joint: IntArray
    slot: IntArray
    order: IntArray
    rank: IntArray
    is_reached: BoolArray
    seats: IntArray

    @property
    def admitted(self) -> IntArray:
        """Count the children admitted to each slot."""
        return np.bincount(self.slot[self.is_reached], minlength=len(self.seats))

    @property
    def lowest_rank(self) -> IntArray:
        """Give the rank of the last child admitted to each slot, 0 when nobody was."""
        lowest = np.zeros(len(self.seats), dtype=np.int64)
        np.maximum.at(lowest, self.slot[self.is_reached], self.rank[self.is_reached])
        return lowest


def wished_of(market: Market, placement: Placement) -> Wished:
    """Lay a market out beside its placement.

    Args:
        market: the round.
        placement: its result.
    """
    entry = np.flatnonzero(market.entry_facility != NOWHERE)
    child, facility, rank = market.entry_child[entry], market.entry_facility[entry], market.entry_rank[entry]
    family, joint = market.child_family[child], market.entry_wish[entry]
    wish = joint - market.family_wish_start[family] + 1
    return Wished(
        child=child,
        family=family,
        facility=facility,
        wish=wish,
        joint=joint,
        slot=facility * AGES + market.child_age[child],
        order=rank,
        rank=rank,
        is_reached=placement.wish_reached[family] == wish,
        seats=market.quota.reshape(len(market.facility_ids) * AGES),
    )


def better_admitted(market: Market, wished: Wished) -> IntArray:
    """Count for every row the admitted children of other families who stand before the child.

    Args:
        market: the round.
        wished: its rows.
    """
    if not len(wished.slot):
        return np.zeros(0, dtype=np.int64)
    order, scale = wished.order, int(wished.order.max()) + 1
    if scale > 2**62 // len(wished.seats):
        order = np.unique(order, return_inverse=True)[1].astype(np.int64)
        scale = len(order) + 1
    keys = wished.slot * scale + order
    admitted = np.sort(keys[wished.is_reached])
    first = np.searchsorted(admitted, np.arange(len(wished.seats)) * scale)
    before = np.searchsorted(admitted, keys) - first[wished.slot]
    return np.asarray(before - _own_before(market, wished), dtype=np.int64)


def _own_before(market: Market, wished: Wished) -> IntArray:
    """Count the child's own brothers and sisters admitted to the class before it."""
    children, reached = len(market.child_ids), wished.is_reached
    placed_slot = np.full(children, NOBODY, dtype=np.int64)
    placed_order = np.zeros(children, dtype=np.int64)
    placed_slot[wished.child[reached]] = wished.slot[reached]
    placed_order[wished.child[reached]] = wished.order[reached]
    start = market.family_child_start[wished.family]
    size = market.family_child_start[wished.family + 1] - start
    own = np.zeros(len(wished.child), dtype=np.int64)
    for place in range(int(size.max(initial=0))):
        exists = np.flatnonzero(size > max(place, 1))
        sibling = market.family_child[start[exists] + place]
        before = (placed_slot[sibling] == wished.slot[exists]) & (placed_order[sibling] < wished.order[exists])
        own[exists] += before
    return own


def last_admitted(wished: Wished) -> IntArray:
    """Give for every row the row of the last child of another family admitted to the class, -1 when there is none.

    Args:
        wished: the rows.
    """
    admitted = np.flatnonzero(wished.is_reached)
    admitted = admitted[np.lexsort((wished.child[admitted], wished.order[admitted], wished.slot[admitted]))]
    first = np.searchsorted(wished.slot[admitted], np.arange(len(wished.seats)))[wished.slot]
    last = np.searchsorted(wished.slot[admitted], np.arange(len(wished.seats)), side="right")[wished.slot] - 1
    ours = np.flatnonzero(last >= first)
    while len(ours):
        ours = ours[wished.family[admitted[last[ours]]] == wished.family[ours]]
        last[ours] -= 1
        ours = ours[last[ours] >= first[ours]]
    found = np.full(len(last), NOBODY, dtype=np.int64)
    exists = last >= first
    found[exists] = admitted[last[exists]]
    return found


def children_at(wished: Wished) -> IntArray:
    """Count for every row the children of the family that the same wish would place in the same class."""
    count = np.ones(len(wished.joint), dtype=np.int64)
    together = np.zeros(len(wished.joint), dtype=bool)
    together[1:] = wished.joint[1:] == wished.joint[:-1]
    together[:-1] |= together[1:]
    rows = np.flatnonzero(together)
    _, at, counts = np.unique(
        wished.joint[rows] * len(wished.seats) + wished.slot[rows], return_inverse=True, return_counts=True
    )
    count[rows] = counts[at]
    return count
