"""A figure: what was measured how often, its target, and the machine it was measured on."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("django", "polars", "granian", "psycopg", "ortools")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity.

    Args:
        name: what it is, in a few words.
        unit: such as ``steps/s``; a unit that ends in ``/s``, and ``times``, is better when larger, any other when
            smaller.
        runs: one value a run.
        target: what it should reach; None where nothing was promised.
        note: how it was made.
    """

    name: str
    unit: str
    runs: tuple[float, ...]
    target: float | None = None
    note: str = ""

    @property
    def is_better_larger(self) -> bool:
        """Return whether more is better."""
        return self.unit.endswith("/s") or self.unit == "times"

    @property
    def best(self) -> float:
        """Return the best run."""
        return max(self.runs) if self.is_better_larger else min(self.runs)

    @property
    def median(self) -> float:
        """Return the median of the runs."""
        return statistics.median(self.runs)

    @property
    def is_reached(self) -> bool | None:
        """Return whether the best run reaches the target; None without a target."""
        if self.target is None:
            return None
        return self.best >= self.target if self.is_better_larger else self.best <= self.target

    def as_json(self) -> dict[str, object]:
        """Return the figure for the results file."""
        return {
            "name": self.name,
            "unit": self.unit,
            "best": round(self.best, 3),
            "median": round(self.median, 3),
            "runs": [round(run, 3) for run in self.runs],
            "target": self.target,
            "reached": self.is_reached,
            "note": self.note,
        }


@dataclass(slots=True)
class Sheet:
    """The figures of one bench, written to one file; ``details`` holds what is no figure."""

    bench: str
    command: str
    figures: list[Figure] = field(default_factory=list)
    details: dict[str, object] = field(default_factory=dict)

    def add(self, figure: Figure) -> None:
        """Put a figure down and say it."""
        self.figures.append(figure)
        word = {True: "reached", False: "NOT reached", None: ""}[figure.is_reached]
        target = f"target {figure.target:,g}" if figure.target is not None else ""
        print(
            f"{self.bench:10} {figure.name:52} best {figure.best:12,.3f}  median {figure.median:12,.3f} "
            f"{figure.unit:12} {target:16} {word}",
            flush=True,
        )

    def write(self) -> Path:
        """Write the sheet beside the others and return its path."""
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{self.bench}.json"
        content = {
            "bench": self.bench,
            "command": self.command,
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine(),
            "figures": [figure.as_json() for figure in self.figures],
            **({"details": self.details} if self.details else {}),
        }
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return path


def machine() -> dict[str, object]:
    """Return what the absolute numbers depend on."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return {
        "processor": cpu,
        "cores": os.cpu_count(),
        "memory_gb": round(int(memory) / 1024 / 1024, 1),
        "load_before": [round(load, 2) for load in os.getloadavg()],
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "packages": {name: version(name) for name in PACKAGES},
        "note": "shared machine: other work ran beside the measurement where load_before is above 0.5",
    }


def repeat(times: int, run: Callable[[], float]) -> tuple[float, ...]:
    """Return the values of several runs."""
    return tuple(run() for _ in range(times))


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).is_file() else []
