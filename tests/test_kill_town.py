"""Killing processes at any moment of a whole round, fifty times and more, loses nothing and doubles nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 50


@pytest.mark.slow
def test_a_killed_town_loses_and_doubles_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    environment = {**os.environ, "IKKAN_HOME": str(home), "DATABASE_URL": "", "IKKAN_DEMO": "1", "IKKAN_HTTPS": "0"}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "killed_town.py"), str(KILLS), "11"],
        env=environment, capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    town = json.loads(done.stdout.splitlines()[-1])
    assert town["kills"] >= KILLS
    assert town["cases"] == town["families"]
    assert town["passed"] == town["passed_once"] == town["families"]
    assert town["notices"] == town["decisions"]
    assert town["offers"] == town["placed"]
    assert town["published"] == 1
    assert town["half_seen"] == []
    assert town["chain_faults"] == []
    # paper waits for its posting, which is a person's deed: everybody else was answered exactly once
    assert town["delivered"] == town["delivered_once"]
