"""The rules of nursery placement: pure functions on kernel types; every number is in the book.

Start here: `score` scores one household, `score_many` a population, `certification` decides the need for care,
`required_documents` says which papers to ask for. The tables themselves are in `nursery/book/` and `ikkan/books/`.
"""

from collections.abc import Iterator

import polars as pl

from ikkan.kernel.book import BookAt, Row
from ikkan.kernel.reason import Reason
from ikkan.procedures.nursery.rules.certification import certification
from ikkan.procedures.nursery.rules.documents import RequiredDocument, required_documents
from ikkan.procedures.nursery.rules.explain import explainer_of
from ikkan.procedures.nursery.rules.features import Features, features_of
from ikkan.procedures.nursery.rules.frame import features_frame, frame_of
from ikkan.procedures.nursery.rules.hours import hours_of
from ikkan.procedures.nursery.rules.known import FINDINGS, LISTS_OF_WORDS, PAPERS, Known
from ikkan.procedures.nursery.rules.many import score_many
from ikkan.procedures.nursery.rules.one import tally_household
from ikkan.procedures.nursery.rules.priority import priority_frame
from ikkan.procedures.nursery.rules.rows import ScoreReader
from ikkan.procedures.nursery.rules.ruleset import Ruleset, check_book, rules_for_scoring, ruleset_of
from ikkan.procedures.nursery.rules.score import ChildScore, ScoreItem, TieValue, WishScore

__all__ = [
    "FINDINGS",
    "LISTS_OF_WORDS",
    "PAPERS",
    "ChildScore",
    "Features",
    "Known",
    "RequiredDocument",
    "ScoreItem",
    "TieValue",
    "WishScore",
    "certification",
    "check_book",
    "features_frame",
    "features_of",
    "frame_of",
    "hours_of",
    "notes_of",
    "priority_frame",
    "reasons_of",
    "required_documents",
    "score",
    "score_many",
    "scores_of",
]


def score(features: Features, book_at: BookAt) -> tuple[ChildScore, ...]:
    """Return the score of every child of one household, each point with its reason.

    Raises LookupError where the book has no row of need that may score.
    """
    explainer = explainer_of(book_at)
    return tuple(explainer.explain(tally) for tally in tally_household(features, rules_for_scoring(book_at)))


def scores_of(scored: pl.DataFrame, book_at: BookAt) -> Iterator[ChildScore]:
    """Yield the score of every child of a population that :func:`score_many` scored, in its order."""
    return ScoreReader(scored, explainer_of(book_at)).scores()


def reasons_of(row: pl.DataFrame, book_at: BookAt) -> tuple[Reason, ...]:
    """Return the reasons of one child: the same as :func:`score` gives.

    Args:
        row: the child's row of a scored population, as a frame of one row (``scored[12]`` or ``scored.filter(…)``).
        book_at: the same book on the same day.
    """
    return next(scores_of(row, book_at)).reasons


def notes_of(book_at: BookAt) -> tuple[str, ...]:
    """Return what must be said beside a score: what the book lacks, and the rows that it shows but may not use."""
    rules = ruleset_of(book_at)
    lacking = (_note("note.gap", row, rules) for row in rules.gaps)
    unused = (_note("note.unused" if row.note else "note.unread", row, rules) for row in rules.notes)
    return (*lacking, *unused)


def _note(word: str, row: Row, rules: Ruleset) -> str:
    return rules.word(word, "ja").format(label=row.text("ja"), note=row.note, source=row.source)
