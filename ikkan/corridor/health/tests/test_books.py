"""The next change of a book names its day and its tables."""

from datetime import date
from pathlib import Path

from ikkan.corridor.health.books import next_changes
from ikkan.kernel.book import Book


def test_next_change_of_the_calendar() -> None:
    folder = Path(__file__).parents[3] / "books" / "japan" / "calendar"
    book = Book.open([folder])
    first = book.days()[0]
    coming = next_changes(book, date(1900, 1, 1))
    assert coming is not None
    assert coming[0] == first
    assert coming[1]
    assert next_changes(book, book.days()[-1]) is None
