"""Run every check there is: format, lint, types, walls of the house, tests on both databases, browser tests.

python tests/run.py            skips are told loudly
python tests/run.py --strict   a skipped part counts as a failure (CI)
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup")
FAST = "not browser and not slow"
# rooms that know no database have nothing to say about a second one
NO_DATABASE = (
    "--ignore=ikkan/kernel",
    "--ignore=ikkan/papers",
    "--ignore=ikkan/counter",
    "--ignore=ikkan/procedures/nursery/placement",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(arguments: Sequence[str]) -> int:
    """Run all parts, one after another, and return 1 when any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strict", action="store_true", help="a skipped part is a failure")
    options = parser.parse_args(arguments)
    if options.strict:
        os.environ["IKKAN_NO_SKIPS"] = "1"
    browser = any(shutil.which(name) for name in BROWSERS)
    without = [] if browser else ["-m", "not browser"]
    parts: list[tuple[str, list[str]]] = [
        ("format", [str(BIN / "ruff"), "format", "--check", "."]),
        ("lint", [str(BIN / "ruff"), "check", "."]),
        ("walls of the house", [str(BIN / "lint-imports"), "--no-cache"]),
        ("types", [str(BIN / "mypy")]),
        ("tests on SQLite", [*PYTEST, *without]),
        ("tests on PostgreSQL", [sys.executable, "tests/postgres.py", "--", *PYTEST, *NO_DATABASE, "-m", FAST]),
    ]
    failed = [name for name, command in parts if not _run(name, command)]
    if not browser:
        print("\n!! BROWSER TESTS SKIPPED: no Chromium found. On Debian: apt-get install chromium fonts-noto-cjk\n")  # noqa: T201
        if options.strict:
            failed.append("browser tests (skipped)")
    print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'ALL CHECKS PASSED'}")  # noqa: T201
    return 1 if failed else 0


def _run(name: str, command: list[str]) -> bool:
    print(f"== {name}", flush=True)  # noqa: T201
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, check=False)
    print(f"== {name}: {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.0f} s)", flush=True)  # noqa: T201
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
