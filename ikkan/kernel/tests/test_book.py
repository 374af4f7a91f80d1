"""A book gives the block in force, refuses what is not dated, cited or known, and replays byte for byte."""

from datetime import date
from pathlib import Path

import pytest

from ikkan.kernel.book import Book
from ikkan.kernel.book_schema import FaultyBook

SCHEMA = """
[fee]
file = "limits.toml"
block = { yen = "int" }
[points]
file = "scores.toml"
together = "scoring"
block = { combine = "sum|min?" }
row = { id = "text", points = "int", open = "bool?" }
[order]
file = "scores.toml"
together = "scoring"
row = { id = "text" }
[field]
file = "privacy.toml"
row = { field = "text", layers = "texts", keep_years = "int" }
"""
FEE = '[[fee]]\nfrom = 2024-04-01\nsource = "規則1条"\nyen = 300\n'
POINTS = '[[points]]\nfrom = 2024-04-01\nsource = "別表1"\nrows = [{ id = "a", points = 10 }]\n'
ORDER = '[[order]]\nfrom = 2024-04-01\nsource = "別表2"\nrows = []\n'
PRIVACY = (
    '[[field]]\nfrom = 2024-04-01\nsource = "条例"\n'
    'rows = [{ field = "phone", layers = ["internet", "lgwan"], keep_years = 5 }]\n'
)


def book_of(**files: str) -> Book:
    """Return a book whose model folder holds these files (name without .toml)."""
    texts = {"schema": SCHEMA} | files
    return Book({f"0/{name}.toml": text.encode() for name, text in texts.items()})


def town_book(model: dict[str, str], town: dict[str, str]) -> Book:
    layers = ({"schema": SCHEMA} | model, town)
    return Book({f"{n}/{name}.toml": text.encode() for n, files in enumerate(layers) for name, text in files.items()})


def test_latest_block_on_the_day_wins_whole() -> None:
    later = FEE.replace("2024-04-01", "2027-04-01").replace("300", "400")
    book = book_of(limits=later + FEE)
    assert book.at(date(2027, 3, 31)).value("fee", "yen") == 300
    assert book.at(date(2027, 4, 1)).value("fee", "yen") == 400
    with pytest.raises(LookupError, match="first block begins on 2024-04-01"):
        book.at(date(2024, 3, 31)).value("fee", "yen")


def test_repealed_rows_vanish() -> None:
    later = POINTS.replace("2024", "2025").replace('{ id = "a", points = 10 }', '{ id = "b", points = 5 }')
    at = book_of(scores=POINTS + later).at(date(2026, 1, 1))
    assert [row.name for row in at.rows("points")] == ["points[b]"]


def test_row_inherits_citation_and_keeps_unconfirmed() -> None:
    text = POINTS.replace(
        "points = 10 }", 'points = 10, unconfirmed = true }, { id = "b", points = 1, source = "別表3" }'
    )
    first, second = book_of(scores=text).at(date(2024, 4, 1)).rows("points")
    assert (first.source, first.unconfirmed) == ("別表1", True)
    assert (second.source, second.unconfirmed) == ("別表3", False)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"limits": FEE.replace('source = "規則1条"\n', "")}, r"limits.toml, table fee, block 1: source is missing"),
        ({"limits": FEE.replace("規則1条", "")}, "source is blank"),
        ({"scores": POINTS.replace("points = 10", 'points = 10, source = ""')}, r"row a: source is blank"),
        ({"limits": FEE + FEE}, "second block from 2024-04-01"),
        ({"limits": FEE + "yenn = 3\n"}, "unknown key yenn"),
        ({"scores": POINTS.replace("points = 10", "pionts = 10")}, r"scores.toml, table points, block 1, row a"),
        ({"limits": FEE.replace("300", '"300"')}, "yen must be int"),
        ({"limits": FEE.replace("300", "true")}, "yen must be int"),
        ({"scores": POINTS.replace('source = "別表1"', 'source = "別表1"\ncombine = "mean"')}, r"must be sum\|min"),
        ({"scores": POINTS.replace("}]", '}, { id = "a", points = 1 }]')}, "two rows have the id 'a'"),
        ({"limits": FEE.replace("[[fee]]", "[[fees]]")}, "table fees is not declared"),
        ({"scores": FEE}, "table fee is declared for limits.toml"),
        ({"limits": "fee = 3\n"}, "outside a block"),
        ({"limits": "[[fee\n"}, "cannot be read as TOML"),
    ],
)
def test_faulty_book_is_refused(files: dict[str, str], said: str) -> None:
    with pytest.raises(FaultyBook, match=said):
        book_of(**files)


def test_town_replaces_a_whole_table_and_keeps_the_others() -> None:
    town = {"limits": FEE.replace("2024", "2026").replace("300", "250")}
    book = town_book({"limits": FEE, "scores": POINTS + ORDER}, town)
    assert book.at(date(2026, 4, 1)).value("fee", "yen") == 250
    assert len(book.at(date(2026, 4, 1)).rows("points")) == 1
    with pytest.raises(LookupError):
        book.at(date(2025, 4, 1)).value("fee", "yen")


def test_town_replaces_a_set_together_or_not_at_all() -> None:
    with pytest.raises(FaultyBook, match="replaces points but not order"):
        town_book({"scores": POINTS + ORDER}, {"scores": POINTS})


@pytest.mark.parametrize(
    ("old", "new"),
    [("keep_years = 5", "keep_years = 6"), ('"lgwan"', '"core"'), ('"phone"', '"email"')],
)
def test_town_may_not_widen_privacy(old: str, new: str) -> None:
    with pytest.raises(FaultyBook, match="narrow"):
        town_book({"privacy": PRIVACY}, {"privacy": PRIVACY.replace(old, new)})


def test_town_may_narrow_privacy() -> None:
    narrowed = PRIVACY.replace('"internet", ', "").replace("keep_years = 5", "keep_years = 3")
    row = town_book({"privacy": PRIVACY}, {"privacy": narrowed}).at(date(2024, 4, 1)).rows("field")[0]
    assert row.values["layers"] == ["lgwan"]


def test_texts_have_languages_and_figures() -> None:
    texts = '[[hold.reason]]\nfrom = 2024-04-01\nsource = "様式3"\nja = "{points}点"\nen = "{points} points"\n'
    at = book_of(texts=texts).at(date(2024, 4, 1))
    assert at.text("hold.reason", points=9) == "9点"
    assert at.text("hold.reason", "en", points=9) == "9 points"
    assert at.text("hold.reason", "easy", points=9) == "9点"
    with pytest.raises(LookupError, match="needs the figure 'points'"):
        at.text("hold.reason")


def test_rows_may_come_from_csv() -> None:
    table = '[[points]]\nfrom = 2024-04-01\nsource = "別表1"\ncsv = "points.csv"\n'
    files = {"0/schema.toml": SCHEMA.encode(), "0/scores.toml": table.encode()}
    rows = Book(files | {"0/points.csv": b"id,points,open\na,3,true\nb,4,\n"}).at(date(2024, 4, 1)).rows("points")
    assert [dict(row.values) for row in rows] == [{"id": "a", "points": 3, "open": True}, {"id": "b", "points": 4}]
    with pytest.raises(FaultyBook, match=r"points.csv, line 2: points must be int"):
        Book(files | {"0/points.csv": b"id,points\na,x\n"})


def test_replay_of_the_stored_files_is_the_same_edition(tmp_path: Path) -> None:
    for name, text in {"schema": SCHEMA, "limits": FEE}.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    book = Book.open([tmp_path])
    again = Book.from_files(book.files)
    assert again.edition == book.edition
    assert again.at(date(2024, 4, 1)) == book.at(date(2024, 4, 1))
    assert again.blocks == book.blocks
    (tmp_path / "limits.toml").write_text(FEE + "# remark\n", encoding="utf-8")
    assert Book.open([tmp_path]).edition != book.edition
