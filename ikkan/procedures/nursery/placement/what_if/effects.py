"""Say what differs between two placements: which families gain, lose, or are elsewhere because they changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ikkan.procedures.nursery.placement.ladder import Status
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import Placement


class Move(NamedTuple):
    """Say where a child is before and after; None where it has no place."""

    child: str
    before: str | None
    after: str | None


class FamilyEffect(NamedTuple):
    """Say what a change does to one family.

    Args:
        family: its id.
        how: "gains" or "loses" by the order of its own wishes; "changed": its list of wishes was changed, and it is
            elsewhere now; "withdrawn": a child of it left the round.
        wish_before, wish_after: number of the wish reached, in the list as it was and as it is; 0 for none.
        children: its children whose place differs.
    """

    family: str
    how: str
    wish_before: int
    wish_after: int
    children: tuple[Move, ...]


@dataclass(frozen=True)
class Effect:
    """Say what a change would do.

    Args:
        placed_before, placed_after: children with a place.
        families: those for whom something differs, by id.
        status: see place.Placement; proved_only: it would be the only stable placement.
        blocking: ids of the families that could still do better, where no stable placement was found.
        placed_anew: the whole market was placed anew, because the change reached too far.
    """

    placed_before: int
    placed_after: int
    families: tuple[FamilyEffect, ...]
    status: Status
    proved_only: bool
    blocking: tuple[str, ...] = ()
    placed_anew: bool = False

    def of(self, how: str) -> tuple[FamilyEffect, ...]:
        """Give the families of one kind.

        Args:
            how: see FamilyEffect.
        """
        return tuple(one for one in self.families if one.how == how)


Wish = tuple[tuple[str, str | None], ...]


def _wishes(market: Market, family: int) -> list[Wish]:
    """Give a family's wishes by ids."""
    names = (*market.facility_ids, None)
    listed = []
    for wish in range(market.family_wish_start[family], market.family_wish_start[family + 1]):
        entries = range(market.wish_entry_start[wish], market.wish_entry_start[wish + 1])
        listed.append(
            tuple((market.child_ids[market.entry_child[at]], names[market.entry_facility[at]]) for at in entries)
        )
    return listed


def _got(market: Market, placement: Placement) -> dict[str, str | None]:
    """Give the facility of every child by ids."""
    names = (*market.facility_ids, None)
    return {child: names[at] for child, at in zip(market.child_ids, placement.facility.tolist(), strict=True)}


def compared(before: tuple[Market, Placement], after: tuple[Market, Placement]) -> Effect:
    """Compare two placements of a market and of the same market changed.

    Args:
        before, after: the market and its placement.
    """
    was, now = _got(*before), _got(*after)
    in_old = {name: at for at, name in enumerate(before[0].family_ids)}
    in_new = {name: at for at, name in enumerate(after[0].family_ids)}
    families = dict(zip(before[0].child_ids, before[0].child_family.tolist(), strict=True))
    names = {before[0].family_ids[families[child]] for child in was if was[child] != now.get(child) or child not in now}
    late = dict(zip(after[0].child_ids, after[0].child_family.tolist(), strict=True))
    names |= {after[0].family_ids[late[child]] for child in now.keys() - was.keys()}
    children: dict[str, set[str]] = {name: set() for name in names}
    for market in (before[0], after[0]):
        for child, family in zip(market.child_ids, market.child_family.tolist(), strict=True):
            if market.family_ids[family] in names:
                children[market.family_ids[family]].add(child)
    found = []
    for name in sorted(names):
        moves = tuple(
            Move(child, was.get(child), now.get(child))
            for child in sorted(children[name])
            if was.get(child) != now.get(child)
        )
        one, other = in_old.get(name), in_new.get(name)
        ranks = (
            0 if one is None else int(before[1].wish_reached[one]),
            0 if other is None else int(after[1].wish_reached[other]),
        )
        how = _how(before[0], after[0], one, other, ranks)
        if moves or how == "withdrawn":
            found.append(FamilyEffect(name, how, *ranks, moves))
    return Effect(
        placed_before=before[1].placed,
        placed_after=after[1].placed,
        families=tuple(found),
        status=after[1].status,
        proved_only=after[1].proved_only,
        blocking=after[1].blocking,
        placed_anew=True,
    )


def _how(before: Market, after: Market, one: int | None, other: int | None, ranks: tuple[int, int]) -> str:
    """Say how a family fares, by the order of its own wishes."""
    if other is None:
        return "withdrawn"
    if one is None:
        return "changed"
    if np.diff(after.family_child_start)[other] < np.diff(before.family_child_start)[one]:
        return "withdrawn"
    if _wishes(before, one) != _wishes(after, other):
        return "changed"
    was, now = (rank or np.iinfo(np.int64).max for rank in ranks)
    return "gains" if now < was else "loses"
