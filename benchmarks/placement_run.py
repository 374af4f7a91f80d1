"""Take a market folder from files to a checked placement, in this process or in one of its own.

    python -m benchmarks.placement_run FOLDER [RUNS]     prints seconds by part and the peak memory as JSON

FOLDER holds ``market``; the placement is written to ``out`` beside it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ikkan.procedures.nursery.placement.checker import check_folder
from ikkan.procedures.nursery.placement.explain import write_explanations
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import Placement, place

PARTS = ("read", "place", "write", "reasons", "check")


class Run(NamedTuple):
    """Say how long each part of a run took, the processor time of all, and what came out."""

    seconds: dict[str, float]
    processor: float
    said: str

    @property
    def whole(self) -> float:
        """Give the time of all parts."""
        return sum(self.seconds.values())


def timed(folder: Path, *, reasons: bool) -> Run:
    """Take a market folder through reading, placing, writing, explaining where wanted, and checking.

    Raises:
        RuntimeError: the checker finds something that the engine does not say.
    """
    begun = time.process_time()
    placement, moments = _placed(folder, reasons=reasons)
    # The market is gone by now: the check reads the files alone.
    verdict = check_folder(folder / "market", folder / "out")
    moments.append(time.perf_counter())
    if not verdict.feasible or verdict.problems or verdict.blocking_families != placement.blocking:
        raise RuntimeError(f"The checker does not agree: {verdict.problems[:3]}, {verdict.blocking[:3]}.")
    spans = (later - sooner for sooner, later in pairwise(moments))
    blocking = f", {len(placement.blocking)} blocking" if placement.blocking else ""
    proof = " (proven the fewest)" if placement.blocking and placement.proved_fewest else ""
    said = f"{placement.placed} placed, {placement.status} by {placement.rung}{blocking}{proof}, checked"
    return Run(dict(zip(PARTS, spans, strict=True)), time.process_time() - begun, said)


def _placed(folder: Path, *, reasons: bool) -> tuple[Placement, list[float]]:
    """Read, place, write and explain; give the placement and the moments between."""
    moments = [time.perf_counter()]
    market = Market.read(folder / "market")
    moments.append(time.perf_counter())
    placement = place(market)
    moments.append(time.perf_counter())
    placement.write(folder / "out", market)
    moments.append(time.perf_counter())
    if reasons:
        write_explanations(market, placement, folder / "out")
    else:
        (folder / "out" / "explanations.csv").unlink(missing_ok=True)
    moments.append(time.perf_counter())
    return placement, moments


class Apart(NamedTuple):
    """Hold the best of several runs in a process of their own, the processor time of that run, and the peak memory."""

    seconds: float
    processor: float
    megabytes: float
    said: str


def apart(folder: Path, runs: int) -> Apart:
    """Run without reasons in a process of its own.

    Args:
        folder: holds ``market``.
        runs: how often; the best counts.
    """
    words = [sys.executable, "-m", "benchmarks.placement_run", str(folder), str(runs)]
    return Apart(**json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout))


def main() -> None:
    """Print the best of the runs asked for."""
    folder, runs = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    best = min((timed(folder, reasons=False) for _ in range(runs)), key=lambda run: run.whole)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(Apart(best.whole, best.processor, megabytes, best.said)._asdict()))


if __name__ == "__main__":
    main()
