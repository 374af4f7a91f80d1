"""Editions of books: their files are kept at first use, so that an old decision can be replayed."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from ikkan.kernel.book import Book
from ikkan.kernel.registry import procedure_of
from ikkan.kernel.routes import check_routes
from ikkan.ledger.models import BookEdition


def keep_edition(book: Book, procedure: str, *, now: datetime) -> str:
    """Store the files of a book at its first use and return its edition."""
    # asked at every step: only whether it is there, not its files
    if BookEdition.objects.filter(pk=book.edition).exists():
        return book.edition
    BookEdition.objects.get_or_create(
        edition=book.edition,
        defaults={
            "procedure": procedure,
            "files": {name: data.decode("utf-8") for name, data in book.files.items()},
            "first_used_at": now,
        },
    )
    return book.edition


@lru_cache(maxsize=16)
def book_of_edition(edition: str) -> Book:
    """Return a book as it stood when the edition was used.

    Raises:
        LookupError: the ledger never stored this edition.
        ValueError: the stored files no longer have this edition's hash.
    """
    stored = BookEdition.objects.filter(edition=edition).first()
    if stored is None:
        raise LookupError(f"Edition {edition[:12]}… is not in the ledger.")
    book = Book.from_files({name: text.encode("utf-8") for name, text in stored.files.items()})
    if book.edition != edition:
        raise ValueError(f"The stored files of edition {edition[:12]}… were altered. Restore them from a backup.")
    return book


def town_folder(town: str) -> Path | None:
    """Return the folder of a town's books, by its code; None when it has none and the model ordinance holds."""
    shelves = [Path(settings.IKKAN_BOOKS)] if settings.IKKAN_BOOKS else []
    shelves.append(Path(__file__).parent.parent / "books")
    for shelf in shelves:
        found = sorted(shelf.glob(f"{town}-*")) if town else []
        if found:
            return found[0]
    return None


@lru_cache(maxsize=16)
def book_in_force(procedure: str) -> Book:
    """Return the book of this town for a procedure: the model ordinance, overridden by the town's own tables.

    Raises:
        FaultyBook: a file breaks the rules of books, or a route that the procedure declares is missing.
    """
    declared = procedure_of(procedure)
    folders = [declared.folder / "book"]
    own = town_folder(settings.IKKAN_TOWN)
    if own is not None and (own / procedure).is_dir():
        folders.append(own / procedure)
    book = Book.open(folders)
    check_routes(book, declared.route_names)
    return book
