"""Move families about step by step as queue_kernel does, reading the arrays as they are: few families move.

The children in a slot are kept as the sorted numbers of their pairs, which are in the order of rank.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.what_if.layout import Layout, spans

EntryKey = Callable[[int], tuple[int, ...]]


def read(column: IntArray) -> memoryview[int]:
    """Give a column as integers of Python's own, without making a list of it.

    Args:
        column: one dimension.
    """
    return np.ascontiguousarray(column).data.cast("B").cast("q")


class Hall:
    """Hold the state of a run, see queue_kernel.Board.

    Args:
        layout: the market.
        held: per family the wish it begins with, or its number of wishes.
        number: per family its place in the order of proposing.
        first: see seating.first_wishes.
        entry_key: sorts the pairs of a wish as they are packed; None: they are.
    """

    def __init__(
        self, layout: Layout, held: IntArray, *, number: Sequence[int], first: IntArray, entry_key: EntryKey | None
    ) -> None:
        self.number = number
        self.held: list[int] = held.tolist()
        self._first, self._key = read(first), entry_key
        self._wish_start, self._demand_start = read(layout.wish_start), read(layout.demand_start)
        self._entry_start, self._entry_pair = read(layout.entry_start), read(layout.entry_pair)
        self._slot, self._own, self._worst = read(layout.demand_slot), read(layout.own), read(layout.worst)
        self._pair_slot, self._pair_family = read(layout.pair_slot), read(layout.pair_family)
        self._slot_start, self._quota = read(layout.slot_start), read(layout.quota)
        wish = layout.wish_start[:-1] + held
        entries, _ = spans(layout.entry_start, wish[wish < layout.wish_start[1:]])
        self._seated = np.sort(layout.entry_pair[entries])
        self._seated_start = read(np.searchsorted(self._seated, layout.slot_start).astype(np.int64))
        self._taken: dict[int, list[int]] = {}
        self._listed: dict[int, list[tuple[int, int]]] = {}
        self._waiting: deque[int] = deque()
        self._is_waiting: set[int] = set()
        self._woken: set[int] = set()
        self.waves = 0

    def wake(self, family: int) -> None:
        """Put a family at the end of the queue unless it waits already."""
        if family not in self._is_waiting:
            self._is_waiting.add(family)
            self._woken.add(family)
            self._waiting.append(family)

    def repair(self, limit: int) -> int:
        """Let waiting families take their best admissible wish until none waits; give the steps left, 0: used up."""
        self.waves += 1
        while self._waiting and limit > 0:
            limit -= 1
            family = self._waiting.popleft()
            self._is_waiting.remove(family)
            number = self._best_admissible(family)
            if number >= 0:
                self._move(family, number)
        return limit

    def slots_seen(self) -> list[int]:
        """Give the slots of which it was asked how many places they have, or who sits there."""
        return list(self._taken)

    def families_seen(self) -> list[int]:
        """Give the families of which it was asked what they hold."""
        return list(self._woken.union(one for listed in self._listed.values() for one, _ in listed))

    def _at(self, slot: int) -> list[int]:
        """Give the pairs seated in a slot."""
        taken = self._taken.get(slot)
        if taken is None:
            taken = self._seated[self._seated_start[slot] : self._seated_start[slot + 1]].tolist()
            self._taken[slot] = taken
        return taken

    def _pairs(self, family: int, number: int) -> list[int]:
        """Give the pairs of a wish in the order in which they are packed; none for the wish after the last."""
        wish = self._wish_start[family] + number
        if wish == self._wish_start[family + 1]:
            return []
        pairs = self._entry_pair[self._entry_start[wish] : self._entry_start[wish + 1]].tolist()
        return pairs if self._key is None or len(pairs) == 1 else sorted(pairs, key=self._key)

    def _best_admissible(self, family: int) -> int:
        begin = self._wish_start[family]
        mine = self._pairs(family, self.held[family])
        for wish in range(begin, begin + self.held[family]):
            if self._is_admissible(wish, mine):
                return wish - begin
        return -1

    def _is_admissible(self, wish: int, mine: list[int]) -> bool:
        """Say whether a wish is admissible for a family that sits at ``mine``."""
        for demand in range(self._demand_start[wish], self._demand_start[wish + 1]):
            slot, worst = self._slot[demand], self._worst[demand]
            better = bisect_left(self._at(slot), worst)
            room = self._quota[slot] - self._own[demand]
            if room < 0:
                return False
            if better > room:
                better -= sum(pair < worst and self._pair_slot[pair] == slot for pair in mine)
                if better > room:
                    return False
        return True

    def _leave(self, family: int) -> None:
        for pair in self._pairs(family, self.held[family]):
            taken = self._at(self._pair_slot[pair])
            del taken[bisect_left(taken, pair)]
        self.held[family] = self._wish_start[family + 1] - self._wish_start[family]

    def _move(self, family: int, number: int) -> None:
        """Move a family to a wish; whoever no longer fits leaves all seats of the family and waits again."""
        former = self.held[family]
        self._leave(family)
        self.held[family] = number
        pairs = self._pairs(family, number)
        for pair in pairs:
            insort(self._at(self._pair_slot[pair]), pair)
        for slot in (self._pair_slot[pair] for pair in pairs):
            while len(self._at(slot)) > self._quota[slot]:
                owners = (self._pair_family[pair] for pair in reversed(self._at(slot)))
                loser = next(one for one in owners if one != family)
                lost = self.held[loser]
                self._leave(loser)
                self.wake(loser)
                self._wake_listing(loser, lost)
        self._wake_listing(family, former)

    def _wake_listing(self, family: int, number: int) -> None:
        """Wake the families that prefer something with a slot of this wish in which a seat is free."""
        for pair in self._pairs(family, number):
            slot = self._pair_slot[pair]
            if len(self._at(slot)) < self._quota[slot]:
                for other, first in self._listing(slot):
                    if other in self._woken and self._wish_start[other] + self.held[other] > first:
                        self.wake(other)

    def _listing(self, slot: int) -> list[tuple[int, int]]:
        """Give the families that list a slot, in the order of proposing, each with its best wish that does."""
        listed = self._listed.get(slot)
        if listed is None:
            best: dict[int, int] = {}
            for pair in range(self._slot_start[slot], self._slot_start[slot + 1]):
                family, first = self._pair_family[pair], self._first[pair]
                best[family] = min(first, best.get(family, first))
            listed = sorted(best.items(), key=lambda one: self.number[one[0]])
            self._listed[slot] = listed
        return listed
