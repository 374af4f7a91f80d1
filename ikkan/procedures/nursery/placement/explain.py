"""Explain a placement from its final state alone: for every child and wish, who was ahead and how many places."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.place import Placement

AGES = 6
COLUMNS = (
    "child", "wish", "facility", "seats", "admitted", "better_admitted", "lowest_admitted_rank", "own_rank", "reached",
)  # fmt: skip
TEXT = {"child": pl.String, "facility": pl.String}


class WishExplanation(NamedTuple):
    """Say why a child did or did not get one wished facility. The caller hides what small cells would betray.

    Args:
        child, facility: ids.
        wish: number of the family's wish, 1 is best.
        seats: places at the facility for this age, those held at present included.
        admitted: children admitted there.
        better_admitted: admitted children of other families who rank better than this child.
        lowest_admitted_rank: rank of the last child admitted there; 0 when nobody was.
        own_rank: this child's rank there.
        is_reached: the family got this wish.
    """

    child: str
    wish: int
    facility: str
    seats: int
    admitted: int
    better_admitted: int
    lowest_admitted_rank: int
    own_rank: int
    is_reached: bool


def explain(market: Market, placement: Placement) -> list[WishExplanation]:
    """Explain every wish of every child that names a facility, sorted by family, wish and child.

    Args:
        market: the round.
        placement: its result.
    """
    return list(
        map(WishExplanation._make, zip(*(column.tolist() for column in _figures(market, placement)), strict=True))
    )


def write_explanations(market: Market, placement: Placement, out: Path) -> None:
    """Write explanations.csv, every wished facility of every child, for the checker to count again.

    Args:
        market: the round.
        placement: its result.
        out: folder, made when missing.
    """
    out.mkdir(parents=True, exist_ok=True)
    columns = dict(zip(COLUMNS, _figures(market, placement), strict=True))
    frame = pl.DataFrame({**columns, "reached": columns["reached"].astype(np.int64)}, schema_overrides=TEXT)
    (out / "explanations.csv").write_bytes(frame.write_csv().encode("utf-8"))


def _figures(market: Market, placement: Placement) -> tuple[npt.NDArray[Any], ...]:
    """Count the figures of WishExplanation, column by column."""
    entry = np.flatnonzero(market.entry_facility != NOWHERE)
    child, rank = market.entry_child[entry], market.entry_rank[entry]
    slot = market.entry_facility[entry] * AGES + market.child_age[child]
    family = market.child_family[child]
    wish = market.entry_wish[entry] - market.family_wish_start[family] + 1
    reached = placement.wish_reached[family] == wish
    slots = len(market.facility_ids) * AGES
    admitted = np.bincount(slot[reached], minlength=slots)
    lowest = np.zeros(slots, dtype=np.int64)
    np.maximum.at(lowest, slot[reached], rank[reached])
    better = _better_admitted(slot, rank, reached) - _own_better(market, child, slot, rank, reached)
    child_names = np.array(market.child_ids, dtype=object)
    facility_names = np.array(market.facility_ids, dtype=object)
    return (
        child_names[child], wish, facility_names[slot // AGES], market.quota.reshape(slots)[slot], admitted[slot],
        better, lowest[slot], rank, reached,
    )  # fmt: skip


def _better_admitted(slot: IntArray, rank: IntArray, reached: IntArray) -> IntArray:
    """Count the admitted with a better rank in the same slot, for every entry."""
    if not len(slot):
        return np.zeros(0, dtype=np.int64)
    scale = int(rank.max()) + 1
    if scale > 2**62 // (int(slot.max()) + 1):
        _, rank = np.unique(rank, return_inverse=True)
        scale = len(rank) + 1
    keys = slot * scale + rank
    admitted = np.sort(keys[reached])
    return np.asarray(np.searchsorted(admitted, keys) - np.searchsorted(admitted, slot * scale), dtype=np.int64)


def _own_better(market: Market, child: IntArray, slot: IntArray, rank: IntArray, reached: IntArray) -> IntArray:
    """Count the child's own brothers and sisters admitted there with a better rank."""
    children = len(market.child_ids)
    placed_slot = np.full(children, NOWHERE, dtype=np.int64)
    placed_rank = np.zeros(children, dtype=np.int64)
    placed_slot[child[reached]], placed_rank[child[reached]] = slot[reached], rank[reached]
    family = market.child_family[child]
    start = market.family_child_start[family]
    size = market.family_child_start[family + 1] - start
    own = np.zeros(len(child), dtype=np.int64)
    for place in range(int(size.max(initial=0))):
        exists = np.flatnonzero(size > place)
        sibling = market.family_child[start[exists] + place]
        own[exists] += (placed_slot[sibling] == slot[exists]) & (placed_rank[sibling] < rank[exists])
    return own
