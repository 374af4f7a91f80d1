"""Check each file of a market by itself: numbers, ages, duplicate rows, columns that ask for what is not built."""

from __future__ import annotations

import polars as pl

from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.market_files import LINE, OPTIONAL

AGES = range(6)
LARGEST_INTEGER_DIGITS = 15


def refuse_first(bad: pl.DataFrame, code: str, message: str, file: str, columns: tuple[str, ...]) -> None:
    """Raise a named error for the first offending row, if there is any.

    Args:
        bad: the offending rows.
        code, message, file: see MarketError.
        columns: the columns to show.
    """
    if bad.height == 0:
        return
    row = bad.sort(LINE).row(0, named=True) if LINE in bad.columns else bad.row(0, named=True)
    values = {name: str(row[name]) for name in columns}
    raise MarketError(code, message, file=file, line=row.get(LINE), values=values)


def with_lines(frame: pl.DataFrame, file: str) -> pl.DataFrame:
    """Add the line number and the absent optional columns (blank), so that every later check sees one shape."""
    if LINE not in frame.columns:
        frame = frame.with_row_index(LINE, offset=2)
    absent = [pl.lit("").alias(name) for name in OPTIONAL[file] if name not in frame.columns]
    return frame.with_columns(absent)


def parse_integer(frame: pl.DataFrame, column: str, file: str) -> pl.DataFrame:
    """Turn a text column into integers; a column that holds integers already stays as it is."""
    if frame.schema[column].is_integer():
        return frame.with_columns(pl.col(column).cast(pl.Int64))
    plain = pl.col(column).str.contains(rf"^-?[0-9]{{1,{LARGEST_INTEGER_DIGITS}}}$")
    message = f"{column} is not a whole number. Write it with the digits 0-9 only"
    refuse_first(frame.filter(~plain), "not_an_integer", message, file, (column,))
    return frame.with_columns(pl.col(column).cast(pl.Int64))


def _parse_age(frame: pl.DataFrame, file: str) -> pl.DataFrame:
    frame = parse_integer(frame, "age", file)
    outside = frame.filter(~pl.col("age").is_between(AGES[0], AGES[-1]))
    message = "an age class is 0 to 5 (age on 1 April). Correct the age"
    refuse_first(outside, "age_out_of_range", message, file, ("age",))
    return frame


def _refuse_blank(frame: pl.DataFrame, columns: tuple[str, ...], file: str) -> None:
    for column in columns:
        message = f"{column} is blank. Every row needs one"
        refuse_first(frame.filter(pl.col(column) == ""), "blank_id", message, file, (column,))


def _refuse_duplicates(frame: pl.DataFrame, keys: tuple[str, ...], file: str) -> None:
    message = f"the same {', '.join(keys)} stands twice. Keep one row"
    refuse_first(frame.filter(~pl.struct(keys).is_first_distinct()), "duplicate_row", message, file, keys)


def check_seats(frame: pl.DataFrame) -> pl.DataFrame:
    """Check seats.csv: facility, age, seats of 0 or more; refuse reserved kinds and pools shared between classes."""
    file = "seats.csv"
    frame = parse_integer(_parse_age(with_lines(frame, file), file), "seats", file)
    _refuse_blank(frame, ("facility",), file)
    negative = "a class cannot offer fewer than 0 seats. Write 0 where none is offered"
    refuse_first(frame.filter(pl.col("seats") < 0), "negative_seats", negative, file, ("facility", "age", "seats"))
    reserved = (
        "seats of a reserved kind are not placed by this version; counting them as general seats would give them to "
        "children without the right. List them as a facility of their own that only entitled children wish, "
        "before the general one"
    )
    bad_kind = frame.filter(~pl.col("kind").is_in(["", "general"]))
    refuse_first(bad_kind, "reserved_kind_not_supported", reserved, file, ("facility", "age", "kind"))
    shared = frame.filter((pl.col("pool") != "") & (pl.len().over("pool") > 1))
    message = "seats shared between classes are not placed by this version. Split the pool into seats by age"
    refuse_first(shared, "shared_pool_not_supported", message, file, ("facility", "age", "pool"))
    _refuse_duplicates(frame, ("facility", "age"), file)
    return frame


def check_children(frame: pl.DataFrame) -> pl.DataFrame:
    """Check children.csv: every child once, in one family, with an age class; refuse staged rounds."""
    file = "children.csv"
    frame = _parse_age(with_lines(frame, file), file)
    _refuse_blank(frame, ("child", "family"), file)
    again = frame.filter(~pl.col("child").is_first_distinct())
    two_families = again.filter(pl.struct("child", "family").is_in(_family_of_first(frame).implode()).not_())
    message = "the child stands in two families. Keep the family that applies"
    refuse_first(two_families, "child_in_two_families", message, file, ("child", "family"))
    refuse_first(again, "duplicate_row", "the same child stands twice. Keep one row", file, ("child",))
    staged = frame.filter(pl.col("stage").cast(pl.String) != pl.col("stage").cast(pl.String).first())
    message = (
        "children of different stages cannot be placed in one run by this version. Put the stage first in the ranks "
        "of priority.csv, or run a round a stage"
    )
    refuse_first(staged, "stages_not_supported", message, file, ("child", "stage"))
    if frame.schema["draw"] == pl.String:
        filled = frame.filter(pl.col("draw") != "")
        parse_integer(filled, "draw", file)
        frame = frame.with_columns(pl.col("draw").replace("", None).cast(pl.Int64))
    return frame


def _family_of_first(frame: pl.DataFrame) -> pl.Series:
    """Give the (child, family) pairs that count: the first row of every child."""
    return frame.filter(pl.col("child").is_first_distinct()).select(pl.struct("child", "family")).to_series()


def check_wishes(frame: pl.DataFrame) -> pl.DataFrame:
    """Check wishes.csv: wish numbers, no row twice."""
    file = "wishes.csv"
    frame = parse_integer(with_lines(frame, file), "wish", file)
    _refuse_blank(frame, ("family", "child"), file)
    _refuse_duplicates(frame, ("family", "wish", "child"), file)
    return frame


def check_priority(frame: pl.DataFrame) -> pl.DataFrame:
    """Check priority.csv: ranks from 1, strict within facility and age, a child once."""
    file = "priority.csv"
    frame = parse_integer(_parse_age(with_lines(frame, file), file), "rank", file)
    _refuse_blank(frame, ("facility", "child"), file)
    _refuse_duplicates(frame, ("facility", "age", "child"), file)
    message = "a rank is 1 or more; 1 is first. Number the children from 1"
    refuse_first(frame.filter(pl.col("rank") < 1), "rank_out_of_range", message, file, ("facility", "rank"))
    tied = frame.filter(~pl.struct("facility", "age", "rank").is_first_distinct())
    message = "two children have the same rank at this facility and age. Break the tie by the town's declared rule"
    refuse_first(tied, "priority_tie", message, file, ("facility", "age", "child", "rank"))
    return frame
