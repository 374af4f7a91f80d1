"""The columns of the flat layout, from columns.toml: where each stands in the answers and how it is read."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from ikkan.kernel.json_value import JsonValue
from ikkan.papers.spreadsheets import Sheet

LAYOUT: Final = Path(__file__).parent / "columns.toml"
PARENTS: Final = (1, 2)


# each column is made once: it is the same by being the same
@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of the layout.

    Args:
        scope: ``case``, ``parent`` or ``child``.
        path: place in the answers of its scope, dotted.
        heading: its title.
        also: other titles met in towns' files.
        read: how a cell is read.
        needed: whether a blank cell is a fault.
        blank: what a blank cell means, or None where it leaves the answer out.
        only_with: group that must have another answer for the blank to be filled in, or blank.
        words: for a choice, what may be written and its code.
        number: of the parent, 0 elsewhere.
        ja, en: what to write.
    """

    scope: str
    path: str
    heading: str
    read: str
    ja: str
    en: str
    also: tuple[str, ...] = ()
    needed: bool = False
    blank: JsonValue = None
    only_with: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    number: int = 0


@cache
def columns() -> tuple[Column, ...]:
    """Return every column, those of parents and wishes once for each number."""
    return tuple(_numbered())


@cache
def layout() -> Mapping[str, Any]:
    """Return columns.toml as written: its columns before numbering, and the words for papers and relations."""
    return tomllib.loads(LAYOUT.read_text(encoding="utf-8"))


def find_columns(sheet: Sheet) -> dict[Column, int]:
    """Return where the columns of the layout stand in a sheet; those it does not have are absent."""
    found = {one: sheet.column(one.heading, *one.also) for one in columns()}
    return {one: at for one, at in found.items() if at is not None}


def _numbered() -> Iterator[Column]:
    for row in layout()["column"]:
        if row["scope"] == "parent":
            for number in PARENTS:
                yield _column(row, number, row["path"])
        elif "repeat" in row:
            for number in range(1, row["repeat"] + 1):
                yield _column(row, number, row["path"].format(n=number - 1))
        else:
            yield _column(row, 0, row["path"])


def _column(row: Mapping[str, Any], number: int, path: str) -> Column:
    return Column(
        scope=row["scope"],
        path=path,
        heading=row["heading"].format(n=number),
        read=row["read"],
        ja=row["ja"],
        en=row["en"],
        also=tuple(title.format(n=number) for title in row.get("also", ())),
        needed=row.get("needed", False),
        blank=row.get("blank"),
        only_with=row.get("with", ""),
        words=row.get("words", {}),
        number=number if row["scope"] == "parent" else 0,
    )
