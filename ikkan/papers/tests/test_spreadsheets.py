import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ikkan.papers.refusals import Unreadable
from ikkan.papers.spreadsheets import Sheet, SheetLimits, plain_title, read_sheet

_DATA = Path(__file__).parent / "data"


def _read(data: bytes, **limits: SheetLimits) -> Sheet:
    found = read_sheet(data, **limits)
    assert isinstance(found, Sheet), found
    return found


def _code(data: bytes, **limits: SheetLimits) -> str:
    found = read_sheet(data, **limits)
    assert isinstance(found, Unreadable), found
    return found.code


def _workbook(*rows: list[object], sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for number in range(1, sheets):
        book.create_sheet(f"別{number}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_list_of_nurseries_is_found_by_the_ordinary_spelling_of_its_odd_header() -> None:
    sheet = _read((_DATA / "222127_preschool.csv").read_bytes())
    assert (sheet.encoding, len(sheet.rows)) == ("utf-8", 60)
    assert sheet.head[0] == "都道府県コ―ド又は市区町村コ―ド"
    assert sheet.column("都道府県コード又は市区町村コード") == 0
    number = sheet.column("no")
    assert number is not None
    assert sheet.rows[0][number] == "0013010001"


def test_the_cp932_list_keeps_its_line_breaks_inside_cells() -> None:
    sheet = _read((_DATA / "yohairyosya.csv").read_bytes())
    assert (sheet.encoding, len(sheet.rows), sheet.head[0]) == ("cp932", 277, "№")
    broken = [row for row in sheet.rows if any("\n" in cell for cell in row)]
    assert broken
    assert all(len(row) == len(sheet.head) for row in sheet.rows)
    assert sheet.rows[0][1] == "くすのき"
    assert list(sheet.lines) == sorted(sheet.lines)
    assert sheet.lines[-1] > 278


@pytest.mark.parametrize("name", ["222127_child_rearing_support_center.csv", "222127_evacuation_space.csv"])
def test_a_byte_order_mark_never_stays_in_the_head(name: str) -> None:
    sheet = _read((_DATA / name).read_bytes())
    assert sheet.head[0] in {"都道府県コード又は市区町村コード", "NO"}


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("separator", [",", "\t"])
def test_encodings_and_separators_give_one_table(encoding: str, named: str, separator: str) -> None:
    text = f'番号{separator}名前\r\n007{separator}高橋 花子 \r\n\r\n008{separator}"山,田"\r\n'
    sheet = _read(text.encode(encoding))
    assert sheet.rows == (("007", "高橋 花子"), ("008", "山,田"))
    assert (sheet.encoding, sheet.lines) == (named, (2, 4))


@pytest.mark.parametrize("spelling", ["コード", "コ―ド", "ｺｰﾄﾞ", "コ−ド", "コ-ド", " コ ー ド "])
def test_spellings_of_a_title_are_one(spelling: str) -> None:
    assert plain_title(spelling) == "コード"


def test_different_titles_stay_different() -> None:
    assert len({plain_title(t) for t in ("名称", "名称_カナ", "1-2", "12", "コード", "コド")}) == 6


def test_excel_cells_become_what_a_person_sees_and_other_sheets_are_named() -> None:
    data = _workbook(["番号", "日", "率", ""], ["007", date(2027, 4, 1), 3.0], [None], [8, None, 0.5], sheets=2)
    sheet = _read(data)
    assert sheet.head == ("番号", "日", "率")
    assert sheet.rows == (("007", "2027-04-01", "3"), ("8", "", "0.5"))
    assert (sheet.lines, [note.code for note in sheet.notes]) == ((2, 4), ["other_sheets"])


def test_rows_longer_than_the_head_and_double_titles_are_noted() -> None:
    sheet = _read("園,園\nあ,い,う\n".encode())
    assert [(note.code, note.line) for note in sheet.notes] == [("head_twice", 0), ("row_too_long", 2)]
    assert sheet.rows == (("あ", "い"),)


def _with_part(name: str, body: bytes) -> bytes:
    out = io.BytesIO(_workbook(["a"], ["b"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\r\n  \n", "file_empty"),
        ("園\n".encode(), "sheet_empty"),
        ('園,点\n"あ,1\n'.encode(), "sheet_quotes"),
        ("園\n".encode() + b"\x81\xff\xff", "sheet_encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "sheet_is_old_excel"),
        (b"%PDF-1.7", "sheet_is_other"),
        (_with_part("xl/bomb.bin", b"\0" * 30_000_000), "sheet_broken"),
        (_with_part("xl/evil.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'), "sheet_broken"),
        (_workbook(["a"], ["b"])[:-30], "sheet_is_other"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    assert _code(data) == code


def test_limits_hold_for_csv_and_excel() -> None:
    limits = SheetLimits(rows=2)
    assert _code(b"a\n1\n2\n3\n", limits=limits) == "sheet_too_large"
    assert _code(_workbook(["a"], [1], [2], [3]), limits=limits) == "sheet_too_large"
    assert _code(_workbook(["a"] * 9, [1] * 9), limits=SheetLimits(cells=10)) == "sheet_too_large"
    assert _read(b"a\n1\n2\n", limits=limits).rows == (("1",), ("2",))


def test_utf8_that_would_also_pass_as_cp932_is_read_as_utf8() -> None:
    data = "住所,園名\n1,2\n".encode()
    assert data.decode("cp932")
    sheet = _read(data)
    assert (sheet.encoding, sheet.head) == ("utf-8", ("住所", "園名"))
