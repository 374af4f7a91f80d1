"""The nursery book that a person names on the command line: by code, by name, or the model."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

import ikkan
from ikkan.kernel.book import Book
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.editions import town_folder

MODEL = "model"


class UnknownTownError(LookupError):
    """No town of that name has a nursery book; the text lists those that have."""


def towns_with_books() -> tuple[str, ...]:
    """Return the folders of all towns that have a scoring table of nursery placement: ``142051-fujisawa``."""
    shelves = [Path(settings.IKKAN_BOOKS)] if settings.IKKAN_BOOKS else []
    shelves.append(Path(ikkan.__file__).parent / "books")
    return tuple(sorted({path.parts[-3] for shelf in shelves for path in shelf.glob("*/nursery/scores.toml")}))


def name_of(town: str) -> str:
    """Return the folder of a town named by code, name or both; ``model`` stands for itself.

    Raises:
        UnknownTownError: no such town has a book of nursery placement.
    """
    towns = towns_with_books()
    found = next((one for one in towns if town and town in (one, *one.split("-", 1))), None)
    if found is None and town != MODEL:
        code = town or "<code>"
        raise UnknownTownError(
            f"There is no nursery book for {town or 'a town without a name'}. Put one at "
            f"IKKAN_BOOKS/{code}-<name>/nursery, or name one of: {', '.join((MODEL, *towns))}."
        )
    return found or MODEL


@lru_cache(maxsize=4)
def book_of(town: str) -> Book:
    """Return the nursery book of a town by its code; the model where the town has none of its own."""
    folders = [procedure_of("nursery").folder / "book"]
    own = town_folder(town)
    if own is not None and (own / "nursery").is_dir():
        folders.append(own / "nursery")
    return Book.open(folders)


def named_book(town: str) -> Book:
    """Return the nursery book of a town that was named, which must have one. Raises UnknownTownError."""
    name = name_of(town)
    return book_of("" if name == MODEL else name.split("-", 1)[0])
