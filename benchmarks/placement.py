"""Placement of synthetic rounds: files in, placed, files out, checked by the independent checker, explained."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks import markets
from benchmarks.figures import Figure, Sheet

SIZES = (1_500, 8_000)
SEED = 1
PARTS = ("read", "place", "write", "check", "explain")


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Measure every part of a placement; a run whose checker finds a blocking family is an error, not a figure."""
    folder, times = Path(os.environ["IKKAN_HOME"]), 2 if quick else 5
    for children in SIZES[:1] if quick else SIZES:
        # the first run also compiles what later runs of a process find compiled
        runs = [
            markets.measure(folder / str(children), children, SEED, noise=0.0, prove=False) for _ in range(times + 1)
        ][1:]
        last = runs[-1]
        if last["checker"] != "feasible=True blocking=0":
            raise RuntimeError(f"The checker does not agree with the placement of {children} children: {last}.")
        note = f"seed {SEED}, {last['placed']} placed, {last['status']} by {last['rung']}, {last['checker']}"
        for part in PARTS:
            sheet.add(
                Figure(f"{children:,} children: {part}", "s", tuple(float(run[part]) for run in runs), None, note)
            )
        whole = tuple(sum(float(run[part]) for part in PARTS) for run in runs)
        sheet.add(Figure(f"{children:,} children: all five", "s", whole, None, note))
