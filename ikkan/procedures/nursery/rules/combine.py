"""How the points of the parents become one number, for one household and for a population."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import polars as pl

from ikkan.procedures.nursery.rules.ruleset import Ruleset

COMBINATIONS: Final = ("sum", "min", "max", "mean")


@dataclass(frozen=True, slots=True)
class Combination:
    """A table's way of combining parents.

    Args:
        way: sum, min, max or mean (rounded down unless `rounds_up`); blank leaves the parents out.
        cap: most that parents and household may have together.
        parent_cap: most that one parent may have.
        skips: whether a parent without any row is left out instead of counting as 0.
    """

    way: str
    cap: int | None = None
    parent_cap: int | None = None
    skips: bool = False
    rounds_up: bool = False

    def of(self, parents: Sequence[int | None]) -> int:
        """Return the parents' points together; None stands for a parent who is left out."""
        counted = [points for points in parents if points is not None]
        if not counted or not self.way:
            return 0
        if self.way == "mean":
            total = sum(counted) + (len(counted) - 1 if self.rounds_up else 0)
            return total // len(counted)
        return sum(counted) if self.way == "sum" else min(counted) if self.way == "min" else max(counted)

    def expr(self, parents: Sequence[pl.Expr]) -> pl.Expr:
        """Return the same over columns; null stands for a parent who is left out."""
        if not self.way:
            return pl.lit(0, pl.Int64)
        if self.way in ("min", "max"):
            combine = pl.min_horizontal if self.way == "min" else pl.max_horizontal
            return combine(*parents).fill_null(0)
        total = pl.sum_horizontal(*parents)
        if self.way == "sum":
            return total
        count = reduce(lambda one, other: one + other, (parent.is_not_null().cast(pl.Int64) for parent in parents))
        if self.rounds_up:
            total = total + count - 1
        return pl.when(count > 0).then(total.floordiv(count)).otherwise(0)


def combination_of(rules: Ruleset, table: str, key: str = "combine") -> Combination:
    """Return how a table combines the parents, by the values of its block."""
    cap, parent_cap = rules.setting(table, "cap"), rules.setting(table, "parent_cap")
    way = rules.setting(table, key)
    return Combination(
        way=way if isinstance(way, str) and way in COMBINATIONS else "",
        cap=cap if isinstance(cap, int) else None,
        parent_cap=parent_cap if isinstance(parent_cap, int) else None,
        skips=rules.setting(table, "parents_without_points") == "skip",
        rounds_up=rules.setting(table, "rounding") == "up",
    )
