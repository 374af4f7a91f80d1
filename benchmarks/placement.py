"""Placement of synthetic rounds: files in, placed, written, explained, checked by the independent checker, proven."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure, Sheet, repeat
from benchmarks.markets import synthetic_market
from benchmarks.placement_run import PARTS, timed
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place

SEED = 1
# children: target in seconds, with every reason written or without
WHOLE: dict[int, tuple[float, bool]] = {1_500: (0.1, False), 8_000: (1.0, True)}
COMMAND = (8_000, 2.5)
PROOFS: dict[int, float] = {8_000: 10.0, 30_000: 60.0}


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Measure every part; a run whose checker says otherwise than the engine is an error, not a figure."""
    home, times = Path(os.environ["IKKAN_HOME"]), 2 if quick else 5
    for children, (target, reasons) in list(WHOLE.items())[: 1 if quick else None]:
        _in_process(sheet, _market(home, children), children, target, times, reasons=reasons)
    if quick:
        return
    _command(sheet, _market(home, COMMAND[0]), times)
    for children, seconds in PROOFS.items():
        market = Market.read(_market(home, children) / "market")
        runs = repeat(times, partial(proved, market))
        sheet.add(Figure(f"{children:,} children: placed and proved largest", "s", runs, seconds, f"seed {SEED}"))


def _market(home: Path, children: int) -> Path:
    """Make the market of this size unless it is there."""
    folder = home / str(children)
    if not folder.is_dir():
        synthetic_market(children, SEED).write(folder / "market")
    return folder


def _in_process(sheet: Sheet, folder: Path, children: int, target: float, times: int, *, reasons: bool) -> None:
    """Measure in this process; the first run also loads what later ones find loaded."""
    runs = [timed(folder, reasons=reasons) for _ in range(times + 1)][1:]
    note = f"seed {SEED}, {runs[-1].said}"
    for part in PARTS:
        if reasons or part != "reasons":
            spans = tuple(run.seconds[part] for run in runs)
            sheet.add(Figure(f"{children:,} children: {part}", "s", spans, None, note))
    words = "files in to checked placement out" + (", every reason" if reasons else "")
    sheet.add(Figure(f"{children:,} children: {words}", "s", tuple(run.whole for run in runs), target, note))
    processor = tuple(run.processor for run in runs)
    sheet.add(Figure(f"{children:,} children: the same, processor time", "s", processor, None, note))


def _command(sheet: Sheet, folder: Path, times: int) -> None:
    """Measure the two commands with the start of their processes."""
    code = "import sys; from ikkan.cli import main; sys.exit(main())"
    place_words = ["nursery", "place", str(folder / "market"), "--out", str(folder / "out"), "--reasons"]
    check_words = ["nursery", "check", str(folder / "market"), str(folder / "out")]
    spans: dict[str, list[float]] = {"place --reasons": [], "check": []}
    for _ in range(times):
        for name, words in zip(spans, (place_words, check_words), strict=True):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True)
            spans[name].append(time.perf_counter() - begun)
    children, target = COMMAND
    for name, seconds in spans.items():
        sheet.add(Figure(f"{children:,} children: ikkan nursery {name}", "s", tuple(seconds), None, "process start in"))
    both = tuple(map(sum, zip(*spans.values(), strict=True)))
    sheet.add(Figure(f"{children:,} children: both commands", "s", both, target, "every reason written and checked"))


def proved(market: Market) -> float:
    """Time a placement with the proof of the largest; a proof that is not reached is an error, not a figure."""
    begun = time.perf_counter()
    if place(market, prove=True).largest is None:
        raise RuntimeError("The largest stable placement was not proven in the time allowed.")
    return time.perf_counter() - begun
