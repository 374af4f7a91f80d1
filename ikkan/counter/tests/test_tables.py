"""Tables: sort links, filter chips, pages."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template.loader import render_to_string

from ikkan.counter.parts import Choice
from ikkan.counter.tables import Cell, Column, Filter, Row, Table, read_sort

COLUMNS = [
    Column("no", "番号", sortable=True),
    Column("name", "名前"),
    Column("wait", "待ち", sortable=True, number=True),
]
FILTERS = [Filter("q", "番号", "H&1"), Filter("why", "理由", "a", [Choice("a", "住所の違い")])]
ROWS = [Row("1", [Cell("H-1", "/case/1"), "<見本>", "3"])]


def build(**changes: object) -> Table:
    values: dict[str, Any] = {
        "sort": "no",
        "page": 2,
        "total": 120,
        "filters": FILTERS,
        "keep": {"room": "check", "page": "2"},
    } | changes
    table = Table("t", "審査待ち", COLUMNS, ROWS, "/desk/")
    return replace(table, **values)


def query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_sorted_head_turns_round_and_says_so() -> None:
    head = build().heads[0]
    assert head.direction == "ascending"
    assert query(head.url)["sort"] == ["-no"]
    assert build(sort="-no").heads[0].direction == "descending"
    assert query(build(sort="-no").heads[0].url)["sort"] == ["no"]


def test_links_keep_filters_and_start_on_the_first_page() -> None:
    assert query(build().heads[2].url) == {"room": ["check"], "q": ["H&1"], "why": ["a"], "sort": ["wait"]}


def test_column_that_cannot_be_sorted_has_no_link() -> None:
    assert build().heads[1].url == ""


def test_chip_names_the_choice_and_takes_only_its_own_filter_away() -> None:
    words, url = build().chips[1]
    assert words == "理由：住所の違い"
    assert "why" not in query(url)
    assert query(url)["q"] == ["H&1"]


def test_pages_and_their_links() -> None:
    table = build()
    assert table.page_count == 3
    assert query(table.previous_url)["page"] == ["1"]
    assert query(table.next_url)["page"] == ["3"]
    assert build(page=3).next_url == ""
    assert build(page=1).previous_url == ""


def test_all_rows_can_be_ticked_only_when_some_are_hidden() -> None:
    assert query(build().select_all_url)["select"] == ["all"]
    assert build(total=1).select_all_url == ""


def test_row_with_a_missing_cell_is_refused() -> None:
    table = Table("t", "表", COLUMNS, [Row("9", ["a"])])
    with pytest.raises(ValueError, match="Row '9' of table 't' has 1 cells for 3 columns"):
        _ = table.body


@pytest.mark.parametrize(("wanted", "kept"), [("no", "no"), ("-wait", "-wait"), ("name", ""), ("--no", ""), ("x", "")])
def test_sort_from_the_address_is_checked(wanted: str, kept: str) -> None:
    assert read_sort(wanted, COLUMNS) == kept


def test_drawn_table_escapes_and_labels_each_cell() -> None:
    html = render_to_string("counter/parts/table.html", {"table": build(select_name="case", ticked=frozenset({"1"}))})
    assert "&lt;見本&gt;" in html
    assert 'aria-sort="ascending"' in html
    assert 'data-label="待ち" class="num"' in html
    assert html.count(" checked") == 1
    assert "（120件）" in html
