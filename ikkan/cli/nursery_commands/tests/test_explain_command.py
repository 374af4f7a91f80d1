"""A child's wishes explained from the files alone: sentences, the same for programs, and what small classes hide."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ikkan.cli.main import APP

FILES = {
    "seats.csv": "facility,age,seats\nA,1,3\nA,2,1\nB,1,1\n",
    "children.csv": "child,family,age,current_facility,draw\n"
    "c1,f1,1,,5\nc2,f2,1,,6\nc3,f3,1,,7\nc4,f4,1,,8\nc5,f5,1,,9\nc6,f6,1,,1\nc7,f6,2,,2\nc8,f7,2,,3\n",
    "wishes.csv": "family,wish,child,facility\n"
    "f1,1,c1,A\nf2,1,c2,A\nf3,1,c3,A\nf4,1,c4,A\nf4,2,c4,B\nf5,1,c5,A\nf5,2,c5,B\n"
    "f6,1,c6,A\nf6,1,c7,A\nf7,1,c8,A\n",
    "priority.csv": "facility,age,child,rank,score,key:income\n"
    "A,1,c6,1,50,1\nA,1,c1,2,45,1\nA,1,c2,3,44,1\nA,1,c3,4,43,2\nA,1,c4,5,41,1\nA,1,c5,6,43,3\n"
    "A,2,c8,1,30,1\nA,2,c7,2,20,1\nB,1,c4,1,41,1\nB,1,c5,2,40,1\n",
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
    code, said = run("place", market, "--out", tmp_path / "out", "--reasons")
    assert code == 0, said
    return tmp_path / "out"


def told(market: Path, out: Path, child: str, *options: str) -> list[str]:
    code, said = run("explain", market, out, "--child", child, *options)
    assert code == 0, said
    return said.splitlines()


def test_what_is_written_beside_the_placement_is_counted_again(market: Path, out: Path) -> None:
    assert (out / "explanations.csv").is_file()
    assert run("check", market, out)[0] == 0


def test_fewer_points_are_told_with_both_numbers(market: Path, out: Path) -> None:
    first = told(market, out, "c4")[1]
    assert first.startswith("第1希望 A：3人の枠に3人が決まり、自分より上の順位の人は3人でした。")
    assert "41 < 43" in first
    assert "41 < 43" in told(market, out, "c4", "--lang", "en")[1]


def test_equal_points_are_told_with_the_key_that_decided(market: Path, out: Path) -> None:
    assert "指数は同じで、「income」が、この子は3、最後に決まった人は2です" in told(market, out, "c5")[1]


def test_a_brother_or_sister_that_could_not_enter_is_named(market: Path, out: Path) -> None:
    assert "きょうだい c7 が A に入れる順位ではありませんでした" in told(market, out, "c6")[1]


def test_a_wish_granted_and_one_behind_it(market: Path, out: Path) -> None:
    assert told(market, out, "c4", "--lang", "en")[2] == "Wish 2, B: admitted."


def test_small_classes_do_not_betray_the_last_child_admitted(market: Path, out: Path) -> None:
    hidden, shown = told(market, out, "c5"), told(market, out, "c5", "--whole")
    assert "41" in shown[2]
    assert "41" not in hidden[2]
    assert "3人より少ない" in hidden[-1]
    assert told(market, out, "c5", "--small-cells", "1") == shown
    assert "41 < 43" not in " ".join(told(market, out, "c4", "--small-cells", "4"))


def test_programs_are_told_the_same_and_no_more(market: Path, out: Path) -> None:
    whole = json.loads("\n".join(told(market, out, "c5", "--json", "--whole")))
    hidden = json.loads("\n".join(told(market, out, "c5", "--json")))
    assert [one["decided_by"] for one in whole] == ["key:income", "score"]
    assert (whole[1]["own_value"], whole[1]["last_value"], whole[1]["lowest_admitted_rank"]) == ("40", "41", 1)
    assert hidden[0] == whole[0]
    assert {key for key in whole[1] if hidden[1][key] != whole[1][key]} == {
        "lowest_admitted_rank", "decided_by", "own_value", "last_value",
    }  # fmt: skip
    assert hidden[1]["own_value"] is None


def test_explaining_what_is_not_there(market: Path, out: Path, tmp_path: Path) -> None:
    assert run("explain", market, out, "--child", "c9")[0] == 2
    assert run("explain", market, tmp_path / "none", "--child", "c1")[0] == 2
    (out / "placement.csv").write_text("child,facility\nc1,B\nc2,A\n", encoding="utf-8")
    code, said = run("explain", market, out, "--child", "c1")
    assert code == 2
    assert "c3" in said
