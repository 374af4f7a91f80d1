"""Pack a market for the solvers: families in the order in which they propose, classes (slots) numbered, ranks strict.

Rule, pools, reserved kinds, stages of one run and the breaking of ties are already applied (see asked.Asked).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikkan.procedures.nursery.placement.asked import LAST, Asked, asked_of
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray

SCALE = 1_000_000


@dataclass(frozen=True, eq=False)
class Packed:
    """Hold the solvers' arrays. Families are numbered by the order of proposing, not by id.

    Args:
        family_of: packed family → family of the market.
        wish_start: wishes of packed family f; entry_start: entries of each packed wish.
        entry_child, entry_slot, entry_rank, entry_family: one entry a placed child of a wish.
        entry_key: the rank before ties were broken: equal where the rule knows no difference.
        slot_quota: places by slot (facility * 6 + age, reserved ones after these), those held at present included.
        slot_family_start, slot_family, slot_family_first: families that list a slot, with their best wish that does.
        has_seat: 1 where a child of the family holds a place.
        family_size: children of each family.
    """

    family_of: IntArray
    wish_start: IntArray
    entry_start: IntArray
    entry_child: IntArray
    entry_slot: IntArray
    entry_rank: IntArray
    entry_key: IntArray
    entry_family: IntArray
    slot_quota: IntArray
    slot_family_start: IntArray
    slot_family: IntArray
    slot_family_first: IntArray
    has_seat: IntArray
    family_size: IntArray

    @property
    def families(self) -> int:
        """Count the families."""
        return len(self.family_of)


def child_standing(market: Market, asked: Asked) -> IntArray:
    """Give each child its mean relative rank over the classes it wishes, in millionths (0: first everywhere).

    The position is counted among the children who wish the class, so an unwanted facility changes nothing.
    """
    placed = asked.entry_slot != NOWHERE
    child, rank, slot = asked.entry_child[placed], asked.entry_rank[placed], asked.entry_slot[placed]
    children = len(market.child_ids)
    _, first = np.unique(slot * max(children, 1) + child, return_index=True)
    child, rank, slot = child[first], rank[first], slot[first]
    order = np.lexsort((rank, slot))
    child, slot = child[order], slot[order]
    begin = np.searchsorted(slot, slot, side="left")
    size = np.searchsorted(slot, slot, side="right") - begin
    relative = (np.arange(len(slot)) - begin) * SCALE // np.maximum(size, 1)
    total = np.bincount(child, weights=relative, minlength=children).astype(np.int64)
    count = np.bincount(child, minlength=children)
    return np.where(count > 0, total // np.maximum(count, 1), SCALE).astype(np.int64)


def _family_order(market: Market, standing: IntArray) -> IntArray:
    """Order the families: best standing of a child, then best lottery number, then (symmetry only) child id."""
    families = len(market.family_ids)
    best = np.full(families, SCALE, dtype=np.int64)
    np.minimum.at(best, market.child_family, standing)
    draw = np.full(families, LAST, dtype=np.int64)
    np.minimum.at(draw, market.child_family, np.where(market.child_draw == NOWHERE, LAST, market.child_draw))
    first_child = market.family_child[market.family_child_start[:-1]]
    return np.lexsort((first_child, draw, best)).astype(np.int64)


def _starts(groups: IntArray, count: int) -> IntArray:
    return np.searchsorted(groups, np.arange(count + 1)).astype(np.int64)


def pack(
    market: Market, *, asked: Asked | None = None, stage: int | None = None, places: IntArray | None = None
) -> Packed:
    """Pack a market for the solvers.

    Args:
        market: the round.
        asked: its wishes by slots, where they are known already.
        stage: take the families of this stage only.
        places: places by slot; default: all, those held at present included.
    """
    asked = asked or asked_of(market)
    standing = child_standing(market, asked)
    family_of = _family_order(market, standing)
    if stage is not None:
        family_of = family_of[market.family_stage[family_of] == stage]
    families = len(family_of)
    place_of = np.full(len(market.family_ids), NOWHERE, dtype=np.int64)
    place_of[family_of] = np.arange(families)
    lengths = np.diff(asked.family_start)[family_of]
    wish_start = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    placed = (asked.entry_slot != NOWHERE) & (place_of[market.child_family[asked.entry_child]] != NOWHERE)
    child, rank, slot = asked.entry_child[placed], asked.entry_rank[placed], asked.entry_slot[placed]
    old_family = market.child_family[child]
    family = place_of[old_family]
    wish = asked.entry_wish[placed] - asked.family_start[old_family] + wish_start[family]
    order = np.lexsort((child, rank, standing[child], -market.child_age[child], wish))
    slots = len(asked.slot_places)
    family, slot, wish = family[order], slot[order], wish[order]
    keys, first = np.unique(slot * max(families, 1) + family, return_index=True)
    listing_slot, listing_family = keys // max(families, 1), keys % max(families, 1)
    holders = place_of[market.child_family[market.child_current != NOWHERE]]
    has_seat = np.zeros(families, dtype=np.int64)
    has_seat[holders[holders != NOWHERE]] = 1
    return Packed(
        family_of=family_of,
        wish_start=wish_start,
        entry_start=_starts(wish, int(wish_start[-1])),
        entry_child=child[order],
        entry_slot=slot,
        entry_rank=rank[order],
        entry_key=asked.entry_key[placed][order],
        entry_family=family,
        slot_quota=asked.slot_places if places is None else places,
        slot_family_start=_starts(listing_slot, slots),
        slot_family=listing_family,
        slot_family_first=wish[first] - wish_start[listing_family],
        has_seat=has_seat,
        family_size=np.diff(market.family_child_start)[family_of],
    )
