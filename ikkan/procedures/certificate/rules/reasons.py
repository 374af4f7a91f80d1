"""Sentences of the book as reasons."""

from collections.abc import Mapping

from ikkan.kernel.book import BookAt
from ikkan.kernel.reason import Figure, Reason


def reason_of(book: BookAt, code: str, *, article: str = "", **figures: Figure) -> Reason:
    """Return a reason of the book; see :func:`sentence_of`."""
    return sentence_of(book, "reason", code, figures, article=article)


def sentence_of(book: BookAt, table: str, code: str, figures: Mapping[str, Figure], *, article: str = "") -> Reason:
    """Return a sentence of texts.toml with its figures and citation.

    Args:
        book: the book on its day.
        table: ``reason``, ``doubt``, ``wait`` or ``fault``.
        code: name of the sentence below its table.
        figures: values that the sentence names.
        article: citation of the row that it speaks of; the sentence's own where blank.

    Raises:
        LookupError: the book has no such sentence, or a figure is missing.
    """
    key = f"{table}.{code}"
    block = book.block(key)
    return Reason(
        code=code,
        ja=book.text(key, "ja", **figures),
        en=book.text(key, "en", **figures),
        easy=book.text(key, "easy", **figures) if "easy" in block.values else "",
        figures=tuple(figures.items()),
        article=article or block.article,
        row=key,
        source=block.source,
        unconfirmed=block.unconfirmed,
    )
