"""Compute what would have helped a child; every answer is confirmed by placing the changed market, none is guessed.

In a full class a child that stays behind every admitted child of other families is as before: the placement as it is
stays stable. So the least that can help is to stand just before the last of them, and that is what is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TypeVar

import numpy as np
import polars as pl

from ikkan.procedures.nursery.placement.asked import AGES
from ikkan.procedures.nursery.placement.market import NOWHERE
from ikkan.procedures.nursery.placement.what_if.asking import TooFarError, what_if
from ikkan.procedures.nursery.placement.what_if.changes import AddWish, Change, ChangeError, Rerank
from ikkan.procedures.nursery.placement.what_if.standing import Standing

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class HigherUp:
    """Say that a better rank would have placed the child.

    Args:
        facility: where it would have been placed.
        wish: the family's wish that it would have got.
        points: points more that it takes everywhere it applies; None where the market has no points.
        rank_now, rank_then: its rank at the facility, and the rank that would have been enough.
    """

    facility: str
    wish: int
    points: str | None
    rank_now: int
    rank_then: int


@dataclass(frozen=True)
class OtherWish:
    """Say that a facility which the child did not wish would have placed it, had it been its last or its first wish.

    Args:
        facility: where it would have been placed.
        basis: "free": the class has free seats, and any rank would do; "rank": priority.csv has its rank there.
        at: "last": as the last wish it is enough; "first": only as the first.
    """

    facility: str
    basis: str
    at: str


@dataclass(frozen=True)
class Helped:
    """Say what would have helped a child.

    Args:
        child: its id; facility: where it is placed, or None.
        higher_up: better ranks, those that take fewest points first; empty: none would have helped.
        other_wishes: facilities not wished, by id; empty: none would have helped.
        unranked: facilities of its age that could not be judged, because no rank of it is known there.
        undecided: tries that had no answer without placing the whole market anew.
    """

    child: str
    facility: str | None
    higher_up: tuple[HigherUp, ...]
    other_wishes: tuple[OtherWish, ...]
    unranked: int
    undecided: int


@dataclass(frozen=True)
class _Wanted:
    """Hold a class that the child wishes more than what it got: its rank, the last admitted other, the points apart."""

    facility: str
    rank: int
    enough: int
    points: Fraction | None


def what_would_have_helped(standing: Standing, child: str, *, most: int = 6) -> Helped:
    """Say what would have placed a child, or placed it better.

    Args:
        standing: the placed market.
        child: its id.
        most: facilities tried at most, of each kind: the ones that take fewest points, the ones with most free seats.

    Raises:
        ChangeError: there is no such child.
    """
    if child not in standing.child_index:
        raise ChangeError(f"there is no child {child!r}. Name one of children.csv")
    at = standing.child_index[child]
    placed = int(standing.placement.facility[at])
    wanted = _wanted(standing, at)
    higher, undecided = _answers([partial(_higher_up, standing, child, one, wanted) for one in wanted[:most]])
    tries, unranked = _tries(standing, child) if placed == NOWHERE else ([], 0)
    others, more = _answers([partial(_other_wish, standing, child, *one) for one in tries[:most]])
    name = None if placed == NOWHERE else standing.market.facility_ids[placed]
    others.sort(key=lambda one: one.facility)
    return Helped(child, name, tuple(_least(higher)), tuple(others), unranked, undecided + more)


def _answers(tries: Sequence[Callable[[], Answer | None]]) -> tuple[list[Answer], int]:
    """Give the answers that tries found, and how many could not be decided the quick way."""
    found, undecided = [], 0
    for one in tries:
        try:
            answer = one()
        except TooFarError:
            undecided += 1
            continue
        if answer is not None:
            found.append(answer)
    return found, undecided


def _least(higher: list[HigherUp]) -> list[HigherUp]:
    """Keep, of every facility, the first that was found: it takes fewest points."""
    return list({one.facility: one for one in reversed(higher)}.values())[::-1]


def _wanted(standing: Standing, child: int) -> list[_Wanted]:
    """Give the full classes that the child's family wishes more than what it got, those nearest to it first."""
    market = standing.market
    family = int(market.child_family[child])
    start = int(market.family_wish_start[family])
    reached = int(standing.placement.wish_reached[family]) or int(np.diff(market.family_wish_start)[family]) + 1
    mine = market.family_child[market.family_child_start[family] : market.family_child_start[family + 1]]
    found = {}
    for entry in range(market.wish_entry_start[start], market.wish_entry_start[start + reached - 1]):
        if market.entry_child[entry] != child or market.entry_facility[entry] == NOWHERE:
            continue
        facility = int(market.entry_facility[entry])
        here = (standing.placement.facility == facility) & (market.child_age == market.child_age[child])
        others = np.setdiff1d(np.flatnonzero(here), mine)
        if not len(others) or facility in found:
            continue
        ranks = {int(one): standing.rank_of(int(one), facility) for one in others}
        last = max(ranks, key=ranks.__getitem__)
        rank = int(market.entry_rank[entry])
        if ranks[last] < rank:
            apart = _points_apart(standing, child, last, facility)
            found[facility] = _Wanted(market.facility_ids[facility], rank, ranks[last], apart)
    return sorted(found.values(), key=lambda one: (one.points is None, one.points, one.rank - one.enough, one.facility))


def _points_apart(standing: Standing, child: int, other: int, facility: int) -> Fraction | None:
    """Give the points that would surely put a child before another: one step more than the other's."""
    own, theirs = standing.score_of(child, facility), standing.score_of(other, facility)
    return None if own is None or theirs is None else theirs - own + standing.score_step


def _higher_up(standing: Standing, child: str, wanted: _Wanted, all_wanted: list[_Wanted]) -> HigherUp | None:
    """Confirm that a better rank places the child; with points, it rises by as many in every class it wishes."""
    rises = [wanted]
    if wanted.points is not None:
        rises = [one for one in all_wanted if one.points is not None and one.points <= wanted.points]
    changes: list[Change] = [Rerank(child, one.facility, one.enough) for one in rises]
    try:
        effect = what_if(standing, changes, whole=False)
    except ChangeError:
        # Before a child who holds a place nobody can stand.
        return None
    for family in effect.families:
        for move in family.children:
            if move.child == child and move.after is not None and family.how == "gains":
                reached = next((one for one in rises if one.facility == move.after), None)
                if reached is not None:
                    points = None if wanted.points is None else _text(wanted.points)
                    return HigherUp(reached.facility, family.wish_after, points, reached.rank, reached.enough)
    return None


def _text(points: Fraction) -> str:
    return str(points) if points.denominator == 1 else f"{float(points):g}"


def _tries(standing: Standing, child: str) -> tuple[list[tuple[str, str, int | None]], int]:
    """Give the facilities of its age that a child does not wish, most free seats first; and how many are unranked."""
    market, at = standing.market, standing.child_index[child]
    age = int(market.child_age[at])
    wished = set(market.entry_facility[market.entry_child == at].tolist())
    known = _known_ranks(standing, child)
    here = standing.placement.facility[(standing.placement.facility != NOWHERE) & (market.child_age == age)]
    free = market.quota[:, age] - np.bincount(here, minlength=len(market.facility_ids))
    tried: list[tuple[str, str, int | None]] = []
    unranked = 0
    for facility in np.argsort(-free, kind="stable").tolist():
        name = market.facility_ids[facility]
        if facility in wished or not market.quota[facility, age]:
            continue
        if name in known or free[facility] > 0:
            tried.append((name, "free" if free[facility] > 0 else "rank", known.get(name)))
        else:
            unranked += 1
    return tried, unranked


def _known_ranks(standing: Standing, child: str) -> dict[str, int]:
    rows = standing.market.frames["priority.csv"].filter(pl.col("child") == child)
    return dict(zip(rows["facility"].to_list(), rows["rank"].to_list(), strict=True))


def _other_wish(standing: Standing, child: str, facility: str, basis: str, rank: int | None) -> OtherWish | None:
    """Confirm a further wish, as the last and then as the first; where its rank is not known it is the last of all."""
    market, at = standing.market, standing.child_index[child]
    slot = standing.facility_index[facility] * AGES + int(market.child_age[at])
    pairs = slice(standing.layout.slot_start[slot], standing.layout.slot_start[slot + 1])
    behind = int(standing.layout.pair_rank[pairs].max(initial=0)) + 1
    family = market.family_ids[int(market.child_family[at])]
    ranks = () if rank is not None else ((child, behind),)
    for place, number in (("last", None), ("first", 1)):
        if _is_placed(standing, AddWish(family, ((child, facility),), ranks, number), child, facility):
            return OtherWish(facility, basis, place)
    return None


def _is_placed(standing: Standing, wish: AddWish, child: str, facility: str) -> bool:
    effect = what_if(standing, [wish], whole=False)
    moves = (move for one in effect.families for move in one.children)
    return any(move.child == child and move.after == facility for move in moves)
