"""Scores with reasons: a population as columns, every Reason of every child, and the features before them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import polars as pl

from benchmarks.figures import Figure, Sheet
from benchmarks.town import BenchTown, many_households, open_bench_town
from ikkan.kernel.book import BookAt
from ikkan.ledger.editions import book_in_force
from ikkan.procedures.nursery.rules import features_frame, features_of, score, score_many, scores_of
from ikkan.procedures.nursery.rules.explain import explainer_of

TARGET = 20_000
SINGLY = 400


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Measure scoring on a population with the town's book."""
    children, times = (2_000, 2) if quick else (8_000, 7)
    town = open_bench_town(population=10_000 if quick else 60_000, children=250 if quick else 1_500)
    households = many_households(town, children=children)
    book = book_in_force("nursery").at(town.april)
    frame = features_frame(households, reference_day=town.april)
    scored = score_many(frame, book)
    lines = sum(len(one.reasons) for one in scores_of(scored, book))
    note = f"{scored.height} children of {len(households)} households, {lines / scored.height:.1f} reasons a child"

    def add(name: str, run: Callable[[], object], target: float | None = None, count: int = scored.height) -> None:
        rates = tuple(count / _seconds(run) for _ in range(times))
        sheet.add(Figure(name, "children/s", rates, target, note))

    add("features of a population", lambda: features_frame(households, reference_day=town.april))
    add("scores as columns, a column a line", lambda: score_many(frame, book))
    add("every Reason of every child, from columns", lambda: _explain(scored, book))
    add("scores with every Reason", lambda: _explain(score_many(frame, book), book), TARGET)
    few = sum(family.children for family in town.families[:SINGLY])
    add("one by one, the second route", lambda: _singly(town, book), count=few)


def _explain(scored: pl.DataFrame, book: BookAt) -> None:
    # what an earlier run worked out would flatter this one
    explainer_of.cache_clear()
    for one in scores_of(scored, book):
        # building the tuple is what a reader of the reasons pays for
        one.reasons  # noqa: B018


def _singly(town: BenchTown, book: BookAt) -> None:
    known = many_households(town, children=1)[0][2]
    for family in town.families[:SINGLY]:
        score(features_of(family.answers, reference_day=town.april, known=known), book)


def _seconds(run: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    run()
    return time.perf_counter() - started
