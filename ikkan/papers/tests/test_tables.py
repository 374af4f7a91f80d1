import csv
import io
from datetime import date

import pypdfium2
import pytest

from ikkan.papers.paper import Grid
from ikkan.papers.tables import Cell, harmless_cell, list_csv, list_pdf
from ikkan.papers.tests.samples import MADE_ON


@pytest.mark.parametrize("text", ["=1+1", "+8190", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠A"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert harmless_cell(text) == "'" + text


def test_numbers_dates_and_plain_texts_stay() -> None:
    assert [harmless_cell(v) for v in (-119, 1.5, None, date(2027, 4, 1), "1-2-3", "a=b")] == [
        "-119",
        "1.5",
        "",
        "2027-04-01",
        "1-2-3",
        "a=b",
    ]


def test_csv_begins_with_a_mark_only_for_excel_and_reads_back() -> None:
    rows: list[list[Cell]] = [["あおば,保育園", 4], ['改行\nと"引用"', None]]
    plain, marked = list_csv(["園", "定員"], rows), list_csv(["園", "定員"], rows, for_excel=True)
    assert marked == b"\xef\xbb\xbf" + plain
    assert list(csv.reader(io.StringIO(plain.decode(), newline="")))[1:] == [
        ["あおば,保育園", "4"],
        ['改行\nと"引用"', ""],
    ]


def test_a_ragged_row_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 1"):
        list_csv(["園"], [["あ", "い"]])


def test_a_long_list_repeats_its_head_and_numbers_its_pages() -> None:
    grid = Grid("", ("園", "住所", "定員"), tuple((f"園{i}", "見本市本町" * 3, str(i)) for i in range(120)))
    made = list_pdf(grid, title="施設の一覧", made_on=MADE_ON, note="出典：見本市", landscape=True)
    document = pypdfium2.PdfDocument(made)
    # the reader puts a space between Japanese and digits where the printed gap is
    texts = [page.get_textpage().get_text_bounded().replace(" ", "") for page in document]
    assert len(texts) > 2
    assert all("定員" in text and f"{i}/{len(texts)}" in text for i, text in enumerate(texts, start=1))
    assert document[0].get_width() > document[0].get_height()
    assert all(f"園{i}" in "".join(texts) for i in range(120))
