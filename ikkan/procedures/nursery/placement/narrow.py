"""Narrow a market to what stability leaves open: wishes that no stable placement can give are struck out.

Two rules are applied to all families at once until nothing changes. Both hold in every stable placement, so what is
struck out is proven, and a family left without anything proves that no stable placement exists.

- Struck out as too low: a better wish whose classes can no more be full of better-ranked children of other families.
- Struck out as too high: a class of the wish is full of children who are surely there, and of better-ranked only
  children for whom this class is the best that is left (the step of deferred acceptance, Gale and Shapley 1962).

Where facilities rank alike nearly everything is decided so, which is why the solver sees only the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.pack import Packed
from ikkan.procedures.nursery.placement.pairs import group_pairs, number_pairs

BoolArray = npt.NDArray[np.bool_]
# Families decided are left out of the next rounds once they are this share of those looked at.
WORTH_LEAVING = 4


@dataclass(frozen=True, eq=False)
class Narrowed:
    """Hold what is left.

    Args:
        possible: per wish, whether a stable placement may give it.
        may_be_out: per packed family, whether a stable placement may give it nothing.
        set_aside: per packed family, whether it was left out of the reasoning, because nothing was left for it: what is
            struck out then holds in every placement that no other family blocks.
    """

    possible: BoolArray
    may_be_out: BoolArray
    set_aside: BoolArray

    @property
    def is_impossible(self) -> bool:
        """Say whether it is proven that no stable placement exists."""
        return bool(self.set_aside.any())


@dataclass(frozen=True, eq=False)
class Places:
    """Hold a packed market by pairs (child and slot, sorted by slot and rank) and demands (wish and slot).

    Args:
        packed: the market.
        pair_slot, pair_family, pair_group: per pair; a group is a family at a slot.
        entry_pair, entry_wish, entry_demand: per entry.
        demand_wish, demand_slot, demand_group: per demand.
        own: children of the family that the demand puts into the slot.
        worst: the pair of the worst-ranked of them.
        slot_start: where the pairs of each slot begin.
    """

    is_strict: ClassVar[bool] = True
    packed: Packed
    pair_slot: IntArray
    pair_family: IntArray
    pair_group: IntArray
    entry_pair: IntArray
    entry_wish: IntArray
    entry_demand: IntArray
    demand_wish: IntArray
    demand_slot: IntArray
    demand_group: IntArray
    own: IntArray
    worst: IntArray
    slot_start: IntArray

    @cached_property
    def wish_family(self) -> IntArray:
        """Give the packed family of every wish."""
        return np.repeat(np.arange(self.packed.families), np.diff(self.packed.wish_start))

    @cached_property
    def needed(self) -> IntArray:
        """Give, per demand, how many better-ranked others keep the family out; 0 or less: it never fits."""
        return self.packed.slot_quota[self.demand_slot] - self.own + 1

    @cached_property
    def company(self) -> tuple[IntArray, IntArray]:
        """Give every demand with the pairs of the same family at the same slot that rank before its worst child."""
        size = np.bincount(self.pair_group, minlength=len(self.pair_slot))
        shared = np.flatnonzero(size[self.pair_group] > 1)
        order = shared[np.argsort(self.pair_group[shared], kind="stable")]
        start = np.cumsum(np.where(size > 1, size, 0)) - size
        size = size[self.demand_group]
        demands, pairs = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for place in range(int(size.max(initial=0)) if (size > 1).any() else 0):
            demand = np.flatnonzero((size > 1) & (size > place))
            pair = order[start[self.demand_group[demand]] + place]
            is_before = pair < self.worst[demand]
            demands.append(demand[is_before])
            pairs.append(pair[is_before])
        return np.concatenate(demands), np.concatenate(pairs)

    def before(self, marks: BoolArray, demand: IntArray | slice = slice(None)) -> IntArray:
        """Count the marked pairs of the demand's slot, of any family, that rank before its worst child."""
        until = np.concatenate((np.zeros(1, dtype=np.int32), np.cumsum(marks, dtype=np.int32)))
        return until[self.worst[demand]] - until[self.slot_start[self.demand_slot[demand]]]

    def others_before(self, marks: BoolArray, demand: IntArray | slice = slice(None)) -> IntArray:
        """Count the marked pairs of the demand's slot, of other families, that rank before its worst child."""
        in_company, pair = self.company
        own = np.bincount(in_company[marks[pair]], minlength=len(self.own))
        return self.before(marks, demand) - own[demand]


def places_of(packed: Packed) -> Places:
    """Lay a packed market out by pairs and demands.

    Args:
        packed: the market.
    """
    slots = len(packed.slot_quota)
    entry_wish = np.repeat(np.arange(len(packed.entry_start) - 1), np.diff(packed.entry_start))
    entry_pair = number_pairs(packed.entry_slot, packed.entry_rank)
    pair_slot, pair_family = (np.zeros(int(entry_pair.max(initial=-1)) + 1, dtype=np.int64) for _ in range(2))
    pair_slot[entry_pair], pair_family[entry_pair] = packed.entry_slot, packed.entry_family
    key = entry_wish * slots + packed.entry_slot
    # Entries are sorted by wish already, which a stable sort turns to account.
    order = np.argsort(key, kind="stable")
    key = key[order]
    is_first = np.ones(len(key), dtype=bool)
    is_first[1:] = key[1:] != key[:-1]
    first = np.flatnonzero(is_first)
    entry_demand = np.empty(len(key), dtype=np.int64)
    entry_demand[order] = np.cumsum(is_first) - 1
    worst = np.maximum.reduceat(entry_pair[order], first) if len(first) else np.zeros(0, dtype=np.int64)
    pair_group = group_pairs(packed, pair_family, pair_slot)
    return Places(
        packed=packed,
        pair_slot=pair_slot,
        pair_family=pair_family,
        pair_group=pair_group,
        entry_pair=entry_pair,
        entry_wish=entry_wish,
        entry_demand=entry_demand,
        demand_wish=key[first] // slots,
        demand_slot=key[first] % slots,
        demand_group=pair_group[worst],
        own=np.diff(first, append=len(key)),
        worst=worst,
        slot_start=np.searchsorted(pair_slot, np.arange(slots + 1)).astype(np.int64),
    )


@dataclass(frozen=True, eq=False)
class Counts:
    """Say of every pair whether the child may, or must, be at the slot, as far as the families' wishes left decide."""

    is_possible: BoolArray
    is_sure: BoolArray


def counts_of(places: Places, possible: BoolArray, options: IntArray) -> Counts:
    """Count over the wishes left.

    Args:
        places: the market.
        possible: per wish, whether it is left.
        options: per family, how many wishes are left for it, having nothing included.
    """
    with_pair = np.bincount(places.entry_pair[possible[places.entry_wish]], minlength=len(places.pair_slot))
    return Counts(with_pair > 0, (with_pair > 0) & (with_pair == options[places.pair_family]))


def options_of(places: Places, possible: BoolArray, may_be_out: BoolArray) -> IntArray:
    """Count what is left for every family."""
    return np.bincount(places.wish_family[possible], minlength=places.packed.families) + may_be_out


def _unexcused(places: Places, counts: Counts, demand: IntArray) -> BoolArray:
    """Mark the wishes of these demands that no class keeps from the family any more."""
    needed = places.needed[demand]
    excused = (needed <= 0) | (places.others_before(counts.is_possible, demand) >= needed)
    is_free = np.zeros(len(places.packed.entry_start) - 1, dtype=bool)
    is_free[places.demand_wish[demand]] = True
    is_free[places.demand_wish[demand[excused]]] = False
    return is_free


def _too_high(places: Places, counts: Counts, possible: BoolArray, demand: IntArray) -> IntArray:
    """Give the wishes that a class full of the sure and the better-ranked rules out."""
    left = np.flatnonzero(possible)
    family = places.wish_family[left]
    best = left[np.concatenate(([True], family[1:] != family[:-1]))] if len(left) else left
    lonely = best[np.diff(places.packed.entry_start)[best] == 1]
    drawn = np.zeros(len(places.pair_slot), dtype=bool)
    drawn[places.entry_pair[places.packed.entry_start[lonely]]] = True
    drawn &= ~counts.is_sure
    slots, groups = len(places.packed.slot_quota), int(places.pair_group.max(initial=-1)) + 1
    sure = np.bincount(places.pair_slot[counts.is_sure], minlength=slots)
    own_sure = np.bincount(places.pair_group[counts.is_sure], minlength=groups)
    slot, group = places.demand_slot[demand], places.demand_group[demand]
    others = places.others_before(drawn, demand) + sure[slot] - own_sure[group]
    too_high: IntArray = places.demand_wish[demand[others >= places.needed[demand]]]
    return too_high


def narrow(places: Places) -> Narrowed:
    """Strike out what no stable placement can give, until nothing changes.

    A family for which nothing would be left proves that no stable placement exists. It is set aside (it may get
    anything and may block), and the rest is narrowed anew, so that a contradiction in one quarter leaves the others
    as they would be alone.

    Args:
        places: the market.
    """
    set_aside = np.zeros(places.packed.families, dtype=bool)
    while True:
        narrowed = _narrow(places, set_aside)
        is_stuck = options_of(places, narrowed.possible, narrowed.may_be_out) == 0
        if not is_stuck.any():
            return narrowed
        set_aside = set_aside | is_stuck


def _narrow(places: Places, set_aside: BoolArray) -> Narrowed:
    """Narrow with some families set aside, until nothing changes or nothing is left for a family."""
    packed = places.packed
    possible = np.ones(len(places.wish_family), dtype=bool)
    is_free_wish = set_aside[places.wish_family]
    may_be_out = packed.has_seat == 0
    without_class = np.flatnonzero(np.diff(packed.entry_start) == 0)
    everything = np.arange(len(places.own))
    demand, looked_at = everything, packed.families
    while True:
        options = options_of(places, possible, may_be_out)
        if not options.all():
            return Narrowed(possible, may_be_out, set_aside)
        before = int(options.sum())
        open_families = int((options > 1).sum())
        if open_families * WORTH_LEAVING < looked_at * (WORTH_LEAVING - 1):
            demand = everything[options[places.wish_family[places.demand_wish]] > 1]
            looked_at = open_families
        counts = counts_of(places, possible, options)
        is_free = _unexcused(places, counts, demand)
        is_free[without_class] = True
        is_free[is_free_wish] = False
        too_high = _too_high(places, counts, possible & ~is_free_wish, demand)
        possible[too_high[~is_free_wish[too_high]]] = False
        _cut_below(places, is_free, possible, may_be_out)
        if int(options_of(places, possible, may_be_out).sum()) < before:
            continue
        if len(demand) == len(everything):
            return Narrowed(possible, may_be_out, set_aside)
        # A last look at all of them: what was decided must still hold.
        demand, looked_at = everything, 0


def _cut_below(places: Places, is_free: BoolArray, possible: BoolArray, may_be_out: BoolArray) -> None:
    """Strike out all that a family likes less than its best wish that nothing keeps from it."""
    wishes = np.flatnonzero(is_free)
    lowest = np.full(places.packed.families, len(is_free), dtype=np.int64)
    np.minimum.at(lowest, places.wish_family[wishes], wishes)
    possible &= np.arange(len(is_free)) <= lowest[places.wish_family]
    may_be_out &= lowest == len(is_free)


def best_left(places: Places, narrowed: Narrowed) -> IntArray:
    """Give, per family, its best wish left, or its number of wishes where none is left."""
    held = np.diff(places.packed.wish_start)
    left = np.flatnonzero(narrowed.possible)
    family, first = np.unique(places.wish_family[left], return_index=True)
    held[family] = left[first] - places.packed.wish_start[family]
    return held
