"""Check the files of a market against each other, on the columnar form."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.market_files import LINE
from ikkan.procedures.nursery.placement.market_rows import refuse_first

IntArray = npt.NDArray[np.int64]


def index_of(frame: pl.DataFrame, column: str, ids: pl.DataFrame, name: str) -> pl.DataFrame:
    """Add the index of an id; null where the id is unknown.

    Args:
        frame: rows with the id in ``column``.
        ids: columns ``id`` and ``index``.
        name: name of the new column.
    """
    return frame.join(ids.rename({"id": column, "index": name}), on=column, how="left", maintain_order="left")


def numbered(ids: pl.Series) -> pl.DataFrame:
    """Number the distinct ids in the order of their code points, so that the order of rows decides nothing."""
    return (
        pl.DataFrame({"id": ids.unique().sort()}).with_row_index("index").with_columns(pl.col("index").cast(pl.Int64))
    )


def refuse_unknown(frame: pl.DataFrame, column: str, kind: str, home: str, file: str) -> None:
    """Raise a named error for a non-blank id without an index; ``home`` is the file that should list it."""
    unknown = frame.filter(pl.col(f"{column}_index").is_null() & (pl.col(column) != ""))
    message = f"nothing is known about this {kind}: {home} does not list it. Correct the id or add it there"
    refuse_first(unknown, f"unknown_{kind}", message, file, (column,))


def check_wish_children(wishes: pl.DataFrame, children: pl.DataFrame) -> None:
    """Require that a wish names children of the family, all of them, and that wishes are numbered 1 to n."""
    file = "wishes.csv"
    known = wishes.join(children.select("child", pl.col("family").alias("own")), on="child", how="left")
    message = "the wish names a child of another family: a child is in one family only. Correct the family or the child"
    stranger = known.filter(pl.col("own") != pl.col("family"))
    refuse_first(stranger, "child_in_two_families", message, file, ("family", "wish", "child"))
    size = children.group_by("family").agg(pl.len().alias("size"))
    sets = wishes.group_by("family", "wish").agg(pl.len().alias("rows"), pl.col(LINE).min())
    short = sets.join(size, on="family").filter(pl.col("rows") != pl.col("size"))
    message = "the wish leaves out a child of the family. Add a row for every child (blank facility: not placed)"
    refuse_first(short, "wish_missing_child", message, file, ("family", "wish"))
    numbers = sets.group_by("family").agg(
        pl.col("wish").min().alias("first"),
        pl.col("wish").max().alias("last"),
        pl.len().alias("count"),
        pl.col(LINE).min(),
    )
    gaps = numbers.filter((pl.col("first") != 1) | (pl.col("last") != pl.col("count")))
    message = "the wishes of the family are not numbered 1, 2, 3 and so on without a gap. Number them so"
    refuse_first(gaps, "wish_numbers", message, file, ("family", "first", "last", "count"))


def check_same_wish_twice(wishes: pl.DataFrame) -> None:
    """Refuse two wishes of a family that ask for the same facilities for every child.

    Args:
        wishes: rows sorted by family, wish and child, with the facility index (null: not placed).
    """
    tuples = wishes.group_by("family", "wish", maintain_order=True).agg(
        pl.col("facility_index").fill_null(-1), pl.col("facility"), pl.col(LINE).min()
    )
    twice = tuples.filter(~pl.struct("family", "facility_index").is_first_distinct())
    message = "the family wishes the same facility twice. Keep the better wish and renumber the rest"
    refuse_first(twice, "facility_wished_twice", message, "wishes.csv", ("family", "wish", "facility"))


def check_last_wish_stays(wishes: pl.DataFrame, children: pl.DataFrame) -> None:
    """Require that the last wish of a family with a present seat is to stay, so that a present seat is never lost."""
    message = (
        "a child of the family holds a place, and the family's last wish is not to stay. Add a last wish with every "
        "child's present facility (blank for a child without one)"
    )
    holders = children.filter(pl.col("current_facility") != "").select("family").unique()
    silent = children.join(holders, on="family", how="semi").join(wishes, on="family", how="anti")
    refuse_first(silent, "last_wish_not_stay", message, "children.csv", ("family", "child"))
    last = wishes.join(holders, on="family", how="semi").filter(pl.col("wish") == pl.col("wish").max().over("family"))
    other = last.join(children.select("child", "current_facility"), on="child").filter(
        pl.col("facility") != pl.col("current_facility")
    )
    refuse_first(other, "last_wish_not_stay", message, "wishes.csv", ("family", "wish", "child", "facility"))


def check_priority_children(priority: pl.DataFrame, children: pl.DataFrame) -> None:
    """Require that a child is ranked at its own age, and holders of a place ahead of all others there."""
    file = "priority.csv"
    known = priority.join(
        children.select("child", pl.col("age").alias("own_age"), "current_facility"), on="child", how="left"
    )
    message = "the child is ranked in a class of another age than its own. Correct the age"
    refuse_first(known.filter(pl.col("own_age") != pl.col("age")), "age_mismatch", message, file, ("child", "age"))
    holds = pl.col("current_facility") == pl.col("facility")
    worst = pl.when(holds).then(pl.col("rank")).max().over("facility", "age")
    ahead = known.filter(~holds & (pl.col("rank") < worst))
    message = (
        "this child holds no place here and is ranked ahead of one who does; a present seat could be lost. "
        "Rank all children who hold a place here first"
    )
    refuse_first(ahead, "holder_not_ahead", message, file, ("facility", "age", "child", "rank"))


def ranks_of_wishes(wishes: pl.DataFrame, priority: pl.DataFrame) -> IntArray:
    """Give the rank of every wished (child, facility); -1 where the wish row is blank.

    Raises:
        MarketError: ``missing_priority`` when a child wishes a facility where it has no rank.
    """
    ranks = priority.select("child", "facility", "rank")
    ranked = wishes.join(ranks, on=["child", "facility"], how="left", maintain_order="left")
    unranked = ranked.filter(pl.col("rank").is_null() & (pl.col("facility") != "")).sort(LINE)
    if unranked.height:
        row = unranked.row(0, named=True)
        raise MarketError(
            "missing_priority",
            "the child wishes this facility and has no rank there. Add its row to priority.csv",
            file="wishes.csv",
            line=row[LINE],
            values={"child": row["child"], "facility": row["facility"]},
        )
    return ranked["rank"].fill_null(-1).to_numpy().astype(np.int64)
