"""Read what a town publishes of a round: applications and offers, or seats, by facility and age."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

AGES: Final = range(6)
Class = tuple[str, int]
# what one cell may hold; more is a slip, and would be that many made-up children
LARGEST: Final = 10_000


class Layout(StrEnum):
    """How the town's file is laid out: two columns an age, or one."""

    APPLICATIONS_AND_OFFERS = "applications-and-offers"
    SEATS = "seats"


COLUMNS: Final[Mapping[Layout, tuple[str, ...]]] = {
    Layout.APPLICATIONS_AND_OFFERS: tuple(f"{what}_age{age}" for age in AGES for what in ("applications", "offers")),
    Layout.SEATS: tuple(f"age{age}" for age in AGES),
}
# towns write the name of an area with and without this word in one file
AREA_WORD: Final = "地域"


class PublishedFileError(Exception):
    """The file of a town cannot be used; the text names the line and the mend."""


@dataclass(frozen=True, slots=True)
class PublishedRound:
    """What was published, by class. A class that does not exist is in neither mapping.

    Args:
        areas: facility to its area, in the order of the file.
        seats: places by class: the published offers, or the published seats.
        applications: applications by class, every wish counted; None where the town published seats only.
    """

    areas: Mapping[str, str]
    seats: Mapping[Class, int]
    applications: Mapping[Class, int] | None


def read_published(path: Path, layout: Layout) -> PublishedRound:
    """Read a town's file.

    Args:
        path: CSV in UTF-8 with a header: ``facility``, ``area`` or ``ward``, and the columns of the layout; other
            columns are not looked at.
        layout: how it is laid out.

    Raises:
        PublishedFileError: the file cannot be read, a column is missing, or a row cannot be.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise PublishedFileError(f"{path} cannot be read ({fault}). Name a CSV file in UTF-8.") from fault
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = list(reader.fieldnames or ())
    area = next((name for name in ("area", "ward") if name in header), "area")
    missing = [name for name in ("facility", area, *COLUMNS[layout]) if name not in header]
    if missing:
        raise PublishedFileError(
            f"{path} has no column {', '.join(missing)}. The layout {layout} needs it: rename the town's heading."
        )
    areas: dict[str, str] = {}
    cells: dict[tuple[str, str], int] = {}
    for row in reader:
        where = f"{path}, line {reader.line_num}"
        name = (row["facility"] or "").strip()
        if not name or name in areas:
            raise PublishedFileError(f"{where}: the facility {name!r} is blank or stands twice. Name each apart.")
        areas[name] = (row[area] or "").strip().removesuffix(AREA_WORD)
        cells.update({(name, column): _count(row[column], f"{where}, {column}") for column in COLUMNS[layout]})
    known = {key: count for key, count in cells.items() if count >= 0}
    if layout is Layout.SEATS:
        return PublishedRound(areas, _by_class(known, "age"), None)
    seats, applications = _by_class(known, "offers_age"), _by_class(known, "applications_age")
    halved = sorted(seats.keys() ^ applications.keys())
    if halved:
        raise PublishedFileError(
            f"{path}: {halved[0][0]}, age {halved[0][1]} has only one of applications and offers. A class that does "
            "not exist leaves both blank; write 0 where nobody applied or nothing was offered."
        )
    return PublishedRound(areas, seats, applications)


def _by_class(cells: Mapping[tuple[str, str], int], start: str) -> dict[Class, int]:
    return {
        (name, int(column.removeprefix(start))): count
        for (name, column), count in cells.items()
        if column.startswith(start)
    }


def _count(text: str | None, where: str) -> int:
    """Return the number in a cell, -1 for a blank one."""
    cell = (text or "").strip()
    if not cell:
        return -1
    if not (cell.isascii() and cell.isdigit() and int(cell) <= LARGEST):
        raise PublishedFileError(f"{where}: {cell!r} is no number from 0 to {LARGEST}. Correct the cell.")
    return int(cell)
