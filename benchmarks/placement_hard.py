"""Markets whose facilities rank very differently: each is stable and checked, proven impossible, or said undecided."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

from benchmarks.figures import Figure, Sheet
from benchmarks.markets import synthetic_market
from ikkan.procedures.nursery.placement.checker import check_folder
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place

CHILDREN = 1_500
NOISES = (0.3, 0.5, 0.7, 1.0)
SEEDS = range(1, 4)
SECONDS = 30.0


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Place every market within the time; an answer that the checker contradicts is an error, not a figure."""
    rows, home = [], Path(os.environ["IKKAN_HOME"])
    for noise in NOISES[:1] if quick else NOISES:
        found = [_judged(home / f"{noise}-{seed}", noise, seed) for seed in (SEEDS[:1] if quick else SEEDS)]
        rows += found
        said = Counter(str(row["status"]) for row in found)
        note = ", ".join(f"{count} {status}" for status, count in sorted(said.items()))
        seconds = tuple(float(str(row["seconds"])) for row in found)
        sheet.add(Figure(f"{CHILDREN:,} children, dissimilar priorities, noise {noise:g}", "s", seconds, None, note))
    undecided = sum(row["status"] == "undecided" for row in rows)
    note = f"of {len(rows)} markets, within {SECONDS:g} s each; no answer was contradicted by the checker"
    sheet.add(Figure("markets left undecided", "markets", (undecided,), None, note))
    sheet.details["markets"] = rows


def _judged(folder: Path, noise: float, seed: int) -> dict[str, object]:
    """Place a market, check it, and say what came out."""
    synthetic_market(CHILDREN, seed, noise=noise).write(folder / "market")
    market = Market.read(folder / "market")
    begun, worked = time.perf_counter(), time.process_time()
    placement = place(market, seconds=SECONDS)
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    placement.write(folder / "out", market)
    verdict = check_folder(folder / "market", folder / "out")
    if not verdict.feasible or verdict.problems or verdict.blocking_families != placement.blocking:
        raise RuntimeError(f"Noise {noise:g}, seed {seed}: the checker does not agree: {verdict.problems[:3]}.")
    return {
        "noise": noise,
        "seed": seed,
        "status": placement.status,
        "rung": placement.rung,
        "placed": placement.placed,
        "blocking": len(placement.blocking),
        "proved_fewest": placement.proved_fewest,
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
    }
