"""Compare the engine with brute force on random tiny markets: `python -m benchmarks.placement_brute_force [COUNT]`."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.figures import Figure, Sheet
from ikkan.procedures.nursery.placement.checker import check_folder
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.tests.brute import solve_by_brute_force
from ikkan.procedures.nursery.placement.tests.folders import random_files, write_files

MARKETS = 10_000
MOST_CHILDREN = 6


def judge(seed: int) -> str | None:
    """Compare one market; return what the engine said, None for a market with too many children."""
    files = random_files(seed, families=5, is_common=seed % 3 == 0)
    if len(files["children.csv"]) > MOST_CHILDREN:
        return None
    reference = solve_by_brute_force(files)
    with tempfile.TemporaryDirectory() as name:
        market = Market.read(write_files(Path(name) / "market", files))
        placed = place(market, prove=True)
        placed.write(Path(name) / "out", market)
        verdict = check_folder(Path(name) / "market", Path(name) / "out")
    agrees = (
        verdict.feasible
        and not verdict.problems
        and verdict.stable == bool(reference.stable)
        and placed.status == ("stable" if reference.stable else "no_stable_placement")
        and len(placed.blocking) == len(verdict.blocking_families) == reference.fewest_blocking
        and placed.largest == (reference.largest_stable if reference.stable else None)
        and not (placed.proved_only and len(reference.stable) != 1)
    )
    return f"{placed.status} by {placed.rung}" if agrees else f"DIFFERENT: seed {seed}"


def compare(wanted: int) -> Counter[str]:
    """Compare as many markets as asked; count what was said."""
    seen: Counter[str] = Counter()
    seed = 0
    while seen.total() < wanted:
        said = judge(seed)
        seed += 1
        if said is not None:
            seen[said] += 1
    return seen


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Count the markets in which engine, checker and brute force say the same; one that differs is an error."""
    seen = compare(200 if quick else MARKETS)
    differing = sum(count for said, count in seen.items() if said.startswith("DIFFERENT"))
    none = sum(count for said, count in seen.items() if said.startswith("no_stable_placement"))
    note = (
        f"{seen.total():,} random markets of up to {MOST_CHILDREN} children, {none} of them without a stable placement"
    )
    sheet.add(Figure("markets in which engine and brute force differ", "markets", (differing,), 0, note))
    sheet.details["said"] = dict(sorted(seen.items()))
    if differing:
        raise RuntimeError(f"Engine and brute force differ: {sorted(seen)}.")


def main() -> int:
    """Compare as many markets as named on the command line; return 1 when one differs."""
    seen = compare(int(sys.argv[1]) if len(sys.argv) > 1 else MARKETS)
    for said, count in sorted(seen.items()):
        print(f"{count:6} {said}")
    return int(any(said.startswith("DIFFERENT") for said in seen))


if __name__ == "__main__":
    raise SystemExit(main())
