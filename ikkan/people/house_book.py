"""The house's own book about people: terms that no law sets and a town may see, dated and with their source."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from ikkan.kernel.book import Book

FOLDER: Final = Path(__file__).parent / "book"


def number_of(table: str, key: str, on: date) -> int:
    """Return a number of the book as it stands on a day."""
    return int(str(_book().at(on).value(table, key)))


def words_of(table: str, on: date) -> dict[str, tuple[str, str]]:
    """Return the rows of a table of words on a day: code to Japanese and English."""
    return {row.text("id"): (row.text("ja"), row.text("en")) for row in _book().at(on).rows(table)}


def mail_of(what: str, side: str, on: date) -> tuple[str, str]:
    """Return subject and body of a mail about an account on a day.

    Args:
        what: id of a row of ``account_mail``.
        side: ``ja`` or ``en``.
        on: the day.
    """
    row = next(row for row in _book().at(on).rows("account_mail") if row.text("id") == what)
    return row.text(f"subject_{side}"), row.text(side)


@lru_cache(maxsize=1)
def _book() -> Book:
    return Book.open([FOLDER])
