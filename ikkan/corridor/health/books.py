"""Editions of the books: which is in force, and which tables change on which day."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from ikkan.corridor.health.finding import Finding, State
from ikkan.kernel.book import Book
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.registry import procedures
from ikkan.ledger.editions import book_in_force


def find_books(today: date) -> Iterator[Finding]:
    """Say for every procedure which edition is in force and when the next change comes.

    Args:
        today: day from which the next change is looked for.
    """
    for procedure in procedures():
        code, name = f"book.{procedure.code}", _("規則の本：%(title)s") % {"title": procedure.title.ja}
        try:
            book = book_in_force(procedure.code)
        except (FaultyBook, FileNotFoundError) as fault:
            yield Finding(code, name, State.BAD, _("読めません：%(fault)s") % {"fault": fault}, do="ikkan doctor")
            continue
        coming = next_changes(book, today)
        said = _("版 %(edition)s") % {"edition": book.edition[:12]}
        if coming:
            day, tables = coming
            said += " ・ " + _("次は %(day)s に変わります：%(tables)s") % {
                "day": day.isoformat(),
                "tables": "、".join(tables),
            }
        else:
            said += " ・ " + _("決まっている次の変更はありません")
        yield Finding(code, name, State.GOOD, said)


def next_changes(book: Book, today: date) -> tuple[date, tuple[str, ...]] | None:
    """Return the next day after today on which tables of a book change, and which; None when none is written."""
    coming = [day for day in book.days() if day > today]
    if not coming:
        return None
    tables = [name for name, dated in book.blocks.items() if any(block.since == coming[0] for block in dated)]
    return coming[0], tuple(sorted(tables))
