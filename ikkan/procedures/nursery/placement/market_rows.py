"""Check each file of a market by itself: numbers, ages, blanks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.market_files import LINE, OPTIONAL

AGES = range(6)
# A slip of the keyboard, not a round: a rank with more digits, a class larger than a city.
LARGEST_INTEGER = 10**15
LARGEST_CLASS = 9_999
# Two columns below this many values fit together into 63 bits.
WIDE = 2**31


def refuse_where(
    bad: npt.NDArray[np.bool_], frame: pl.DataFrame, code: str, message: str, file: str, columns: tuple[str, ...]
) -> None:
    """Raise a named error for the first row marked bad, if there is any.

    Args:
        bad: one mark a row of the frame.
        frame: the rows, with their line numbers.
        code, message, file: see MarketError.
        columns: the columns to show.
    """
    if not bad.any():
        return
    row = frame.row(int(np.flatnonzero(bad)[0]), named=True)
    values = {name: str(row[name]) for name in columns}
    raise MarketError(code, message, file=file, line=row[LINE], values=values)


def repeats(*columns: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Mark every row whose values all stood in an earlier row.

    Args:
        columns: integer columns of one length.
    """
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        low, high = int(column.min(initial=0)), int(column.max(initial=0))
        values = column - low
        if high - low >= WIDE:
            values = np.unique(column, return_inverse=True)[1].astype(np.int64)
        if int(key.max(initial=0)) >= WIDE:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
        key = key * (int(values.max(initial=0)) + 1) + values
    order = np.argsort(key, kind="stable")
    again = np.zeros(len(key), dtype=bool)
    again[order[1:]] = key[order[1:]] == key[order[:-1]]
    return again


def with_lines(frame: pl.DataFrame, file: str) -> pl.DataFrame:
    """Add the line number and the absent optional columns (blank), so that every later check sees one shape."""
    if LINE not in frame.columns:
        frame = frame.with_row_index(LINE, offset=2).with_columns(pl.col(pl.String).fill_null(""))
    absent = [pl.lit("").alias(name) for name in OPTIONAL[file] if name not in frame.columns]
    return frame.with_columns(absent) if absent else frame


def parse_integer(frame: pl.DataFrame, column: str, file: str, *, code: str = "not_an_integer") -> pl.DataFrame:
    """Turn a text column into integers; a column that holds integers already stays as it is."""
    given = frame[column]
    message = f"{column} is not a whole number. Write it with the digits 0-9 only"
    if given.dtype.is_integer():
        bad = _integers(frame, column) >= LARGEST_INTEGER
        refuse_where(bad, frame, code, message, file, (column,))
        return frame if given.dtype == pl.Int64 else frame.with_columns(given.cast(pl.Int64))
    text = given.cast(pl.String).fill_null("")
    parsed = text.cast(pl.Int64, strict=False)
    wrong = parsed.is_null() | text.str.starts_with("+") | (parsed.abs() >= LARGEST_INTEGER)
    refuse_where(wrong.fill_null(value=True).to_numpy(), frame, code, message, file, (column,))
    return frame.with_columns(parsed)


def _integers(frame: pl.DataFrame, column: str) -> npt.NDArray[np.int64]:
    return frame[column].to_numpy()


def _parse_age(frame: pl.DataFrame, file: str) -> pl.DataFrame:
    frame = parse_integer(frame, "age", file)
    message = "an age class is 0 to 5 (age on 1 April). Correct the age"
    age = _integers(frame, "age")
    refuse_where((age < AGES[0]) | (age > AGES[-1]), frame, "age_out_of_range", message, file, ("age",))
    return frame


def check_seats(frame: pl.DataFrame) -> pl.DataFrame:
    """Check seats.csv: facility, age, seats of 0 or more."""
    file, shown = "seats.csv", ("facility", "age", "seats")
    frame = parse_integer(_parse_age(with_lines(frame, file), file), "seats", file)
    negative = "a class cannot offer fewer than 0 seats. Write 0 where none is offered"
    seats = _integers(frame, "seats")
    refuse_where(seats < 0, frame, "negative_seats", negative, file, shown)
    many = f"no class has more than {LARGEST_CLASS} seats; this looks like a slip. Correct the number of seats"
    refuse_where(seats > LARGEST_CLASS, frame, "too_many_seats", many, file, shown)
    return frame


def check_children(frame: pl.DataFrame) -> pl.DataFrame:
    """Check children.csv: ids, age classes, lottery numbers."""
    file = "children.csv"
    frame = _parse_age(with_lines(frame, file), file)
    frame = frame.with_columns(pl.col("stage").cast(pl.String).fill_null(""))
    if frame.schema["draw"] == pl.String:
        parse_integer(frame.filter(pl.col("draw") != ""), "draw", file)
        frame = frame.with_columns(pl.col("draw").replace("", None).cast(pl.Int64))
    message = "a lottery number is 0 or more. Write it with the digits 0-9 only, or leave it blank"
    negative = (frame["draw"] < 0).fill_null(value=False)
    refuse_where(negative.to_numpy(), frame, "draw_out_of_range", message, file, ("child", "draw"))
    return frame


def check_wishes(frame: pl.DataFrame) -> pl.DataFrame:
    """Check wishes.csv: ids and wish numbers."""
    file = "wishes.csv"
    return parse_integer(with_lines(frame, file), "wish", file)


def check_priority(frame: pl.DataFrame) -> pl.DataFrame:
    """Check priority.csv: ids, age classes and ranks from 1."""
    file = "priority.csv"
    frame = parse_integer(_parse_age(with_lines(frame, file), file), "rank", file)
    message = "a rank is 1 or more; 1 is first. Number the children from 1"
    refuse_where(_integers(frame, "rank") < 1, frame, "rank_out_of_range", message, file, ("facility", "rank"))
    return frame
