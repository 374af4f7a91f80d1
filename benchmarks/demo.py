"""The whole demo: wall time of its stages and the memory of all its processes together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.figures import Figure, Sheet

MEMORY_TARGET_MB = 1_000
SECONDS_TARGET = 60
EVERY_SECONDS = 0.5


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Run the demo once and look at its processes while it runs."""
    children, population = (150, 6_000) if quick else (1_500, 60_000)
    home = Path(os.environ["IKKAN_HOME"]) / "walked"
    environment = {**os.environ, "IKKAN_HOME": str(home)}
    words = ["demo", "--once", "--children", str(children), "--population", str(population)]
    code = "import sys; from ikkan.cli import main; sys.exit(main())"
    began = time.monotonic()
    with Path(os.environ["IKKAN_HOME"], "demo.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", code, *words], env=environment, stdout=log, stderr=log)
        own, most, processes = _watch(process)
    if process.returncode:
        said = Path(os.environ["IKKAN_HOME"], "demo.log").read_text(encoding="utf-8")[-2000:]
        raise RuntimeError(f"The demo ended with {process.returncode}. It said:\n{said}")
    whole = time.monotonic() - began
    walked = json.loads(next(home.rglob("walk.json")).read_text(encoding="utf-8"))
    note = f"{children} children of {population} residents, up to {processes} processes"
    sheet.add(Figure("memory of all processes, shared pages once", "MB", (most,), MEMORY_TARGET_MB, note))
    sheet.add(Figure("— of it the largest process", "MB", (own,), None, note))
    sheet.add(Figure("wall time of the whole walk", "s", (whole,), None if quick else SECONDS_TARGET, note))
    for stage, seconds in walked["seconds"].items():
        sheet.add(Figure(f"— stage {stage}", "s", (float(seconds),), None, note))


def _watch(process: subprocess.Popen[bytes]) -> tuple[float, float, int]:
    """Wait for a process; return in MB the most that one of its tree and the whole tree held, and its size."""
    largest, whole, count = 0.0, 0.0, 0
    while process.poll() is None:
        held = [megabytes for one in _tree(process.pid) if (megabytes := _proportional_set(one))]
        largest, whole, count = max([largest, *held]), max(whole, sum(held)), max(count, len(held))
        time.sleep(EVERY_SECONDS)
    return largest, whole, count


def _tree(root: int) -> list[int]:
    """Return a process and all below it."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            status = _text(folder / "stat")
            # the name in brackets may hold anything; the parent is the second word behind it
            parents[int(folder.name)] = int(status.rpartition(")")[2].split()[1]) if status else 0
    found = [root]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _proportional_set(process: int) -> float:
    """Return a process's memory in MB, each shared page divided among those who share it."""
    for line in _text(Path(f"/proc/{process}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _text(path: Path) -> str:
    # a process may end while it is looked at
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
