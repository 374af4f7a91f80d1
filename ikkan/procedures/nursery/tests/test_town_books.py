"""The books that ship: readable on every day, replayable, and never scoring what is not confirmed from the original."""

import re
from datetime import date

import pytest

from ikkan.kernel.book import Book
from ikkan.kernel.book_schema import FaultyBook
from ikkan.procedures.nursery.rules import check_book, notes_of
from ikkan.procedures.nursery.rules.ruleset import POINTS_TABLES, ruleset_of
from ikkan.procedures.nursery.tests.worked_examples import PARTIAL, TOWNS, open_book

SCORED_ROWS = (*POINTS_TABLES, "tie_key")
# The year as documents give it; three documents print none, and their rows say so.
YEAR = re.compile(r"令和\d|平成\d|20\d\d")


@pytest.mark.parametrize("town", ["model", *TOWNS, *PARTIAL])
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


@pytest.mark.parametrize("town", [*TOWNS, *PARTIAL])
def test_every_row_names_its_document_and_year(town: str) -> None:
    at = open_book(town).at(date(2027, 4, 1))
    rows = [row for table in (*SCORED_ROWS, "gap") for row in at.rows(table)]
    assert rows
    assert not [row.name for row in rows if not YEAR.search(row.source)]


@pytest.mark.parametrize("town", [*TOWNS, *PARTIAL])
def test_only_rows_read_in_the_original_may_score(town: str) -> None:
    at = open_book(town).at(date(2027, 4, 1))
    unread = {
        row.name
        for table in SCORED_ROWS
        for row in at.rows(table)
        if row.values.get("certainty", at.block(table).values.get("certainty", "primary")) != "primary"
    }
    rules = ruleset_of(at)
    scoring = {row.row.name for table in rules.tables.values() for row in table.rows if row.scores}
    scoring |= {key.row.name for key in rules.tie_keys}
    assert not unread & scoring
    assert unread <= {row.name for row in rules.notes}


def test_what_others_copied_is_shown_and_never_scores() -> None:
    at = open_book("282031-akashi").at(date(2026, 4, 1))
    assert len(at.rows("base")) == 61
    assert not any(row.scores for row in ruleset_of(at).tables["base"].rows)
    assert any("月160時間以上" in note and "原本で確かめていない" in note for note in notes_of(at))


def test_a_book_that_asks_to_score_what_nobody_read_is_refused() -> None:
    files = dict(open_book("132012-hachioji").files)
    (name,) = (one for one in files if one.startswith("1/"))
    files[name] = files[name].replace(b'{ id = "birth",', b'{ id = "birth", scores = true,')
    with pytest.raises(FaultyBook, match=r"base\[birth\].*not read in the town's own document"):
        check_book(Book.from_files(files))


def test_a_row_read_in_the_original_scores_again() -> None:
    files = dict(open_book("132012-hachioji").files)
    (name,) = (one for one in files if one.startswith("1/"))
    files[name] = files[name].replace(b'certainty = "doubtful"\n', b"")
    rules = ruleset_of(Book.from_files(files).at(date(2026, 4, 1)))
    assert all(row.scores for row in rules.tables["base"].rows)


def test_the_towns_of_a_rule_that_is_known_alone() -> None:
    """A rule from a town's own text stands although its points are missing."""
    at = {town: ruleset_of(open_book(town).at(date(2026, 4, 1))) for town in PARTIAL}
    assert [key.name for key in at["272167-kawachinagano"].tie_keys] == ["wish", "lottery"]
    assert at["282031-akashi"].setting("base", "combine") == "mean"
    assert [row.points for row in at["272299-shijonawate"].tables["fixed_total"].rows] == [1]
    assert [row.points for row in at["231002-nagoya"].tables["stage"].rows] == [9]
    assert all(rules.gaps for rules in at.values())
