"""Import of 子育て施設一覧: a verdict for every row, and either the whole file or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ikkan.kernel.reason import Reason
from ikkan.papers.refusals import Unreadable
from ikkan.papers.spreadsheets import Sheet, read_sheet
from ikkan.registers.facility_columns import HEADINGS, NEEDED, heading_key, place_columns
from ikkan.registers.facility_row import read_row
from ikkan.registers.services import FacilityRow, import_facilities


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What became of one row: its number in the file, its faults and what was mended."""

    line: int
    code: str
    name: str
    problems: tuple[Reason, ...]
    notes: tuple[Reason, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the row has no fault."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class FacilityVerdict:
    """What became of a file: faults of the file itself, a verdict a row, and the facilities that were read."""

    problems: tuple[Reason, ...]
    rows: tuple[RowVerdict, ...]
    facilities: tuple[FacilityRow, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the whole file may be imported."""
        return not self.problems and bool(self.rows) and all(row.is_accepted for row in self.rows)


def judge_facility_file(data: bytes, *, town: str, source: str, as_of: date) -> FacilityVerdict | Unreadable:
    """Judge every row of a CSV or Excel file of facilities; nothing is written. See judge_facilities."""
    sheet = read_sheet(data)
    if isinstance(sheet, Unreadable):
        return sheet
    return judge_facilities(sheet, town=town, source=source, as_of=as_of)


def judge_facilities(sheet: Sheet, *, town: str, source: str, as_of: date) -> FacilityVerdict:
    """Judge every row of a table of facilities; nothing is written.

    Args:
        sheet: table with the headings of v1 or of the current data set, in any order; blank rows are passed over.
        town: 6-digit code of the town.
        source: where the data come from, with its attribution.
        as_of: day of the data.
    """
    head = sheet.head
    columns = place_columns(head)
    missing = [HEADINGS[field][0] for field in NEEDED if field not in columns]
    if missing:
        return FacilityVerdict((_missing_headings(missing),), (), ())
    has_no = heading_key(head[columns["code"]]) == heading_key("NO")
    verdicts: list[RowVerdict] = []
    made: dict[str, FacilityRow] = {}
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        if not any(cell.strip() for cell in cells):
            continue
        named = {field: cells[column] for field, column in columns.items() if column < len(cells)}
        original = dict(zip(head, cells, strict=False))
        facility, read = read_row(named, original, town=town, has_no=has_no, source=source, as_of=as_of)
        problems = list(read.problems)
        if facility is not None and facility.code in made:
            problems.append(_twice(facility.code))
        if facility is not None and not problems:
            made[facility.code] = facility
        code = facility.code if facility else named.get("code", "").strip()
        verdicts.append(RowVerdict(line, code, named.get("name", "").strip(), tuple(problems), tuple(read.notes)))
    problems_of_file = () if verdicts else (_no_rows(),)
    return FacilityVerdict(problems_of_file, tuple(verdicts), tuple(made.values()))


def import_judged(verdict: FacilityVerdict) -> int:
    """Write the facilities of an accepted file in one transaction, and return how many.

    Raises:
        ValueError: a row was refused; nothing is written then.
    """
    if not verdict.is_accepted:
        refused = sum(not row.is_accepted for row in verdict.rows)
        raise ValueError(
            f"Nothing was imported: {refused} of {len(verdict.rows)} rows and {len(verdict.problems)} points of the "
            "whole file are refused. Mend them and import the file again."
        )
    return import_facilities(verdict.facilities)


def summarise(verdict: FacilityVerdict) -> Mapping[str, int]:
    """Return how many rows were accepted, refused and mended."""
    return {
        "accepted": sum(row.is_accepted for row in verdict.rows),
        "refused": sum(not row.is_accepted for row in verdict.rows),
        "mended": sum(bool(row.notes) for row in verdict.rows),
    }


def _missing_headings(missing: Sequence[str]) -> Reason:
    return Reason(
        code="heading_missing",
        ja=f"見出し「{'」「'.join(missing)}」がありません。子育て施設一覧の見出し行を付けてください",
        en=f"The headings {', '.join(missing)} are missing. Add the heading row of 子育て施設一覧.",
    )


def _no_rows() -> Reason:
    return Reason(
        code="no_rows", ja="施設の行がありません。ファイルを確かめてください", en="The file has no row. Check the file."
    )


def _twice(code: str) -> Reason:
    return Reason(
        code="id_twice",
        ja=f"NO（ID）{code} が二度あります。どちらかを直してください",
        en=f"The NO (ID) {code} stands twice. Correct one of them.",
    )
