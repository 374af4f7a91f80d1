"""Run the benches: `python -m benchmarks [--quick] [NAME …]`. Each has a process and a home of its own."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys

from benchmarks.figures import Sheet
from benchmarks.home import bench_environment, set_up

BENCHES = (
    "ledger", "registers", "scores", "form", "placement", "placement_peers", "placement_hard", "placement_growth",
    "placement_brute_force", "placement_what_if", "real_rounds", "certificate", "demo",
)  # fmt: skip


def main() -> int:
    """Run the benches named, or all of them; return 1 when one failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(BENCHES)} (all unless given)")
    parser.add_argument("--quick", action="store_true", help="smaller sizes and fewer runs; writes no results")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    unknown = sorted(set(given.names) - set(BENCHES))
    if unknown:
        parser.error(f"no bench is named {', '.join(unknown)}: choose from {', '.join(BENCHES)}")
    if given.here:
        run_here(given.names[0], quick=given.quick)
        return 0
    failed = [name for name in given.names or BENCHES if not run_apart(name, quick=given.quick)]
    if failed:
        print(f"Failed: {', '.join(failed)}. Their output above says why.", file=sys.stderr)
    return int(bool(failed))


def run_apart(name: str, *, quick: bool) -> bool:
    """Run one bench in a process and a home of its own: no cache, database or memory of another is in its figures."""
    words = [sys.executable, "-m", "benchmarks", name, "--here", *(["--quick"] if quick else [])]
    with bench_environment() as environment:
        return subprocess.run(words, check=False, env=environment).returncode == 0


def run_here(name: str, *, quick: bool) -> None:
    """Run one bench in this process and write its sheet."""
    sheet = Sheet(name, f"python -m benchmarks {name}")
    set_up()
    importlib.import_module(f"benchmarks.{name}").measure(sheet, quick=quick)
    # a bench that was not run leaves what it measured before
    if sheet.figures and not quick:
        print(f"{name:10} written to {sheet.write().name}")


if __name__ == "__main__":
    raise SystemExit(main())
