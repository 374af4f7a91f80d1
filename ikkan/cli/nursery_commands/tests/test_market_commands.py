"""Placement on files from the command line: exit codes say what was found."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ikkan.cli.main import APP

FILES = {
    "seats.csv": "facility,age,seats\nA,1,1\nB,1,1\n",
    "children.csv": "child,family,age,current_facility\nc1,f1,1,\nc2,f2,1,\nc3,f3,1,\n",
    "wishes.csv": "family,wish,child,facility\nf1,1,c1,A\nf1,2,c1,B\nf2,1,c2,A\nf3,1,c3,B\nf3,2,c3,A\n",
    "priority.csv": "facility,age,child,rank\nA,1,c2,1\nA,1,c1,2\nA,1,c3,3\nB,1,c1,1\nB,1,c3,2\n",
}


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(APP, ["nursery", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def market(tmp_path: Path) -> Path:
    folder = tmp_path / "market"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def out(market: Path, tmp_path: Path) -> Path:
    code, said = run("place", market, "--out", tmp_path / "out")
    assert code == 0, said
    return tmp_path / "out"


def test_placed_and_checked(market: Path, out: Path) -> None:
    assert (out / "placement.csv").read_text(encoding="utf-8") == "child,facility\nc1,B\nc2,A\nc3,\n"
    assert json.loads((out / "verdict.json").read_text(encoding="utf-8"))["status"] == "stable"
    code, said = run("check", market, out)
    assert code == 0
    assert "blocking families: 0\nstable: yes" in said


def test_unstable_placement_is_refused_with_the_number_of_families(market: Path, out: Path) -> None:
    (out / "placement.csv").write_text("child,facility\nc1,A\nc2,\nc3,B\n", encoding="utf-8")
    code, said = run("check", market, out)
    assert code == 1
    assert "blocking families: 1" in said
    assert "blocking: f2, wish 1: A age 1: places 1, better admitted 0" in said


def test_files_that_cannot_be_judged(market: Path, out: Path) -> None:
    (market / "seats.csv").write_text("facility,age,seats\nA,1,-1\n", encoding="utf-8")
    assert run("check", market, out)[0] == 2
    code, said = run("place", market, "--out", out)
    assert code == 2
    assert "seats.csv, line 2" in said
