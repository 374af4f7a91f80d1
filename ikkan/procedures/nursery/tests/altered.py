"""A book, scores and a verdict that say something else than they should."""

from dataclasses import replace

import polars as pl

from ikkan.kernel.book import Book
from ikkan.ledger.editions import book_in_force
from ikkan.procedures.nursery.placement.checker import Verdict
from ikkan.procedures.nursery.round.scores import RoundScores


def edition_with(changes: dict[str, str]) -> Book:
    """Return the book in force with these words replaced: another edition."""
    book = book_in_force("nursery")
    files = {name: data.decode("utf-8") for name, data in book.files.items()}
    for before, after in changes.items():
        files = {name: text.replace(before, after) for name, text in files.items()}
    other = Book.from_files({name: text.encode("utf-8") for name, text in files.items()})
    assert other.edition != book.edition
    return other


def with_one_point_more(scores: RoundScores) -> RoundScores:
    """Return scores in which the columns say one point more than they should."""
    return replace(scores, scored=scores.scored.with_columns(total=pl.col("total") + 1))


def infeasible(verdict: Verdict) -> Verdict:
    """Return a verdict that found a child in two places."""
    return replace(verdict, feasible=False, problems=("child in two places",))
