"""State what stability demands of the families left open as clauses, apart for every part of the market that is alone.

A clause says of a family and a wish: the family gets this wish or a better one, or some class of the wish is full of
better-ranked children of other families (Sun, Yamada, Takenami, Moriwaki, Yokoo, AAAI-24, arXiv 2401.07761). What is
decided is counted beforehand, and a clause that holds whatever the open families get is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import BoolArray, Places, counts_of, options_of


class Excuse(NamedTuple):
    """Keep a family out of a class when ``needed`` of the pairs (child and slot) listed are taken."""

    needed: int
    pairs: tuple[int, ...]


class Clause(NamedTuple):
    """Let the family get one of the wishes ``enough``, or one of the excuses hold."""

    family: int
    enough: tuple[int, ...]
    excuses: tuple[Excuse, ...]


@dataclass
class Part:
    """Hold a part of the market in which nothing depends on the rest.

    Args:
        options: per open family its wishes left (numbers over all families), best first.
        may_be_out: the families that may get nothing.
        clauses: what stability demands.
        room: per slot the seats left for the pairs listed.
    """

    options: dict[int, tuple[int, ...]] = field(default_factory=dict)
    may_be_out: set[int] = field(default_factory=set)
    clauses: list[Clause] = field(default_factory=list)
    room: dict[int, tuple[int, tuple[int, ...]]] = field(default_factory=dict)


class _Joined:
    """Find which things hang together."""

    def __init__(self) -> None:
        self.parent: dict[int, int] = {}

    def find(self, one: int) -> int:
        root = one
        while self.parent.setdefault(root, root) != root:
            root = self.parent[root]
        while self.parent[one] != root:
            self.parent[one], one = root, self.parent[one]
        return root

    def join(self, things: Iterable[int]) -> None:
        roots = sorted({self.find(thing) for thing in things})
        for root in roots[1:]:
            self.parent[root] = roots[0]


class Open:
    """Work out the clauses of the families that are open.

    Args:
        places: the market.
        possible: per wish, whether it is left.
        may_be_out: per family, whether it may get nothing.
    """

    def __init__(self, places: Places, possible: BoolArray, may_be_out: BoolArray) -> None:
        self.places, self.possible, self.may_be_out = places, possible, may_be_out
        self.count = options_of(places, possible, may_be_out)
        self.counts = counts_of(places, possible, self.count)
        self.is_varying = self.counts.is_possible & ~self.counts.is_sure
        self.families = np.flatnonzero(self.count > 1)
        self.demand_start = np.searchsorted(places.demand_wish, np.arange(len(possible) + 1))
        self.before: dict[int, list[tuple[int, int, bool]]] = {}

    def parts(self) -> list[Part]:
        """Give the parts, the one with the first family first."""
        start = self.places.packed.wish_start
        clauses = [clause for family in self._concerned().tolist() if (found := self._of(family)) for clause in found]
        joined, slot_of = _Joined(), self.places.pair_slot.tolist()
        shift = self.places.packed.families
        varying = np.flatnonzero(self.is_varying).tolist()
        owner = self.places.pair_family.tolist()
        for pair in varying:
            joined.join((owner[pair], shift + slot_of[pair]))
        for clause in clauses:
            slots = {shift + slot_of[pair] for excuse in clause.excuses for pair in excuse.pairs}
            joined.join({clause.family, *slots})
        parts: dict[int, Part] = defaultdict(Part)
        for family in self.families.tolist():
            part = parts[joined.find(family)]
            wishes = np.arange(start[family], start[family + 1])[self.possible[start[family] : start[family + 1]]]
            part.options[family] = tuple(wishes.tolist())
            if self.may_be_out[family]:
                part.may_be_out.add(family)
        for clause in clauses:
            parts[joined.find(clause.family)].clauses.append(clause)
        by_slot: dict[int, list[int]] = defaultdict(list)
        for pair in varying:
            by_slot[slot_of[pair]].append(pair)
        sure = np.bincount(self.places.pair_slot[self.counts.is_sure], minlength=len(self.places.packed.slot_quota))
        for slot, pairs in by_slot.items():
            left = int(self.places.packed.slot_quota[slot] - sure[slot])
            if left < len(pairs):
                parts[joined.find(shift + slot)].room[slot] = (left, tuple(pairs))
        return [parts[root] for root in sorted(parts)]

    def _concerned(self) -> IntArray:
        """Give the open families, and those decided whose better wishes hang on an open slot."""
        places = self.places
        is_open = np.zeros(len(places.packed.slot_quota), dtype=bool)
        is_open[places.pair_slot[self.is_varying]] = True
        family = places.wish_family[places.demand_wish]
        touched = is_open[places.demand_slot] & (self.count[family] <= 1)
        return np.union1d(self.families, np.unique(family[touched]))

    def _of(self, family: int) -> list[Clause]:
        """Give the clauses of a family that do not hold anyway."""
        start, end = self.places.packed.wish_start[family : family + 2].tolist()
        left = [wish for wish in range(start, end) if self.possible[wish]]
        last = end if self.may_be_out[family] else left[-1]
        clauses = []
        for wish in range(start, last):
            excuses = self._excuses(family, wish)
            if excuses is not None:
                clauses.append(Clause(family, tuple(one for one in left if one <= wish), excuses))
        return clauses

    def _excuses(self, family: int, wish: int) -> tuple[Excuse, ...] | None:
        """Give what could keep the family from the wish; None when something does so anyway."""
        found = []
        for demand in range(int(self.demand_start[wish]), int(self.demand_start[wish + 1])):
            needed, pairs = int(self.places.needed[demand]), []
            worst = int(self.places.worst[demand])
            for pair, other, is_sure in self._pairs(int(self.places.demand_slot[demand])):
                if pair >= worst:
                    break
                if other != family and is_sure:
                    needed -= 1
                elif other != family:
                    pairs.append(pair)
            if needed <= 0:
                return None
            if len(pairs) >= needed:
                found.append(Excuse(needed, tuple(pairs)))
        return tuple(found)

    def _pairs(self, slot: int) -> list[tuple[int, int, bool]]:
        """Give the pairs left at a slot, best rank first: pair, family, whether it is sure."""
        if slot not in self.before:
            first, last = self.places.slot_start[slot : slot + 2].tolist()
            self.before[slot] = [
                (pair, int(self.places.pair_family[pair]), bool(self.counts.is_sure[pair]))
                for pair in range(first, last)
                if self.counts.is_possible[pair]
            ]
        return self.before[slot]
