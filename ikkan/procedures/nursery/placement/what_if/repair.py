"""Repair a placement after a change, from where it stands: whoever was admitted keeps the place or gets a better one.

The placed children hold their places like children who hold one before a round (endowments): they come first there,
and their family's list ends with what it has. With ``may_move`` they may still move to a wish they like better; without
it they stay, and only those who wait are looked at (繰上げ). Within that the answer is stable, and it is the same
whatever the order of rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.place import Placement, place
from ikkan.procedures.nursery.placement.what_if.changes import Change, ChangeError, Seats, Withdraw, changed_market
from ikkan.procedures.nursery.placement.what_if.effects import Effect, compared

LINE: Final = "line"
HELD: Final = {"child": pl.String, "held": pl.String}
# Behind every wish that a family can have.
LAST: Final = 10**9


@dataclass(frozen=True, eq=False)
class Repaired:
    """Hold a repaired placement.

    Args:
        market: the market after the change.
        placement: of its children; wish_reached counts its families' wishes.
        effect: who is elsewhere than before.
    """

    market: Market
    placement: Placement
    effect: Effect


def repair(
    market: Market,
    placement: Placement,
    changes: Sequence[Change],
    *,
    may_move: bool = True,
    after: Market | None = None,
) -> Repaired:
    """Give the placement after a change, in which nobody who was admitted loses.

    Args:
        market: the round; placement: where its children are.
        changes: a child withdrawn (after declining), seats more, a wish more, and so on.
        may_move: the placed may move to a better wish; otherwise they stay.
        after: the market after the change where it is not reached by changes, such as with a family that came late.

    Raises:
        ChangeError: a change names what the market does not have.
        MarketError: the changed market would be malformed, or has fewer places than children placed.
    """
    names = (*market.facility_ids, "")
    where = {child: names[at] for child, at in zip(market.child_ids, placement.facility.tolist(), strict=True)}
    changed = changed_market(after or market, [*changes, *_seats_left_behind(market, where, changes)])
    held = {child: where.get(child, "") for child in changed.child_ids}
    found = place(_with_places_held(changed, held, may_move=may_move))
    result = replace(found, wish_reached=wishes_reached(changed, found.facility), proved_largest=False, largest=None)
    return Repaired(changed, result, compared((market, placement), (changed, result)))


def _seats_left_behind(market: Market, where: dict[str, str], changes: Sequence[Change]) -> list[Seats]:
    """Give the places that withdrawn children held before they were placed elsewhere: others may sit there now."""
    child_at = {name: at for at, name in enumerate(market.child_ids)}
    left = []
    for change in changes:
        if isinstance(change, Withdraw) and change.child in child_at:
            child = child_at[change.child]
            current = int(market.child_current[child])
            if current != NOWHERE and where[change.child] != market.facility_ids[current]:
                left.append(Seats(market.facility_ids[current], int(market.child_age[child]), 1))
    return left


def wishes_reached(market: Market, facility: IntArray) -> IntArray:
    """Give, per family, the first wish whose every child is where it asks for, from 1; 0 for none.

    Args:
        market: the round.
        facility: per child the number of its facility, -1 when not placed.
    """
    reached = np.zeros(len(market.family_ids), dtype=np.int64)
    if not len(market.entry_child):
        return reached
    is_so = np.logical_and.reduceat(facility[market.entry_child] == market.entry_facility, market.wish_entry_start[:-1])
    wish = np.flatnonzero(is_so)[::-1]
    family = market.child_family[market.entry_child[market.wish_entry_start[wish]]]
    # The last value written stays: going from the last wish to the first leaves the best.
    reached[family] = wish - market.family_wish_start[family] + 1
    return reached


def _with_places_held(market: Market, held: dict[str, str], *, may_move: bool) -> Market:
    """Give the market in which every placed child holds its place."""
    rows = {name: frame.drop(LINE) for name, frame in market.frames.items()}
    holding = pl.DataFrame({"child": list(held), "held": list(held.values())}, schema=HELD)
    children = rows["children.csv"].drop("current_facility").join(holding, on="child", how="left")
    return Market.from_frames(
        seats=_seats_left(market, rows["seats.csv"], held),
        children=children.rename({"held": "current_facility"}),
        wishes=_wishes_left(rows["wishes.csv"].join(holding, on="child", how="left"), may_move=may_move),
        priority=_holders_first(rows["priority.csv"].join(holding, on="child", how="left")),
        policy=market.policy,
    )


def _seats_left(market: Market, seats: pl.DataFrame, held: dict[str, str]) -> pl.DataFrame:
    """Offer what the placed leave free."""
    number = {name: at for at, name in enumerate(market.facility_ids)}
    left = market.quota.copy()
    for child, age in zip(market.child_ids, market.child_age.tolist(), strict=True):
        if held[child]:
            left[number[held[child]], age] -= 1
    short = np.argwhere(left < 0)
    if len(short):
        facility, age = market.facility_ids[short[0][0]], short[0][1]
        raise ChangeError(
            f"{facility}, age {age} would have fewer places than children placed there, and none of them may lose. "
            "Take fewer seats"
        )
    facilities = pl.Series([number[name] for name in seats["facility"].to_list()], dtype=pl.Int64).to_numpy()
    return seats.with_columns(pl.Series("seats", left[facilities, seats["age"].to_numpy()]))


def _wishes_left(wishes: pl.DataFrame, *, may_move: bool) -> pl.DataFrame:
    """Keep, of a family with a placed child, what it likes better than what it has, and what it has as the last."""
    key = ["family", "wish"]
    judged = wishes.group_by(key).agg(
        has=(pl.col("held") == pl.col("facility")).all(),
        stays=((pl.col("held") == "") | (pl.col("held") == pl.col("facility"))).all(),
        holds=(pl.col("held") != "").any(),
    )
    reached = judged.filter("has").group_by("family").agg(reached=pl.col("wish").min())
    judged = judged.join(reached, on="family", how="left").filter(
        ~pl.col("holds") | (pl.col("wish") <= pl.col("reached").fill_null(LAST))
    )
    if not may_move:
        judged = judged.filter("stays")
    missing = (
        wishes.filter((pl.col("held") != "").any().over("family"))
        .join(reached, on="family", how="anti")
        .unique(["family", "child"])
        .with_columns(wish=pl.lit(LAST, dtype=pl.Int64), facility=pl.col("held"))
    )
    kept = pl.concat([wishes.join(judged.select(key), on=key, how="semi"), missing])
    return kept.with_columns(wish=pl.col("wish").rank("dense").over("family").cast(pl.Int64)).drop("held")


def _holders_first(priority: pl.DataFrame) -> pl.DataFrame:
    """Rank those who are placed in a class before all others there, each group as before."""
    is_other = (pl.col("held") != pl.col("facility")).cast(pl.Int64)
    ordered = priority.with_columns(is_other=is_other).sort("facility", "age", "is_other", "rank")
    return ordered.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("facility", "age")).drop(
        "held", "is_other"
    )


def write_changes(effect: Effect, out: Path) -> None:
    """Write changes.csv: every child that is elsewhere than before, sorted by family and child.

    Args:
        effect: who is elsewhere.
        out: folder, made when missing.
    """
    out.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("family", "child", "before", "after", "how", "wish_before", "wish_after"))
    for one in effect.families:
        for move in one.children:
            row = (one.family, move.child, move.before or "", move.after or "")
            writer.writerow((*row, one.how, one.wish_before, one.wish_after))
    (out / "changes.csv").write_bytes(text.getvalue().encode("utf-8"))
