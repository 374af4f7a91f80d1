"""Rounds that towns publish, with made-up families: what agrees with the published offers, and how long it takes.

The towns' files are not part of this product. Name them, each with its layout (docs/real-rounds.md):

    IKKAN_REAL_ROUNDS="applications-and-offers:/data/a.csv seats:/data/b.csv" python -m benchmarks real_rounds
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from benchmarks.figures import Figure, Sheet
from ikkan.procedures.nursery.placement.checker import check_folder
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.real_round.comparing import set_beside
from ikkan.procedures.nursery.real_round.families import Assumptions, market_of
from ikkan.procedures.nursery.real_round.published import Layout, PublishedRound, read_published

VARIABLE = "IKKAN_REAL_ROUNDS"
# no town publishes how many wishes a child names: the answer is shown for several
WISHES = (3.0, 3.5, 4.0)


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Draw, place, check and compare every file that is named; say loudly when none is."""
    named = os.environ.get(VARIABLE, "").split()
    if not named:
        print(f"real_rounds NOT RUN: no file of a town is named in {VARIABLE}. docs/real-rounds.md", file=sys.stderr)
        return
    for one in named:
        layout, _, path = one.partition(":")
        published = read_published(Path(path), Layout(layout))
        for wishes in WISHES[1:2] if quick else WISHES:
            _measure(sheet, Path(path).stem, published, wishes)


def _measure(sheet: Sheet, name: str, published: PublishedRound, wishes: float) -> None:
    folder = Path(os.environ["IKKAN_HOME"]) / f"{name}-{wishes:g}"
    begun = time.perf_counter()
    market_of(published, Assumptions(wishes=wishes)).write(folder / "market")
    drawn = time.perf_counter()
    market = Market.read(folder / "market")
    placement = place(market)
    placement.write(folder / "out", market)
    placed = time.perf_counter()
    verdict = check_folder(folder / "market", folder / "out")
    if not verdict.stable:
        raise RuntimeError(f"The checker does not agree: {verdict.problems[:3]}, {verdict.blocking[:3]}.")
    beside = set_beside(published, market, placement)
    if beside.has_equal_applications is False:
        raise RuntimeError(f"{name}: the applications drawn are not those published.")
    drawn_so = "drawn" if published.applications is None else "as published in every class"
    note = (
        f"seed {Assumptions.seed}, {wishes:g} wishes a child, {len(market.child_ids)} made-up children in "
        f"{len(market.family_ids)} families, applications {drawn_so}; {placement.status} by {placement.rung}, checked; "
        f"{beside.published} places as published; {beside.offering} of {len(beside.classes)} classes have any"
    )
    for what, unit, value in (
        ("offers made", "offers", beside.offers),
        ("classes with places whose offers are those published", "classes", beside.equal_offering),
        ("drawn and written", "s", drawn - begun),
        ("read, placed and written", "s", placed - drawn),
    ):
        sheet.add(Figure(f"{name}, {wishes:g} wishes: {what}", unit, (float(value),), None, note))
