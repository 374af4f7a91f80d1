"""The house's own book, with the tables of the town where it has some of its own."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from ikkan.kernel.book import Book
from ikkan.ledger.editions import town_folder

FOLDER: Final = Path(__file__).parent / "book"


def corridor_book() -> Book:
    """Return the book of daily upkeep and of exemptions from fees."""
    return _book(settings.IKKAN_TOWN)


@lru_cache(maxsize=4)
def _book(town: str) -> Book:
    own = town_folder(town)
    folders = [FOLDER, *([own / "corridor"] if own is not None and (own / "corridor").is_dir() else [])]
    return Book.open(folders)
