"""What-if questions at 8,000 children: more or fewer seats, a class closed, a wish dropped, a child withdrawn."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from benchmarks.figures import Figure, Sheet
from benchmarks.markets import synthetic_market
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.what_if.asking import what_if
from ikkan.procedures.nursery.placement.what_if.changes import Change, Close, DropWish, Seats, Withdraw
from ikkan.procedures.nursery.placement.what_if.standing import Standing

CHILDREN, QUESTIONS, SEED, TARGET = 8_000, 200, 1, 0.05
KINDS = ("add a seat", "close a class", "drop a wish", "withdraw a child")


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Ask questions of every kind, each of the same placed market; the median counts."""
    folder = Path(os.environ["IKKAN_HOME"]) / "market"
    synthetic_market(CHILDREN, SEED).write(folder)
    market = Market.read(folder)
    begun = time.perf_counter()
    standing = Standing.of(market, place(market))
    sheet.add(Figure(f"{CHILDREN:,} children: placed and laid out", "s", (time.perf_counter() - begun,), None))
    # S311: synthetic questions, no secret depends on them
    draw, spans = random.Random(SEED), []  # noqa: S311
    for kind in KINDS:
        own = [
            _asked(standing, _change(market, draw, kind)) for _ in range((QUESTIONS // 10 if quick else QUESTIONS) // 4)
        ]
        sheet.add(Figure(f"{CHILDREN:,} children: what if one would {kind}", "s", tuple(own), None, "median counts"))
        spans += own
    median = sorted(spans)[len(spans) // 2]
    sheet.add(Figure(f"{CHILDREN:,} children: what-if, median", "s", (median,), TARGET, f"{len(spans)} questions"))


def _asked(standing: Standing, change: Change) -> float:
    begun = time.perf_counter()
    what_if(standing, [change])
    return time.perf_counter() - begun


def _change(market: Market, draw: random.Random, kind: str) -> Change:
    """Draw a question; classes are those that offer seats, wishes those of families with more than one."""
    facility, age = draw.choice(
        [(at, age) for at, row in enumerate(market.seats.tolist()) for age in range(6) if row[age]]
    )
    name = market.facility_ids[facility]
    if kind == KINDS[0]:
        return Seats(name, age, 1)
    if kind == KINDS[1]:
        return Close(name, age)
    holders = set(market.child_family[market.child_current >= 0].tolist())
    start = market.family_wish_start.tolist()
    many = [
        family for family in range(len(start) - 1) if start[family + 1] - start[family] > 1 and family not in holders
    ]
    family = draw.choice(many)
    if kind == KINDS[2]:
        return DropWish(market.family_ids[family], draw.randint(1, start[family + 1] - start[family]))
    return Withdraw(market.child_ids[int(market.family_child[market.family_child_start[family]])])
