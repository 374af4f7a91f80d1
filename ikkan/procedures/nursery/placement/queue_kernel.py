"""Move families about on plain lists, which Python walks several times faster than arrays.

Only what the run touches is taken out of the market's columns, so that a few open families of a large city cost little.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import Places


class Demand(NamedTuple):
    """Say what a wish asks of a slot.

    Args:
        slot: the slot.
        room: how many better-ranked children of other families leave enough places; below 0 it never fits.
        worst: the pair (see narrow.Places: sorted by slot and rank) of the family's worst-ranked child there.
        pairs: the pairs of all its children there.
    """

    slot: int
    room: int
    worst: int
    pairs: tuple[int, ...]


Wish = tuple[Demand, ...]


@dataclass(frozen=True, eq=False)
class Shelf:
    """Hand out the wishes of families and the families that list a slot; both are laid out when first asked for."""

    places: Places
    wishes_of: dict[int, tuple[Wish, ...]] = field(default_factory=dict)
    listings_of: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def wishes(self, family: int) -> tuple[Wish, ...]:
        """Give the wishes of a family, best first."""
        if family not in self.wishes_of:
            first, last = self.places.packed.wish_start[family : family + 2].tolist()
            start = self.places.packed.entry_start[first : last + 1].tolist()
            slots = self.places.packed.entry_slot[start[0] : start[-1]].tolist()
            pairs = self.places.entry_pair[start[0] : start[-1]].tolist()
            self.wishes_of[family] = tuple(
                self._wish(slots[begin - start[0] : end - start[0]], pairs[begin - start[0] : end - start[0]])
                for begin, end in pairwise(start)
            )
        return self.wishes_of[family]

    def _wish(self, slots: list[int], pairs: list[int]) -> Wish:
        wanted: dict[int, list[int]] = {}
        for slot, pair in zip(slots, pairs, strict=True):
            wanted.setdefault(slot, []).append(pair)
        quota = self.places.packed.slot_quota
        return tuple(Demand(slot, int(quota[slot]) - len(own), max(own), tuple(own)) for slot, own in wanted.items())

    def listings(self, slot: int) -> list[tuple[int, int]]:
        """Give the families that list a slot, each with its best wish that does."""
        if slot not in self.listings_of:
            packed = self.places.packed
            begin, end = packed.slot_family_start[slot : slot + 2].tolist()
            families, first = packed.slot_family[begin:end].tolist(), packed.slot_family_first[begin:end].tolist()
            self.listings_of[slot] = list(zip(families, first, strict=True))
        return self.listings_of[slot]


@dataclass(frozen=True, eq=False)
class Board:
    """Hold the state of a run.

    Args:
        shelf: the market.
        held: per family the wish it holds, or its number of wishes when it holds none.
        seated: the pairs taken in the beginning, sorted, and where those of each slot begin.
        occupants: pair and family of those in a slot, best rank first, for the slots that were looked at.
        waiting: families to look at again, in the order in which they came; awaited: the same.
        moving: families that a free place may interest; the others are decided and stay unless they lose their seats
            or block in the end.
    """

    shelf: Shelf
    held: list[int]
    seated: IntArray
    seated_start: IntArray
    occupants: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    waiting: deque[int] = field(default_factory=deque)
    awaited: set[int] = field(default_factory=set)
    moving: set[int] = field(default_factory=set)

    def inside(self, slot: int) -> list[tuple[int, int]]:
        """Give the occupants of a slot."""
        if slot not in self.occupants:
            pairs = self.seated[self.seated_start[slot] : self.seated_start[slot + 1]]
            families = self.shelf.places.pair_family[pairs]
            self.occupants[slot] = list(zip(pairs.tolist(), families.tolist(), strict=True))
        return self.occupants[slot]


def wake(board: Board, family: int) -> None:
    """Put a family last in the queue unless it waits already."""
    board.moving.add(family)
    if family not in board.awaited:
        board.awaited.add(family)
        board.waiting.append(family)


def has_room(board: Board, family: int, demand: Demand) -> bool:
    """Say whether the slot takes the family's children against the better-ranked children of others."""
    left = demand.room
    if left < 0:
        return False
    for pair, other in board.inside(demand.slot):
        if pair > demand.worst:
            return True
        if other != family:
            left -= 1
            if left < 0:
                return False
    return True


def best_admissible(board: Board, family: int) -> int:
    """Give the best admissible wish before the one held, or -1."""
    for number, wish in enumerate(board.shelf.wishes(family)[: board.held[family]]):
        if all(has_room(board, family, demand) for demand in wish):
            return number
    return -1


def held_wish(board: Board, family: int, number: int) -> Wish:
    """Give the wish of this number; nothing for a family that holds none."""
    wishes = board.shelf.wishes(family)
    return wishes[number] if number < len(wishes) else ()


def leave(board: Board, family: int) -> None:
    """Take the family's children out of the slots of the wish it holds."""
    for demand in held_wish(board, family, board.held[family]):
        inside = board.inside(demand.slot)
        for pair in demand.pairs:
            inside.remove((pair, family))
    board.held[family] = len(board.shelf.wishes(family))


def enter(board: Board, family: int, number: int) -> None:
    """Put the family's children into the slots of a wish."""
    board.held[family] = number
    for demand in held_wish(board, family, number):
        for pair in demand.pairs:
            insort(board.inside(demand.slot), (pair, family))


def wake_listing(board: Board, family: int, number: int) -> None:
    """Wake the families that prefer something with a slot of this wish in which a place is free."""
    for demand in held_wish(board, family, number):
        if len(board.inside(demand.slot)) < demand.room + len(demand.pairs):
            for other, first in board.shelf.listings(demand.slot):
                if other in board.moving and board.held[other] > first:
                    wake(board, other)


def move(board: Board, family: int, number: int) -> None:
    """Move a family to a wish; whoever no longer fits leaves all seats of the family and waits again."""
    former = board.held[family]
    leave(board, family)
    enter(board, family, number)
    for demand in held_wish(board, family, number):
        inside = board.inside(demand.slot)
        while len(inside) > demand.room + len(demand.pairs):
            loser = next(other for _, other in reversed(inside) if other != family)
            lost = board.held[loser]
            leave(board, loser)
            wake(board, loser)
            wake_listing(board, loser, lost)
    wake_listing(board, family, former)


def repair(board: Board, limit: int) -> int:
    """Let waiting families take their best admissible wish until none waits; give the steps left, 0 when used up."""
    while board.waiting and limit > 0:
        limit -= 1
        family = board.waiting.popleft()
        board.awaited.discard(family)
        number = best_admissible(board, family)
        if number >= 0:
            move(board, family, number)
    return limit


def settle(board: Board, holders: list[tuple[int, int]]) -> None:
    """Give every family with a present seat at least that seat, after a run that was cut short.

    Args:
        board: the state.
        holders: the families with a present seat, each with its number of wishes.
    """
    lost = True
    while lost:
        lost = False
        for family, wishes in holders:
            if board.held[family] == wishes:
                move(board, family, wishes - 1)
                lost = True
