"""Make changes in a layout: places at once, the wishes of a family when all changes are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import polars as pl

from ikkan.procedures.nursery.placement.asked import AGES
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.what_if.changes import (
    AddWish,
    Change,
    ChangeError,
    Close,
    DropWish,
    Rerank,
    Seats,
    Withdraw,
)
from ikkan.procedures.nursery.placement.what_if.exchange import exchanged
from ikkan.procedures.nursery.placement.what_if.layout import FamilyWishes, Layout, Seat
from ikkan.procedures.nursery.placement.what_if.renarrow import Trace, moved


class Pending(NamedTuple):
    """Hold the wishes that a family will have, and which of its children still apply."""

    wishes: FamilyWishes
    children: tuple[int, ...]


@dataclass
class Draft:
    """Hold a market while it is changed.

    Args:
        layout, trace, market, place_of: see standing.Standing.
        pending: families whose wishes differ, until finish() lays them out.
        exchanged: those laid out; slots: slots whose places or order differ; withdrawn: children taken out;
            relisted: families with a wish more or less.
    """

    layout: Layout
    trace: Trace
    market: Market
    place_of: IntArray
    seats: IntArray
    pending: dict[int, Pending] = field(default_factory=dict)
    exchanged: set[int] = field(default_factory=set)
    slots: set[int] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)
    relisted: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, layout: Layout, trace: Trace, market: Market, place_of: IntArray) -> Draft:
        """Begin with the market as it is."""
        own = replace(layout, quota=layout.quota.copy(), pair_rank=layout.pair_rank.copy())
        return cls(own, trace, market, place_of, market.seats.reshape(-1).copy())

    def make(self, change: Change) -> None:
        """Make one change.

        Args:
            change: what to change.

        Raises:
            ChangeError: it names what the market does not have.
        """
        match change:
            case Seats():
                slot = self._slot(change.facility, change.age)
                if self.seats[slot] + change.by < 0:
                    raise ChangeError(
                        f"{change.facility}, age {change.age} offers {self.seats[slot]} seats; "
                        f"{-change.by} cannot be taken. Take fewer"
                    )
                self._add_seats(slot, change.by)
            case Close():
                for age in range(AGES) if change.age is None else (change.age,):
                    slot = self._slot(change.facility, age)
                    self._add_seats(slot, -int(self.seats[slot]))
            case Rerank():
                self._rerank(change)
            case DropWish():
                self._drop(change)
            case AddWish():
                self._add_wish(change)
            case Withdraw():
                self._withdraw(self._index(change.child, self.market.child_ids, "child"))

    def finish(self) -> None:
        """Lay out the families whose wishes differ."""
        for family in sorted(self.pending):
            wishes, children = self.pending[family]
            holds = any(self.market.child_current[child] != NOWHERE for child in children)
            self.slots |= set(self.layout.pair_slot[self.layout.pairs_of(family)].tolist())
            self.slots |= {seat.slot for wish in wishes for seat in wish}
            exchange = exchanged(self.layout, family, wishes, size=len(children), holds_seat=holds)
            self.layout, self.trace = exchange.layout, moved(self.trace, exchange)
            self.exchanged.add(family)
        self.pending.clear()

    def _slot(self, facility: str, age: int) -> int:
        if not 0 <= age < AGES:
            raise ChangeError(f"there is no class of age {age}. Name an age from 0 to {AGES - 1}")
        return self._index(facility, self.market.facility_ids, "facility") * AGES + age

    def _index(self, name: str, names: Sequence[str], what: str) -> int:
        try:
            return names.index(name)
        except ValueError:
            raise ChangeError(f"there is no {what} {name!r}. Name one that the market has") from None

    def _add_seats(self, slot: int, by: int) -> None:
        self.seats[slot] += by
        self.layout.quota[slot] += by
        self.slots.add(slot)

    def _family(self, name: str) -> int:
        return int(self.place_of[self._index(name, self.market.family_ids, "family")])

    def _family_of(self, child: int) -> int:
        return int(self.place_of[self.market.child_family[child]])

    def _pending(self, family: int) -> Pending:
        if family not in self.pending:
            market = int((self.place_of == family).argmax())
            start = self.market.family_child_start
            children = self.market.family_child[start[market] : start[market + 1]].tolist()
            left = tuple(child for child in children if child not in self.withdrawn)
            self.pending[family] = Pending(self.layout.seats_of(family), left)
        return self.pending[family]

    def _rerank(self, change: Rerank) -> None:
        child = self._index(change.child, self.market.child_ids, "child")
        facility = self._index(change.facility, self.market.facility_ids, "facility")
        slot = facility * AGES + int(self.market.child_age[child])
        own = self._pending(self._family_of(child))
        if not any(seat.slot == slot and seat.child == child for wish in own.wishes for seat in wish):
            raise ChangeError(f"child {change.child!r} does not wish {change.facility!r}. Add the wish first")
        self._make_room(child, slot, change.rank)

    def _refuse_ahead_of_holder(self, child: int, facility: int, slot: int, rank: int) -> None:
        """Keep those who hold a place in a class before all others there: a present place is never lost."""
        pairs = slice(self.layout.slot_start[slot], self.layout.slot_start[slot + 1])
        is_holder = self.market.child_current[self.layout.pair_child[pairs]] == facility
        is_later = self.layout.pair_rank[pairs] >= rank
        others = self.layout.pair_child[pairs] != child
        holds = self.market.child_current[child] == facility
        if (is_holder & is_later & others).any() if not holds else (~is_holder & ~is_later & others).any():
            raise ChangeError(
                f"rank {rank} would stand before a child who holds a place there, or behind one who does not. "
                "Name another rank"
            )

    def _drop(self, change: DropWish) -> None:
        family = self._family(change.family)
        wishes, children = self._pending(family)
        if not 1 <= change.wish <= len(wishes):
            raise ChangeError(f"family {change.family!r} has no wish {change.wish}. Name one from 1 to {len(wishes)}")
        if change.wish == len(wishes) and self._hold_a_place(children):
            raise ChangeError(f"the last wish of family {change.family!r} is to stay. Withdraw its children instead")
        self.pending[family] = Pending((*wishes[: change.wish - 1], *wishes[change.wish :]), children)
        self.relisted.add(family)

    def _add_wish(self, change: AddWish) -> None:
        family = self._family(change.family)
        _, children = self._pending(family)
        named = {self._index(name, self.market.child_ids, "child"): place for name, place in change.facilities}
        strangers = named.keys() - set(children)
        if strangers or not named:
            raise ChangeError(f"the wish must name children of family {change.family!r}, and at least one")
        ranks = dict(change.ranks)
        fresh: list[Seat] = []
        for child in sorted(named, key=lambda one: (-int(self.market.child_age[one]), one)):
            name = self.market.child_ids[child]
            slot = self._slot(named[child], int(self.market.child_age[child]))
            rank = ranks.get(name) or self._rank(child, slot, name, named[child])
            if name in ranks:
                self._make_room(child, slot, rank)
                fresh = [_reranked(seat, child, slot, rank) for seat in fresh]
            fresh.append(Seat(child, slot, rank))
        wishes = self._pending(family).wishes
        if any(sorted(wish) == sorted(fresh) for wish in wishes):
            raise ChangeError(f"family {change.family!r} has this wish already. Name another")
        last = len(wishes) if self._hold_a_place(children) else len(wishes) + 1
        at = change.at or last
        if not 1 <= at <= last:
            raise ChangeError(f"the new wish of family {change.family!r} can be number 1 to {last}, not {at}")
        self.pending[family] = Pending((*wishes[: at - 1], tuple(fresh), *wishes[at - 1 :]), children)
        self.relisted.add(family)

    def _make_room(self, child: int, slot: int, rank: int) -> None:
        """Move those from this rank on back by one."""
        self._refuse_ahead_of_holder(child, slot // AGES, slot, rank)
        begin, end = self.layout.slot_start[slot], self.layout.slot_start[slot + 1]
        ranks = self.layout.pair_rank[begin:end]
        ranks[(ranks >= rank) & (self.layout.pair_child[begin:end] != child)] += 1
        for family, (wishes, children) in list(self.pending.items()):
            later = tuple(tuple(_reranked(seat, child, slot, rank) for seat in wish) for wish in wishes)
            self.pending[family] = Pending(later, children)
        self.slots.add(slot)

    def _rank(self, child: int, slot: int, name: str, facility: str) -> int:
        """Give the rank that a child has at a facility already, whether it wishes it or not."""
        priority = self.market.frames["priority.csv"]
        row = priority.filter((pl.col("child") == name) & (pl.col("facility") == facility))
        for seat in (seat for wish in self._pending(self._family_of(child)).wishes for seat in wish):
            if (seat.child, seat.slot) == (child, slot):
                return seat.rank
        if not row.height:
            raise ChangeError(f"child {name!r} has no rank at {facility!r}. Give the rank that it would have there")
        return int(row["rank"][0])

    def _withdraw(self, child: int) -> None:
        family = self._family_of(child)
        wishes, children = self._pending(family)
        if child in self.withdrawn:
            raise ChangeError(f"child {self.market.child_ids[child]!r} is withdrawn already. Name it once")
        left = tuple(one for one in children if one != child)
        self.withdrawn.add(child)
        current = int(self.market.child_current[child])
        if current != NOWHERE:
            slot = current * AGES + int(self.market.child_age[child])
            self.layout.quota[slot] -= 1
            self.slots.add(slot)
        self.pending[family] = Pending(_without(wishes, child, holds_seat=self._hold_a_place(left)), left)

    def _hold_a_place(self, children: Sequence[int]) -> bool:
        """Say whether one of these children holds a place, so that the last wish of its family is to stay."""
        return any(self.market.child_current[one] != NOWHERE for one in children)


def _reranked(seat: Seat, child: int, slot: int, rank: int) -> Seat:
    """Give the seat after a child was put at a rank of a slot."""
    if seat.slot != slot:
        return seat
    if seat.child == child:
        return seat._replace(rank=rank)
    return seat._replace(rank=seat.rank + 1) if seat.rank >= rank else seat


def _without(wishes: FamilyWishes, child: int, *, holds_seat: bool) -> FamilyWishes:
    """Take a child out of a family's wishes; what then stands twice, or asks for nothing, is left out."""
    listed = [tuple(seat for seat in wish if seat.child != child) for wish in wishes]
    last = listed[-1] if listed and holds_seat else None
    kept: list[tuple[Seat, ...]] = []
    for number, wish in enumerate(listed, start=1):
        is_last = last is not None and number == len(listed)
        if is_last or (wish and wish not in kept and wish != last):
            kept.append(wish)
    return tuple(kept)
