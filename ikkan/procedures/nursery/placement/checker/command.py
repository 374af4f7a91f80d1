"""Check the two folders named on the command line, and say what was found.

    python check_placement.py MARKET OUT

MARKET holds seats.csv, children.csv, wishes.csv, priority.csv and perhaps policy.toml; OUT holds placement.csv, and may
hold verdict.json and explanations.csv. Exit 0: fair by the rule of the round, all claims true. 1: not. 2: unreadable.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ikkan.procedures.nursery.placement.checker.reading import UnreadableError
from ikkan.procedures.nursery.placement.checker.verdict import check_folder


def main(arguments: list[str]) -> int:
    """Check the folders MARKET and OUT, and give the exit code."""
    if len(arguments) != 2:
        sys.stderr.write("usage: check_placement.py MARKET OUT\n")
        return 2
    try:
        verdict = check_folder(Path(arguments[0]), Path(arguments[1]))
    except UnreadableError as error:
        sys.stderr.write(f"cannot judge: {error}\n")
        return 2
    lines = [f"problem: {problem}" for problem in verdict.problems]
    lines += [f"blocking: {one}" for one in verdict.blocking]
    lines += [f"feasible: {'yes' if verdict.feasible else 'no'}", f"placed: {verdict.placed}"]
    lines += [f"blocking families: {len(verdict.blocking_families)}", f"stable: {'yes' if verdict.stable else 'no'}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if verdict.stable else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
