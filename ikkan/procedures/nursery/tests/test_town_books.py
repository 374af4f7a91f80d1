"""The books that ship: readable on every day, replayable, and never scoring what is not confirmed from the original."""

from datetime import date

import pytest

from ikkan.kernel.book import Book
from ikkan.procedures.nursery.rules import check_book, notes_of
from ikkan.procedures.nursery.rules.ruleset import POINTS_TABLES, ruleset_of
from ikkan.procedures.nursery.tests.worked_examples import TOWNS, open_book


@pytest.mark.parametrize("town", ["model", *TOWNS])
def test_book_can_be_read_on_every_day_and_replayed(town: str) -> None:
    book = open_book(town)
    check_book(book)
    assert Book.from_files(book.files).edition == book.edition


def test_saitama_shows_its_fifteen_doubtful_rows_and_scores_none() -> None:
    at = open_book("111007-saitama").at(date(2026, 4, 1))
    doubtful = [
        row
        for name in (*POINTS_TABLES, "tie_key")
        for row in at.rows(name)
        if row.values.get("certainty") == "doubtful"
    ]
    assert len(doubtful) == 15
    assert len(notes_of(at)) == 15 + len(at.rows("gap"))
    assert all(row.note for row in doubtful)
    scoring = {
        row.id
        for table in ruleset_of(at).tables.values()
        for scope in ("parent", "household", "child", "facility")
        for row in table.of_scope(scope)
    }
    assert not scoring & {row.text("id") for row in doubtful}


def test_every_scoring_table_of_a_town_is_its_own() -> None:
    for town in TOWNS:
        at = open_book(town).at(date(2027, 4, 1))
        sources = {at.block(name).source for name in (*POINTS_TABLES, "tie_key", "hours", "evidence")}
        assert not [source for source in sources if source.startswith("モデル条例")]


def test_kamakura_changes_by_the_day_of_its_announced_block() -> None:
    book = open_book("142042-kamakura")
    before, after = (book.at(date(year, 4, 1)).rows("adjustment") for year in (2025, 2026))
    assert {row.text("id") for row in before} - {row.text("id") for row in after} == {"held_twice"}
    assert {row.text("id") for row in after} - {row.text("id") for row in before} == {"decline_new"}
    assert [row.text("id") for row in after if row.unconfirmed] == ["held", "decline_new"]


def test_saitama_has_seven_stages() -> None:
    at = open_book("111007-saitama").at(date(2026, 4, 1))
    assert sorted(row.points for row in ruleset_of(at).tables["stage"].rows) == [1, 2, 3, 4, 5, 6, 7]
