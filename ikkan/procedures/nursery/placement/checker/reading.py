"""Read the published files strictly: every column known, every row complete, every number a number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

Column = list[str]
KEY_PREFIX = "key:"
LONGEST_NUMBER = 18
ALL_BUT_COMMA_AND_LINE = bytes(set(range(256)) - set(b",\n"))
COLUMNS = {
    "seats.csv": (("facility", "age", "seats"), ("pool", "kind")),
    "children.csv": (("child", "family", "age", "current_facility"), ("stage", "kinds", "draw")),
    "wishes.csv": (("family", "wish", "child", "facility"), ()),
    "priority.csv": (("facility", "age", "child", "rank"), ("score",)),
}


class UnreadableError(Exception):
    """Say that the files cannot be judged, and why."""


def read_text(folder: Path, file: str) -> str:
    """Read a file as UTF-8, or raise UnreadableError."""
    try:
        return (folder / file).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{file}: cannot be read: {error}") from error


def read_columns(
    folder: Path, file: str, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
) -> dict[str, Column]:
    """Read a file by columns in the order of its header; optional columns that it has not are blank.

    Args:
        folder, file: where it is.
        required, optional: names of columns; those of COLUMNS where none are given.
    """
    wanted, possible = (required, optional) if required else COLUMNS[file]
    header, columns = _table(read_text(folder, file), file)
    unknown = [name for name in header if name not in wanted + possible]
    if file == "priority.csv":
        unknown = [name for name in unknown if not name.removeprefix(KEY_PREFIX) or not name.startswith(KEY_PREFIX)]
    if set(wanted) - set(header) or unknown or len(set(header)) != len(header):
        raise UnreadableError(f"{file}: columns are {header}, wanted are {list(wanted)}, possible {list(possible)}")
    blank = [""] * len(columns[0])
    return {**dict(zip(header, columns, strict=True)), **{name: blank for name in possible if name not in header}}


def _table(text: str, file: str) -> tuple[Column, list[Column]]:
    """Split a table into its header and its columns."""
    text = text.replace("\r\n", "\n")
    if '"' in text or "\r" in text or "\n\n" in text or text.startswith("\n"):
        return _quoted_table(text, file)
    head, _, body = text.partition("\n")
    header, body = head.split(","), body.removesuffix("\n")
    if not body:
        return header, [[] for _ in header]
    # a table is whole when nothing but its commas and ends of lines is the same few, over and over
    rows, bare = body.count("\n") + 1, (body + "\n").encode().translate(None, ALL_BUT_COMMA_AND_LINE)
    if bare != (b"," * (len(header) - 1) + b"\n") * rows:
        _require_whole({line.count(",") + 1 for line in body.split("\n")}, len(header), file)
    cells = body.replace("\n", ",").split(",")
    return header, [cells[at :: len(header)] for at in range(len(header))]


def _quoted_table(text: str, file: str) -> tuple[Column, list[Column]]:
    """Read a table with quoted cells or blank lines by the slower reader, which understands them."""
    try:
        header, *rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row] or [[""]]
    except csv.Error as error:
        raise UnreadableError(f"{file}: cannot be read: {error}") from error
    _require_whole(set(map(len, rows)), len(header), file)
    return header, [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in header]


def _require_whole(lengths: set[int], columns: int, file: str) -> None:
    if odd := lengths - {columns}:
        raise UnreadableError(f"{file}: a row has {min(odd)} cells, and there are {columns} columns")


def whole_number(text: str, what: str, least: int | None = 0) -> int:
    """Read a whole number of at least ``least``; None: any, with a minus sign where it is negative."""
    digits = text if least is not None else text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > LONGEST_NUMBER or (least and int(text) < least):
        raise UnreadableError(
            f"{what} is {text!r}, wanted is a whole number{'' if least is None else f' from {least}'}"
        )
    return int(text)


def whole_numbers(texts: Column, what: str, least: int = 0) -> list[int]:
    """Read a column of whole numbers, every text once."""
    known = {text: whole_number(text, what, least) for text in sorted(set(texts))}
    return list(map(known.__getitem__, texts))


def numbers_or_none(texts: Column, what: str, least: int | None) -> list[int | None]:
    """Read a column of whole numbers in which blanks may stand."""
    known = {text: whole_number(text, what, least) if text else None for text in sorted(set(texts))}
    return list(map(known.__getitem__, texts))


def points_from_best(texts: Column, what: str) -> list[int | None]:
    """Read a column of points, whole or decimal, as their place from the best: equal points are equal places."""
    points = {text: number for text in set(texts) if (number := decimal(text)) is not None}
    if wrong := set(texts) - points.keys() - {""}:
        raise UnreadableError(f"{what} is {min(wrong)!r}, wanted is a whole or decimal number")
    places = {number: at for at, number in enumerate(sorted(set(points.values()), reverse=True))}
    return [places[points[text]] if text else None for text in texts]


def decimal(text: str) -> Decimal | None:
    """Read a number in digits with at most a sign and a point, or give None."""
    digits = text.removeprefix("-").replace(".", "", 1)
    return Decimal(text) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER else None


def as_cells(names: Iterable[str]) -> Column:
    """Write names as cells of a table, quoted where they must be."""
    return ['"' + name.replace('"', '""') + '"' if set(name) & set('",\r\n') else name for name in names]
