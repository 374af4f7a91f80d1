"""Name the families that would gain by stating other wishes than their true ones.

Under ``priority_first`` nobody gains in a market without siblings (Dubins and Freedman 1981; Roth 1982). Rules that
look at the choice reward untruth (Abdulkadiroğlu and Sönmez 2003): a family may get by naming it first what it truly
likes less than its first choice. What is stated here is found by placing the changed round again, never by estimate.

For every family and every wish that it likes better than what it got two untruths are tried: to name that wish first,
and, where there are siblings, to state no other wish. Without siblings nothing else can win that wish: whether the
child is taken there does not hang on what it names after it. Counting the admitted only says which are tried first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from ikkan.procedures.nursery.placement.asked import choices, order_columns
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import BoolArray
from ikkan.procedures.nursery.placement.place import Placement, place

Way = Literal["first", "alone"]
# One changed round that the queue does not settle must not use up the time of all others.
SECONDS_FOR_ONE = 2.0


@dataclass(frozen=True)
class Gain:
    """Say what a family would gain.

    Args:
        family, children: ids.
        reached: the wish it gets by the truth, 0: none.
        gained: the better wish that it gets by the untruth; both counted in its true list.
        way: "first": it names the wish ``named`` first; "alone": it states no other wish.
        named: that wish.
    """

    family: str
    children: tuple[str, ...]
    reached: int
    gained: int
    way: Way
    named: int


@dataclass(frozen=True)
class Untruth:
    """Say who would gain by untruth, and what was tried to find it.

    Args:
        rule: the rule of the round.
        nobody_can: proven by theorem, nothing was tried.
        gains: the best gain found of each family that gains, sorted by family.
        families: how many families have an untruth to try: they did not get their first wish.
        untruths: how many there are to try; tried: how many were.
        unstable: tried ones for which no stable placement was found, and which so say nothing.
        is_stable: the true round has a stable placement; otherwise nothing can be compared.
    """

    rule: str
    nobody_can: bool
    gains: tuple[Gain, ...] = ()
    families: int = 0
    untruths: int = 0
    tried: int = 0
    unstable: int = 0
    is_stable: bool = True

    @property
    def is_complete(self) -> bool:
        """Say whether every untruth was tried."""
        return self.nobody_can or (self.is_stable and self.tried == self.untruths)


class _Lie(NamedTuple):
    family: int
    wish: int
    way: Way


def untruth(market: Market, *, seconds: float = 60.0) -> Untruth:
    """Find the families that would gain by stating other wishes.

    Args:
        market: the round, with true wishes.
        seconds: wall time allowed; an untruth begun is finished.
    """
    deadline = time.monotonic() + seconds
    policy = market.policy
    has_siblings = bool((np.diff(market.family_child_start) > 1).any())
    is_ordinary = policy.ties == "refuse" or policy.choose == "family_leaning"
    if policy.rule == "priority_first" and not has_siblings and is_ordinary:
        return Untruth(policy.rule, nobody_can=True)
    truth = place(market, seconds=seconds)
    if truth.status != "stable":
        return Untruth(policy.rule, nobody_can=False, is_stable=False)
    lies = list(_lies(market, truth, has_siblings=has_siblings))
    best: dict[int, Gain] = {}
    tried = unstable = 0
    for lie in lies:
        if lie.family in best and best[lie.family].gained <= lie.wish + 1:
            tried += 1  # it has as much already
            continue
        if time.monotonic() >= deadline:
            break
        tried += 1
        order = _order_of(market, lie)
        told = place(restated(market, lie.family, order), seconds=SECONDS_FOR_ONE)
        unstable += told.status != "stable"
        gain = _gain(market, truth, told, lie, order)
        if gain and (lie.family not in best or gain.gained < best[lie.family].gained):
            best[lie.family] = gain
    return Untruth(
        policy.rule,
        nobody_can=False,
        gains=tuple(best[family] for family in sorted(best)),
        families=len({lie.family for lie in lies}),
        untruths=len(lies),
        tried=tried,
        unstable=unstable,
    )


def restated(market: Market, family: int, wishes: list[int]) -> Market:
    """Give the market in which a family states some of its wishes in another order; the files (frames) stay.

    Args:
        market: the round.
        family: index of the family.
        wishes: its wishes, counted from 0, in the order in which they are stated now.
    """
    first, last = market.family_wish_start[family : family + 2].tolist()
    begin, end = market.wish_entry_start[[first, last]].tolist()
    size = (end - begin) // max(last - first, 1)
    kept = (np.array(wishes)[:, None] * size + np.arange(size)).ravel() + begin
    dropped = last - first - len(wishes)
    family_wish_start = market.family_wish_start.copy()
    family_wish_start[family + 1 :] -= dropped
    wish_entry_start = np.delete(market.wish_entry_start, np.arange(last - dropped, last) + 1)
    wish_entry_start[last - dropped + 1 :] -= dropped * size

    def told(column: IntArray) -> IntArray:
        return np.concatenate((column[:begin], column[kept], column[end:]))

    return replace(
        market,
        family_wish_start=family_wish_start,
        wish_entry_start=wish_entry_start,
        entry_child=told(market.entry_child),
        entry_facility=told(market.entry_facility),
        entry_rank=told(market.entry_rank),
        entry_row=told(market.entry_row),
    )


def _order_of(market: Market, lie: _Lie) -> list[int]:
    """Give the wishes that the family states by the untruth; one that holds a place states last that it stays."""
    first, last = market.family_wish_start[lie.family : lie.family + 2].tolist()
    others = [wish for wish in range(last - first) if wish != lie.wish]
    if lie.way == "first":
        return [lie.wish, *others]
    children = market.family_child[slice(*market.family_child_start[lie.family : lie.family + 2])]
    holds = bool((market.child_current[children] != NOWHERE).any())
    return [lie.wish, *(others[-1:] if holds else [])]


def _gain(market: Market, truth: Placement, told: Placement, lie: _Lie, order: list[int]) -> Gain | None:
    reached, got = int(truth.wish_reached[lie.family]), int(told.wish_reached[lie.family])
    gained = order[got - 1] + 1 if got else 0
    if told.status != "stable" or not gained or (reached and gained >= reached):
        return None
    children = market.family_child[slice(*market.family_child_start[lie.family : lie.family + 2])].tolist()
    names = tuple(market.child_ids[child] for child in children)
    return Gain(market.family_ids[lie.family], names, reached, gained, lie.way, lie.wish + 1)


def _lies(market: Market, truth: Placement, *, has_siblings: bool) -> Iterator[_Lie]:
    """Give the untruths to try, the hopeful first; a first wish is named first already and can only be left alone."""
    start = market.family_wish_start
    stated = np.diff(start)
    better = np.where(truth.wish_reached > 0, truth.wish_reached - 1, stated)
    wish = np.arange(start[-1])
    family = np.repeat(np.arange(len(stated)), stated)
    number = wish - start[family]
    could = number < better[family]
    hopeful = _hopeful(market, truth)
    for hoped in (True, False):
        for one in np.flatnonzero(could & (hopeful == hoped) & (number > 0)).tolist():
            yield _Lie(int(family[one]), int(number[one]), "first")
    if has_siblings:
        for one in np.flatnonzero(could & (stated[family] > 1)).tolist():
            yield _Lie(int(family[one]), int(number[one]), "alone")


def _hopeful(market: Market, truth: Placement) -> BoolArray:
    """Mark the wishes in whose general classes fewer are admitted before the family's children than there are places.

    They are compared by the order keys that the children would have there by naming the wish first.
    """
    entry = np.flatnonzero(market.entry_facility != NOWHERE)
    child, slot, wish = market.entry_child[entry], market.entry_slot[entry], market.entry_wish[entry]
    reached = market.family_wish_start[:-1] + truth.wish_reached - 1
    is_in = (truth.wish_reached[market.child_family[child]] > 0) & (wish == reached[market.child_family[child]])
    source = np.concatenate((entry[is_in], entry))
    first = np.concatenate((choices(market)[entry[is_in]], np.ones(len(entry), dtype=np.int64)))
    where = np.concatenate((slot[is_in], slot))
    admitted = np.concatenate((np.ones(int(is_in.sum()), dtype=np.int64), np.zeros(len(entry), dtype=np.int64)))
    order = np.lexsort(order_columns(market, source, where, first)[::-1])
    before = np.cumsum(admitted[order])
    begin = np.searchsorted(where[order], where[order])
    ahead = np.empty(len(source), dtype=np.int64)
    ahead[order] = before - np.concatenate(([0], before))[begin]
    is_full = ahead[int(is_in.sum()) :] >= market.quota.ravel()[slot]
    hopeful = np.ones(len(market.wish_entry_start) - 1, dtype=bool)
    hopeful[wish[is_full]] = False
    return hopeful
