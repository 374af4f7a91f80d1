"""Placement of synthetic rounds: files in, placed, files out, checked by the independent checker, explained."""

from __future__ import annotations

import os
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from benchmarks.figures import Figure, Sheet
from benchmarks.markets import synthetic_market
from ikkan.procedures.nursery.placement.checker import check_folder
from ikkan.procedures.nursery.placement.explain import write_explanations
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place

# children: (target in seconds for files in to checked placement out with every reason written, prove in seconds)
SIZES: dict[int, tuple[float | None, float | None]] = {1_500: (0.1, None), 8_000: (1.0, 10.0), 30_000: (None, 60.0)}
SEED = 1
PARTS = ("read", "place", "write", "reasons", "check")


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Measure every part of a placement; a run whose checker finds a blocking family is an error, not a figure."""
    folder, times = Path(os.environ["IKKAN_HOME"]), 2 if quick else 5
    for children, (target, proof) in list(SIZES.items())[: 1 if quick else None]:
        market = folder / str(children)
        synthetic_market(children, SEED).write(market / "market")
        # the first run of a process also loads what later runs find loaded
        runs = [timed(market) for _ in range(times + 1)][1:]
        note = f"seed {SEED}, {runs[-1].said}"
        for part in PARTS:
            spans = tuple(run.seconds[part] for run in runs)
            sheet.add(Figure(f"{children:,} children: {part}", "s", spans, None, note))
        whole = tuple(sum(run.seconds.values()) for run in runs)
        sheet.add(Figure(f"{children:,} children: all five", "s", whole, target, note))
        processor = tuple(run.processor for run in runs)
        sheet.add(Figure(f"{children:,} children: all five, processor time", "s", processor, None, note))
        read = Market.read(market / "market")
        proofs = tuple(proved(read) for _ in range(times))
        sheet.add(Figure(f"{children:,} children: placed and proved largest", "s", proofs, proof, note))


class Run(NamedTuple):
    """Say how long each part of a run took, the processor time of all, and what came out."""

    seconds: dict[str, float]
    processor: float
    said: str


def timed(folder: Path) -> Run:
    """Take a market folder through reading, placing, writing, explaining and checking."""
    moments, begun = [time.perf_counter()], time.process_time()
    market = Market.read(folder / "market")
    moments.append(time.perf_counter())
    placement = place(market)
    moments.append(time.perf_counter())
    placement.write(folder / "out", market)
    moments.append(time.perf_counter())
    write_explanations(market, placement, folder / "out")
    moments.append(time.perf_counter())
    verdict = check_folder(folder / "market", folder / "out")
    moments.append(time.perf_counter())
    if not verdict.stable:
        raise RuntimeError(f"The checker does not agree: {verdict.problems[:3]}, {verdict.blocking[:3]}.")
    spans = (later - sooner for sooner, later in pairwise(moments))
    said = f"{placement.placed} placed, {placement.status} by {placement.rung}, checked"
    return Run(dict(zip(PARTS, spans, strict=True)), time.process_time() - begun, said)


def proved(market: Market) -> float:
    """Time a placement with the proof of the largest; a proof that is not reached is an error, not a figure."""
    begun = time.perf_counter()
    if place(market, prove=True).largest is None:
        raise RuntimeError("The largest stable placement was not proven in the time allowed.")
    return time.perf_counter() - begun
