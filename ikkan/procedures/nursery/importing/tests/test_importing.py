"""Applications on paper: dirty files are read, faults are named by cell, a file is taken in whole or not at all."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from ikkan.corridor.filing import file_application
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Event
from ikkan.procedures.nursery.importing import Imported, ImportVerdict, import_judged, judge
from ikkan.procedures.nursery.importing.columns import layout
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import NOW, Town
from ikkan.rooms.intake.models import Draft, Filing

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[5] / "docs"
EXAMPLE = DOCS / "import-example.csv"
Table = list[dict[str, str]]


@pytest.fixture
def town(db: None) -> Town:
    return hall.make_town()


def _table() -> Table:
    return list(csv.DictReader(io.StringIO(EXAMPLE.read_text(encoding="utf-8-sig"))))


def _csv(table: Table, encoding: str = "utf-8", *, delimiter: str = ",", heads: list[str] | None = None) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, heads or list(table[0]), delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue().encode(encoding)


def _excel(table: Table) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(table[0]))
    for row in table:
        # a spreadsheet takes a code for a number, and its zeros are gone
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row.values()])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _wide(table: Table) -> Table:
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    return [{name: cell.translate(wide) for name, cell in row.items()} for row in table]


def _broken_lines(table: Table) -> Table:
    return [{**row, "住所": row["住所"] and f"{row['住所'][:6]}\n{row['住所'][6:]}"} for row in table]


def _lost_zeros(table: Table) -> Table:
    return [{name: cell.lstrip("0") if name.startswith("第") else cell for name, cell in row.items()} for row in table]


def _by_name(table: Table) -> Table:
    return [
        {name: hall.NAMES.get(cell, cell) if name.startswith("第") else cell for name, cell in row.items()}
        for row in table
    ]


def _answers(verdict: ImportVerdict) -> list[object]:
    return [family.answers for family in verdict.families]


READABLE: dict[str, Callable[[Table], bytes]] = {
    "bom": lambda table: _csv(table, "utf-8-sig"),
    "cp932": lambda table: _csv(table, "cp932"),
    "utf16_tabs": lambda table: _csv(table, "utf-16", delimiter="\t"),
    "own_column_order": lambda table: _csv(table, heads=sorted(table[0], reverse=True)),
    "full_width": lambda table: _csv(_wide(table)),
    "lost_zeros": lambda table: _csv(_lost_zeros(table)),
    "facility_names": lambda table: _csv(_by_name(table)),
    "excel": _excel,
    "further_column": lambda table: _csv([{**row, "備考": "窓口で受付"} for row in table]),
}


@pytest.mark.parametrize("make", READABLE.values(), ids=list(READABLE))
def test_a_dirty_file_reads_like_the_clean_one(town: Town, make: Callable[[Table], bytes]) -> None:
    clean = judge(EXAMPLE.read_bytes(), NOW)
    assert clean.is_accepted, [row.faults for row in clean.rows]
    dirty = judge(make(_table()), NOW)
    assert dirty.is_accepted, [row.faults for row in dirty.rows]
    expected = [_without_block(one) for one in _answers(clean)]
    assert [_without_block(one) for one in _answers(dirty)] == expected
    assert [family.papers for family in dirty.families] == [family.papers for family in clean.families]


def _without_block(answers: object) -> object:
    # the house number is kept as typed, its width decides nothing
    assert isinstance(answers, dict)
    return {**answers, "applicant": {**answers["applicant"], "address": ""}}


def test_line_breaks_in_a_cell_are_spaces(town: Town) -> None:
    verdict = judge(_csv(_broken_lines(_table())), NOW)
    assert verdict.is_accepted
    applicant = verdict.families[0].answers["applicant"]
    assert isinstance(applicant, dict)
    assert "\n" not in str(applicant)


def test_a_family_of_two_rows_is_one_application(town: Town) -> None:
    verdict = judge(EXAMPLE.read_bytes(), NOW)
    first, second = verdict.families
    assert [child["id"] for child in first.answers["children"]] == ["c1", "c2"]  # type: ignore[index,call-overload,union-attr]
    assert len(second.answers["parents"]) == 1  # type: ignore[arg-type]
    assert verdict.counts() == {"accepted": 3, "refused": 0, "mended": 0, "families": 2}


FAULTY: list[tuple[int, str, str, str]] = [
    (0, "児童生年月日", "2025-13-01", ""),
    (1, "第1希望", "9999", "unknown_facility"),
    (0, "保護者1続柄", "叔母さん", "not_a_choice"),
    (0, "電話番号", "", "empty"),
    (1, "電話番号", "090-1111-2222", "differs_within_family"),
    (0, "入所希望月", "2029-04", "no_open_round"),
    (2, "児童の書類", "謎の紙", "unknown_paper"),
    (0, "同居家族", "祖母だけ", "family_member"),
    (2, "第1希望", "", "empty"),
]


@pytest.mark.parametrize(("row", "heading", "cell", "code"), FAULTY, ids=[f"{h}-{c}" for _, h, _, c in FAULTY])
def test_a_fault_is_told_with_its_row_and_column(town: Town, row: int, heading: str, cell: str, code: str) -> None:
    table = _table()
    table[row][heading] = cell
    verdict = judge(_csv(table), NOW)
    assert not verdict.is_accepted
    faults = {(place, fault.heading): fault for place, one in enumerate(verdict.rows) for fault in one.faults}
    assert list(faults) == [(row, heading)]
    fault = faults[row, heading]
    assert fault.ja
    assert fault.en
    assert code in ("", fault.code)
    assert verdict.rows[row].line == row + 2


def test_a_file_without_the_needed_headings_is_refused_whole(town: Town) -> None:
    verdict = judge(_csv([{"申込番号": "1", "氏名": "x"}]), NOW)
    assert [problem.code for problem in verdict.problems] == ["heading_missing"]
    assert [problem.code for problem in judge(b"\x89PNG\r\n\x1a\n0000", NOW).problems]


def test_an_accepted_file_becomes_cases_once(town: Town) -> None:
    verdict = judge(EXAMPLE.read_bytes(), NOW)
    imported = import_judged(verdict, town.officer, NOW)
    assert isinstance(imported, Imported)
    assert imported.new == 2
    case = Case.objects.get(pk=imported.cases[0].pk)
    assert (case.channel, case.applicant, case.room, case.waits_for) == ("paper", None, "check", "machine")
    assert Event.objects.get(case=case).name == "intake.recorded_paper"
    papers = set(case.documents.values_list("kind", "of"))
    assert papers == {("work_certificate", "parent1"), ("work_certificate", "parent2")}
    assert not Draft.objects.exists()
    for who in (town.officer, town.chief):
        again = import_judged(judge(EXAMPLE.read_bytes(), NOW), who, NOW + timedelta(hours=1))
        assert isinstance(again, Imported)
        assert (again.new, again.cases) == (0, imported.cases)
    assert Filing.objects.count() == 2


def test_nothing_is_written_when_one_family_is_not_taken(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def second_fails(**values: object) -> object:
        seen.append(values)
        return file_application(**values) if len(seen) == 1 else Refused("no_open_round", "締切後", "Closed")  # type: ignore[arg-type]

    monkeypatch.setattr("ikkan.procedures.nursery.importing.taking.file_application", second_fails)
    refused = import_judged(judge(EXAMPLE.read_bytes(), NOW), town.officer, NOW)
    assert isinstance(refused, Refused)
    assert "P-0002" in refused.ja
    assert not Case.objects.exists()
    assert not Draft.objects.exists()


def test_a_faulty_file_and_a_person_without_the_duty_import_nothing(town: Town) -> None:
    table = _table()
    table[0]["電話番号"] = ""
    refused = import_judged(judge(_csv(table), NOW), town.officer, NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "rows_refused"
    stranger = import_judged(judge(EXAMPLE.read_bytes(), NOW), town.stranger, NOW)
    assert isinstance(stranger, Refused)
    assert not Case.objects.exists()


def test_every_column_is_documented() -> None:
    told = (DOCS / "import.md").read_text(encoding="utf-8")
    for row in layout()["column"]:
        assert f"| {row['heading']}" in told
        assert row["en"] in told
        assert row["ja"] in told
