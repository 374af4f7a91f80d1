"""Judging a file of paper applications: every row gets its verdict, and nothing is written."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from ikkan.kernel.outcome import Refused
from ikkan.papers.refusals import Unreadable
from ikkan.papers.spreadsheets import Sheet, read_sheet
from ikkan.procedures.nursery.facilities import places_of_town
from ikkan.procedures.nursery.filing import validate
from ikkan.procedures.nursery.importing.cells import Places
from ikkan.procedures.nursery.importing.columns import Column, columns, find_columns
from ikkan.procedures.nursery.importing.rows import Row, assemble
from ikkan.procedures.nursery.importing.verdict import Fault, Household, ImportVerdict, RowVerdict
from ikkan.procedures.nursery.round.following import find_round

NUMBER: Final = "申込番号"
WHOLE_FILE: Final = 0


def judge(data: bytes, now: datetime) -> ImportVerdict:
    """Judge a CSV or Excel file row by row; see docs/import.md for its columns. Nothing is written.

    Args:
        data: the whole file, in any of the encodings that offices use.
        now: moment; the rounds that are open then take the applications.
    """
    digest = hashlib.sha256(data).hexdigest()
    sheet = read_sheet(data)
    if isinstance(sheet, Unreadable):
        return ImportVerdict(digest, (Fault("", sheet.code, sheet.ja, sheet.en),), (), ())
    placed = find_columns(sheet)
    problems = tuple(_missing_headings(placed))
    if problems:
        return ImportVerdict(digest, problems, (), ())
    rows = _rows(sheet, placed)
    number = next(one for one in columns() if one.heading == NUMBER)
    families: dict[str, list[Row]] = {}
    for row in rows:
        # a row without a number stands alone: its own fault, nobody else's
        families.setdefault(row.cell(number) or f"#{row.line}", []).append(row)
    places = Places(places_of_town())
    made = [_family(key, own, places, now) for key, own in families.items()]
    verdicts = tuple(_verdict(row, number) for row in rows)
    return ImportVerdict(digest, (), verdicts, tuple(one for one in made if one is not None))


def _rows(sheet: Sheet, placed: dict[Column, int]) -> list[Row]:
    rows = [
        Row(line, {column: cells[at] for column, at in placed.items()})
        for line, cells in zip(sheet.lines, sheet.rows, strict=True)
    ]
    by_line = {row.line: row for row in rows}
    for note in sheet.notes:
        for row in [by_line[note.line]] if note.line in by_line else rows[:1] if note.line == WHOLE_FILE else []:
            row.notes.append(Fault("", note.code, note.ja, note.en))
    return rows


def _family(number: str, rows: Sequence[Row], places: Places, now: datetime) -> Household | None:
    """Read one family; a form whose cells are all readable is held against the rules of the form itself."""
    read = assemble(rows, places)
    if any(row.faults for row in rows):
        return None
    found = validate(read.answers, now)
    if not found:
        taken = find_round(read.answers, now)
        found = (taken,) if isinstance(taken, Refused) else ()
    for fault in found:
        _point_out(rows, fault)
    if found:
        return None
    return Household(number, rows[0].line, read.answers, read.papers, read.subject)


def _point_out(rows: Sequence[Row], fault: Refused) -> None:
    """Add a fault of the form to the row and column that its answer came from."""
    parts = fault.field.split(".")
    row, scope, number, path = rows[0], "case", 0, fault.field
    if parts[0] in {"children", "parents"} and len(parts) > 1 and parts[1].isdigit():
        place = int(parts[1])
        path = ".".join(parts[2:])
        scope = "child" if parts[0] == "children" else "parent"
        row = rows[place] if scope == "child" and place < len(rows) else rows[0]
        number = place + 1 if scope == "parent" else 0
    heading = _heading(scope, number, path)
    row.faults.append(Fault(heading, fault.code, fault.ja, fault.en))


def _heading(scope: str, number: int, path: str) -> str:
    """Return the title of the column of an answer, or of the nearest one around or below it."""
    own = [one for one in columns() if (one.scope, one.number) == (scope, number)]
    while path:
        exact = next((one for one in own if one.path == path), None)
        found = exact or next((one for one in own if one.path.startswith(f"{path}.")), None)
        if found is not None:
            return found.heading
        path = path.rpartition(".")[0]
    return ""


def _missing_headings(placed: dict[Column, int]) -> Iterator[Fault]:
    missing = [one.heading for one in columns() if one.needed and one.number != 2 and one not in placed]
    if missing:
        yield Fault(
            "",
            "heading_missing",
            f"見出し「{'」「'.join(missing)}」がありません。見出しの行を確かめてください",
            f"The headings {', '.join(missing)} are missing. Check the heading row",
        )


def _verdict(row: Row, number: Column) -> RowVerdict:
    named = {one.path: row.cell(one) for one in columns() if one.scope == "child" and one.path.startswith("name.")}
    child = " ".join(filter(None, named.values()))
    return RowVerdict(row.line, row.cell(number), child, tuple(row.faults), tuple(row.notes))
