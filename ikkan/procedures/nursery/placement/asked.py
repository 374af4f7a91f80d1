"""State what the families ask for class by class, under the town's rule.

A class (slot) is a facility and age, a pool of ages of one facility, or a reserved kind of seat of a facility and age.
A wish for a facility with seats reserved for the child stands for these first, in the order of the child's kinds, then
for the general seat. In every class the rule gives each child an order key; smaller goes first:

- ``priority_first``: holds a place there, stage (in one run), rank;
- ``choice_first``: holds a place there, stage, choice, rank (immediate acceptance, "Boston");
- ``choice_within_score``: holds a place there, stage, score, choice, rank.

The choice is the number of the facility in the child's own list: its facilities in the order in which they first appear
in the family's wishes. Without siblings the one stable placement under the key of ``choice_first`` is what immediate
acceptance gives (Ergin and Sönmez 2006: the child's choice counts like a priority of the first order).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.market_optional import scores_of

AGES = 6
LAST = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Asked:
    """Hold the wishes by slots. Slots below facilities * 6 are general ones, those after them the reserved ones.

    Args:
        slot_facility, slot_age, slot_kind, slot_places: per slot; kind -1: general; the age of a pool is its youngest.
        family_start: wishes by slots of each family, best first.
        stated: per wish by slots the stated wish it stands for (over all families); equal numbers stand together.
        entry_start: entries of each wish by slots.
        source: per entry the entry of the market (its child, facility, rank) it stands for.
        entry_wish, entry_child, entry_slot: per entry; slot -1 where the child is not placed.
        entry_key: order key as a number, smaller goes first, equal where the rule knows no difference.
        entry_rank: the same with ties broken by lottery number, then child id.
    """

    slot_facility: IntArray
    slot_age: IntArray
    slot_kind: IntArray
    slot_places: IntArray
    family_start: IntArray
    stated: IntArray
    entry_start: IntArray
    source: IntArray
    entry_wish: IntArray
    entry_child: IntArray
    entry_slot: IntArray
    entry_key: IntArray
    entry_rank: IntArray


@dataclass(frozen=True, eq=False)
class _Wishes:
    family_start: IntArray
    stated: IntArray
    entry_start: IntArray
    source: IntArray
    slot: IntArray


def asked_of(market: Market) -> Asked:
    """State a market by slots, under its policy.

    Args:
        market: the round.
    """
    reserved, facilities = market.reserved, len(market.facility_ids)
    wishes = _by_slots(market)
    child = market.entry_child[wishes.source]
    key, rank = _order(market, wishes, child)
    general = np.arange(facilities * AGES)
    return Asked(
        slot_facility=np.concatenate((general // AGES, reserved.facility)),
        slot_age=np.concatenate((general % AGES, reserved.age)),
        slot_kind=np.concatenate((np.full(len(general), NOWHERE), reserved.kind)),
        slot_places=np.concatenate((market.quota.ravel(), reserved.seats)),
        family_start=wishes.family_start,
        stated=wishes.stated,
        entry_start=wishes.entry_start,
        source=wishes.source,
        entry_wish=np.repeat(np.arange(len(wishes.stated)), np.diff(wishes.entry_start)),
        entry_child=child,
        entry_slot=wishes.slot,
        entry_key=key,
        entry_rank=rank,
    )


def _by_slots(market: Market) -> _Wishes:
    """Let every wish stand for the product of the kinds of seat that its children may take there, in wish order."""
    general, start = market.entry_slot, market.wish_entry_start
    if not len(market.reserved.facility):
        every = np.arange(len(start) - 1)
        return _Wishes(market.family_wish_start, every, start, np.arange(len(general)), general)
    option_entry, option_slot = _reserved_options(market)
    more = np.bincount(option_entry, minlength=len(general))
    option_start = np.cumsum(more) - more
    size = np.diff(start)
    stride, variants = np.ones(len(general), dtype=np.int64), np.ones(len(size), dtype=np.int64)
    for place in range(int(size.max(initial=0)) - 1, -1, -1):
        wish = np.flatnonzero(size > place)
        entry = start[wish] + place
        stride[entry] = variants[wish]
        variants[wish] *= more[entry] + 1
    stated = np.repeat(np.arange(len(size)), variants)
    variant = np.arange(len(stated)) - (np.cumsum(variants) - variants)[stated]
    entry_start = np.concatenate(([0], np.cumsum(size[stated]))).astype(np.int64)
    wish_of = np.repeat(np.arange(len(stated)), size[stated])
    source = start[stated[wish_of]] + np.arange(len(wish_of)) - entry_start[wish_of]
    option = variant[wish_of] // stride[source] % (more[source] + 1)
    is_reserved = option < more[source]
    slot = general[source]
    slot[is_reserved] = option_slot[(option_start[source] + option)[is_reserved]]
    family_start = np.concatenate(([0], np.cumsum(variants)))[market.family_wish_start].astype(np.int64)
    return _Wishes(family_start, stated, entry_start, source, slot)


def _reserved_options(market: Market) -> tuple[IntArray, IntArray]:
    """Give, by entry and in the order of the child's kinds, the reserved slots that the entry may also stand for."""
    reserved, kinds = market.reserved, len(market.reserved.names)
    child = market.entry_child
    held = np.where(market.entry_facility == NOWHERE, 0, np.diff(reserved.child_start)[child])
    entry = np.repeat(np.arange(len(child)), held)
    nth = np.arange(len(entry)) - (np.cumsum(held) - held)[entry]
    kind = reserved.child_kind[reserved.child_start[child[entry]] + nth]
    wanted = (market.entry_facility[entry] * AGES + market.child_age[child[entry]]) * kinds + kind
    offered = (reserved.facility * AGES + reserved.age) * kinds + reserved.kind
    at = np.minimum(np.searchsorted(offered, wanted), len(offered) - 1)
    exists = offered[at] == wanted
    return entry[exists], len(market.facility_ids) * AGES + at[exists]


def choices(market: Market) -> IntArray:
    """Give, per entry of the market, which choice of the child its facility is, from 1; 0 where it is not placed."""
    placed = np.flatnonzero(market.entry_facility != NOWHERE)
    facilities = len(market.facility_ids)
    pair = market.entry_child[placed] * facilities + market.entry_facility[placed]
    pairs, first, pair_of = np.unique(pair, return_index=True, return_inverse=True)
    child = pairs // max(facilities, 1)
    order = np.lexsort((first, child))
    number = np.empty(len(pairs), dtype=np.int64)
    number[order] = np.arange(len(pairs)) - np.searchsorted(child, child[order]) + 1
    found = np.zeros(len(market.entry_facility), dtype=np.int64)
    found[placed] = number[pair_of]
    return found


def order_columns(market: Market, source: IntArray, slot: IntArray, choice: IntArray) -> list[IntArray]:
    """Give slot and order key of children in classes, as columns of which the first that differs decides.

    Args:
        market: the round.
        source: entries of the market.
        slot: the class of each.
        choice: which choice of the child it is, from 1; only rules that ask for it look at it.
    """
    policy, child = market.policy, market.entry_child[source]
    is_general = slot < len(market.facility_ids) * AGES
    holds = is_general & (market.child_current[child] == market.entry_facility[source])
    columns = [slot, (~holds).astype(np.int64)]
    if not policy.is_in_turn:
        columns.append(market.child_stage[child])
    if policy.rule == "choice_within_score":
        columns.append(-scores_of(market.frames["priority.csv"])[market.entry_row[source]])
    if policy.rule != "priority_first":
        columns.append(choice)
    return [*columns, market.entry_rank[source]]


def _order(market: Market, wishes: _Wishes, child: IntArray) -> tuple[IntArray, IntArray]:
    """Give order key and strict rank of every entry."""
    policy, rank = market.policy, market.entry_rank[wishes.source]
    has_stages = not policy.is_in_turn and bool(market.child_stage.any())
    if policy.rule == "priority_first" and policy.ties == "refuse" and not has_stages:
        return rank, rank
    placed = np.flatnonzero(wishes.slot != NOWHERE)
    children = max(len(market.child_ids), 1)
    _, first, pair = np.unique(wishes.slot[placed] * children + child[placed], return_index=True, return_inverse=True)
    entry = placed[first]
    source, who = wishes.source[entry], child[entry]
    columns = order_columns(market, source, wishes.slot[entry], choices(market)[source])
    draw = np.where(market.child_draw[who] == NOWHERE, LAST, market.child_draw[who])
    order = np.lexsort((who, draw, *columns[::-1]))
    is_new = np.zeros(len(order), dtype=bool)
    for column in columns:
        is_new[1:] |= column[order[1:]] != column[order[:-1]]
    key, strict = np.empty(len(order), dtype=np.int64), np.empty(len(order), dtype=np.int64)
    key[order], strict[order] = np.cumsum(is_new) + 1, np.arange(1, len(order) + 1)
    keys, ranks = np.full(len(child), NOWHERE), np.full(len(child), NOWHERE)
    keys[placed], ranks[placed] = key[pair], strict[pair]
    return keys, ranks
