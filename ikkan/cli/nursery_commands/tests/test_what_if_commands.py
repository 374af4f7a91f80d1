"""Questions to a market folder are answered on the command line, and a slip is said."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ikkan.cli.nursery_commands.group import NURSERY
from ikkan.procedures.nursery.placement.tests.folders import write_files

FILES = {
    "seats.csv": ["A,1,1", "B,1,1", "B,0,2"],
    "children.csv": ["c1,f1,1,", "c2,f2,1,", "c3,f3,1,"],
    "wishes.csv": ["f1,1,c1,A", "f2,1,c2,A", "f2,2,c2,B", "f3,1,c3,B", "f3,2,c3,A"],
    "priority.csv": [
        "facility,age,child,rank,score", "A,1,c1,1,30", "A,1,c2,2,20", "A,1,c3,3,10", "B,1,c2,1,20", "B,1,c3,2,10",
    ],
}  # fmt: skip


@pytest.fixture
def market(tmp_path: Path) -> Path:
    folder = write_files(tmp_path / "market", FILES)
    run("place", str(folder), "--out", str(tmp_path / "out"))
    return folder


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(NURSERY, list(words))
    assert result.exit_code == code, result.output
    return result.output


def test_a_seat_more_says_who_gains(market: Path) -> None:
    told = json.loads(run("what-if", str(market), "--seats", "A:1:+1", "--json"))
    assert (told["placed_before"], told["placed_after"]) == (2, 3)
    assert [(one["family"], one["how"]) for one in told["families"]] == [("f2", "gains"), ("f3", "gains")]
    assert "f2" in run("what-if", str(market), "--seats", "A:1:+1")


@pytest.mark.parametrize(
    ("change", "families"),
    [
        (("--move", "B:0>1:1"), ["f3"]),
        (("--close", "B:1"), ["f2"]),
        (("--close", "A"), ["f1"]),
        (("--drop", "f2:2"), ["f2", "f3"]),
        (("--withdraw", "c1"), ["f1", "f2", "f3"]),
        (("--add-wish", "f1:B:1"), []),
    ],
)
def test_each_kind_of_change_is_read(market: Path, change: tuple[str, str], families: list[str]) -> None:
    told = json.loads(run("what-if", str(market), *change, "--json"))
    assert [one["family"] for one in told["families"]] == families


@pytest.mark.parametrize("change", [("--seats", "A:1"), ("--close", "Z"), ("--drop", "f9:1"), ("--withdraw", "c9"), ()])
def test_a_slip_is_said(market: Path, change: tuple[str, ...]) -> None:
    assert "Traceback" not in run("what-if", str(market), *change, code=2)


def test_every_class_has_a_value(market: Path) -> None:
    told = {(one["facility"], one["age"]): one for one in json.loads(_stdout("marginal", str(market), "--json"))}
    assert len(told) == 12
    assert (told["A", 1]["placed_more"], told["A", 1]["gaining"]) == (1, 2)
    assert (told["B", 0]["placed_more"], told["B", 0]["waiting"]) == (0, 0)
    run("marginal", str(market))


def _stdout(*words: str) -> str:
    return CliRunner().invoke(NURSERY, list(words)).stdout


def test_advice_moves_a_free_seat_without_more_staff(market: Path) -> None:
    told = json.loads(run("advise", str(market), "--json"))
    assert [(one["facility"], one["from"], one["to"], one["placed_after"]) for one in told] == [("B", 0, 1, 3)]
    assert told[0]["staff_after"] <= told[0]["staff_before"]
    run("advise", str(market))


def test_a_repair_writes_placement_and_changes(market: Path, tmp_path: Path) -> None:
    run("repair", str(market), str(tmp_path / "out"), "--withdraw", "c1", "--out", str(tmp_path / "new"))
    assert (tmp_path / "new" / "placement.csv").read_text() == "child,facility\nc2,A\nc3,B\n"
    rows = (tmp_path / "new" / "changes.csv").read_text().splitlines()
    assert rows[1:] == ["f1,c1,A,,withdrawn,1,0", "f2,c2,B,A,gains,2,1", "f3,c3,,B,gains,0,1"]
    assert "feasible: yes" in run("check", str(tmp_path / "new" / "market"), str(tmp_path / "new"))


def test_what_would_have_helped_is_said(market: Path, tmp_path: Path) -> None:
    told = json.loads(run("helped", str(market), str(tmp_path / "out"), "--child", "c3", "--json"))
    assert [(one["facility"], one["points"]) for one in told["higher_up"]] == [("B", "11")]
    assert "あと 11 点で B" in run("helped", str(market), str(tmp_path / "out"), "--child", "c3")
    run("helped", str(market), str(tmp_path / "out"), "--child", "c9", code=2)
