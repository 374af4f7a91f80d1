"""Lists for the public and for offices: a table as PDF, and as CSV that a spreadsheet opens without harm."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from ikkan.kernel.json_value import JsonObject
from ikkan.papers.layout import LANDSCAPE_ROOM, PORTRAIT_ROOM, column_widths, drawable
from ikkan.papers.paper import Grid
from ikkan.papers.press import press

Cell: TypeAlias = "str | int | float | date | None"
# Excel also takes the full-width signs for the beginning of a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def list_pdf(
    grid: Grid, *, title: str, made_on: date, note: str = "", mark: str = "", landscape: bool = False
) -> bytes:
    """Return a table over as many A4 pages as it takes, head repeated, as PDF/A-2b.

    Args:
        grid: the table.
        title: printed at the top and written into the file.
        made_on: creation date written into the file.
        note: printed at the foot of each page, e.g. the source of the data.
        mark: framed at the top and printed at the foot, e.g. that the data is made up.
        landscape: lay the sheet on its long side.

    Raises:
        RuntimeError: the typesetting engine refused the content.
    """
    align = [*grid.align[: len(grid.head)], *(["left"] * (len(grid.head) - len(grid.align)))]
    room = LANDSCAPE_ROOM if landscape else PORTRAIT_ROOM
    data: JsonObject = {
        "title": drawable(title),
        "note": drawable(note),
        "mark": drawable(mark),
        "landscape": landscape,
        "grid": {
            "caption": drawable(grid.caption),
            "head": [drawable(title) for title in grid.head],
            "rows": [[drawable(cell) for cell in row] for row in grid.rows],
            "align": [*align],
            "widths": [*column_widths(grid.head, grid.rows, room=room)],
        },
    }
    return press("list.typ", {"list": json.dumps(data, ensure_ascii=False)}, made_on=made_on)


def harmless_cell(value: Cell) -> str:
    """Return a cell's text that no spreadsheet takes for a formula.

    Only texts are changed: a number that the program itself made, such as -119, stays a number.

    Args:
        value: what stands in the cell; None is empty, a date is written as 2027-01-29.

    Source: OWASP, CSV Injection.
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_SIGNS) else value
    return str(value)


def list_csv(head: Sequence[str], rows: Sequence[Sequence[Cell]], *, for_excel: bool = False) -> bytes:
    """Return a table as CSV in UTF-8 with CRLF and formulas made harmless.

    Args:
        head: column titles.
        rows: cells, as many in each row as titles.
        for_excel: begin with a byte order mark, without which Japanese Excel reads another encoding.

    Raises:
        ValueError: a row has more or fewer cells than the head.

    Source: RFC 4180.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless_cell(title) for title in head])
    for number, row in enumerate(rows, start=1):
        if len(row) != len(head):
            raise ValueError(
                f"Row {number} of the list has {len(row)} cells, the head has {len(head)}. Nothing was written; "
                "give every row one cell a column."
            )
        writer.writerow([harmless_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig" if for_excel else "utf-8")
