"""Lay out every wished seat of every child beside the final state: its class, its place there, what it got."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ikkan.procedures.nursery.placement.asked import Asked, asked_of
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.place import Placement

BoolArray = npt.NDArray[np.bool_]
NOBODY = -1


@dataclass(frozen=True, eq=False)
class Wished:
    """Hold a row for every seat that a child tries: a wished facility, and there each kind of seat that it may take.

    Args:
        child, family: indices of the market.
        entry: entry of the market that the row stands for.
        wish: number of the family's wish, 1 is best.
        joint: number of the wish by slots over all families (see asked.Asked).
        slot: the class whose places the child asks for; where stages are placed in turn, each stage has its own.
        kind: index of the reserved kind of seat, -1 for a general one.
        key: place in the order of the class, smaller first, equal where the rule knows no difference.
        order: the same with ties broken.
        is_reached, is_missed: the family got this wish; a wish behind this one, or none.
        seats: places of each slot, those held at present included.
        has_equals: equals keep a family out as well.
    """

    child: IntArray
    family: IntArray
    entry: IntArray
    wish: IntArray
    joint: IntArray
    slot: IntArray
    kind: IntArray
    key: IntArray
    order: IntArray
    is_reached: BoolArray
    is_missed: BoolArray
    seats: IntArray
    has_equals: bool

    @property
    def admitted(self) -> IntArray:
        """Count the children admitted to each slot."""
        return np.bincount(self.slot[self.is_reached], minlength=len(self.seats))

    def lowest(self, rank: IntArray) -> IntArray:
        """Give the largest rank admitted to each slot, 0 when nobody was.

        Args:
            rank: per row.
        """
        lowest = np.zeros(len(self.seats), dtype=np.int64)
        np.maximum.at(lowest, self.slot[self.is_reached], rank[self.is_reached])
        return lowest


def wished_of(market: Market, placement: Placement) -> Wished:
    """Lay a market out beside its placement.

    Args:
        market: the round.
        placement: its result.
    """
    asked = asked_of(market)
    row = np.flatnonzero(asked.entry_slot != NOWHERE)
    child, joint, slot = asked.entry_child[row], asked.entry_wish[row], asked.entry_slot[row]
    family = market.child_family[child]
    reached = _reached(market, asked, placement)[family]
    kind, seats, slots = asked.slot_kind[slot], asked.slot_places, len(asked.slot_places)
    if market.policy.is_in_turn:
        slot = slot + market.child_stage[child] * slots
        seats = _seats_in_turn(market, asked, slot[joint == reached])
    return Wished(
        child=child,
        family=family,
        entry=asked.source[row],
        wish=asked.stated[joint] - market.family_wish_start[family] + 1,
        joint=joint,
        slot=slot,
        kind=kind,
        key=asked.entry_key[row],
        order=asked.entry_rank[row],
        is_reached=joint == reached,
        is_missed=joint < reached,
        seats=seats,
        has_equals=market.policy.ties == "equal",
    )


def _reached(market: Market, asked: Asked, placement: Placement) -> IntArray:
    """Give per family the wish by slots that it got; a number past all wishes where it got none."""
    got = np.append(placement.facility, NOWHERE)[asked.entry_child]
    kind = NOWHERE if placement.seat_kind is None else placement.seat_kind[asked.entry_child]
    slot = asked.entry_slot
    has_other_seat = np.where(
        slot == NOWHERE, got != NOWHERE, (asked.slot_facility[slot] != got) | (asked.slot_kind[slot] != kind)
    )
    is_got = np.ones(len(asked.stated), dtype=bool)
    is_got[asked.entry_wish[has_other_seat]] = False
    wish = np.flatnonzero(is_got)
    family = np.searchsorted(asked.family_start, wish, side="right") - 1
    is_stated = asked.stated[wish] - market.family_wish_start[family] + 1 == placement.wish_reached[family]
    reached = np.full(len(market.family_ids), len(asked.stated), dtype=np.int64)
    reached[family[is_stated][::-1]] = wish[is_stated][::-1]
    return reached


def _seats_in_turn(market: Market, asked: Asked, taken: IntArray) -> IntArray:
    """Give the places that each stage finds: held by children of later stages they are not there yet.

    Args:
        market: the round.
        asked: its wishes by slots.
        taken: the slot of each child admitted, each stage with its own.
    """
    turns, slots = int(market.child_stage.max(initial=0)) + 1, len(asked.slot_places)
    holder = np.flatnonzero(market.child_current != NOWHERE)
    at, age = market.child_current[holder], market.child_age[holder]
    held_slot = market.child_stage[holder] * slots + at * market.pools.shape[1] + market.pools[at, age]
    held = np.bincount(held_slot, minlength=turns * slots).reshape(turns, slots)
    gone = np.bincount(taken, minlength=turns * slots).reshape(turns, slots)
    before = np.cumsum(gone, axis=0) - gone
    offered = asked.slot_places - held.sum(axis=0)
    return np.asarray(offered + np.cumsum(held, axis=0) - before, dtype=np.int64).ravel()


def better_admitted(market: Market, wished: Wished) -> IntArray:
    """Count for every row the admitted children of other families who keep the child back.

    Args:
        market: the round.
        wished: its rows.
    """
    if not len(wished.slot):
        return np.zeros(0, dtype=np.int64)
    key, scale = wished.key, int(wished.key.max()) + 1
    if scale > 2**62 // len(wished.seats):
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
        scale = len(key) + 1
    keys = wished.slot * scale + key
    admitted = np.sort(keys[wished.is_reached])
    first = np.searchsorted(admitted, np.arange(len(wished.seats)) * scale)
    before = np.searchsorted(admitted, keys, side="right" if wished.has_equals else "left") - first[wished.slot]
    return np.asarray(before - _own_before(market, wished), dtype=np.int64)


def _own_before(market: Market, wished: Wished) -> IntArray:
    """Count the children of the child's own family who were counted as well."""
    children, reached = len(market.child_ids), wished.is_reached
    got_slot = np.full(children, NOBODY, dtype=np.int64)
    got_key = np.zeros(children, dtype=np.int64)
    got_slot[wished.child[reached]], got_key[wished.child[reached]] = wished.slot[reached], wished.key[reached]
    start = market.family_child_start[wished.family]
    size = market.family_child_start[wished.family + 1] - start
    own = np.zeros(len(wished.child), dtype=np.int64)
    for place in range(int(size.max(initial=0))):
        # an only child is its own equal, and never before itself
        exists = np.flatnonzero(size > (place if wished.has_equals else max(place, 1)))
        sibling = market.family_child[start[exists] + place]
        key = wished.key[exists] + wished.has_equals
        own[exists] += (got_slot[sibling] == wished.slot[exists]) & (got_key[sibling] < key)
    return own


def last_admitted(wished: Wished) -> IntArray:
    """Give for every row the row of the last child of another family admitted to the class, -1 when there is none.

    Args:
        wished: the rows.
    """
    admitted = np.flatnonzero(wished.is_reached)
    admitted = admitted[np.lexsort((wished.order[admitted], wished.slot[admitted]))]
    slots = np.arange(len(wished.seats))
    first = np.searchsorted(wished.slot[admitted], slots)[wished.slot]
    last = np.searchsorted(wished.slot[admitted], slots, side="right")[wished.slot] - 1
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
    """Count for every row the children of the family that the same wish would place in the same class.

    Args:
        wished: the rows.
    """
    count = np.ones(len(wished.joint), dtype=np.int64)
    together = np.zeros(len(wished.joint), dtype=bool)
    together[1:] = wished.joint[1:] == wished.joint[:-1]
    together[:-1] |= together[1:]
    rows = np.flatnonzero(together)
    pair = wished.joint[rows] * len(wished.seats) + wished.slot[rows]
    _, at, counts = np.unique(pair, return_inverse=True, return_counts=True)
    count[rows] = counts[at]
    return count
