"""The independent checker finds planted faults, by the rule that ranks come first."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.checker import UnreadableError, check_folder
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.tests.folders import valid_files, write_files

# f1 takes B with both children; c3 stays at A.
RIGHT = {"c1": "B", "c2": "B", "c3": "A"}


def _out(folder: Path, placed: dict[str, str], verdict: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    rows = [f"{child},{facility}" for child, facility in placed.items()]
    (folder / "placement.csv").write_text("\n".join(["child,facility", *rows]) + "\n", encoding="utf-8")
    if verdict is not None:
        (folder / "verdict.json").write_text(verdict, encoding="utf-8")
    return folder


@pytest.fixture
def market(tmp_path: Path) -> Path:
    return write_files(tmp_path / "market", valid_files())


def test_the_engine_gives_the_right_answer(market: Path, tmp_path: Path) -> None:
    read = Market.read(market)
    place(read).write(tmp_path / "out", read)
    assert (tmp_path / "out" / "placement.csv").read_text() == "child,facility\nc1,B\nc2,B\nc3,A\n"
    verdict = check_folder(market, tmp_path / "out")
    assert (verdict.feasible, verdict.stable, verdict.placed) == (True, True, 3)


@pytest.mark.parametrize(
    ("placed", "problem"),
    [
        ({**RIGHT, "c3": "B"}, "2 children in 1 places"),
        ({**RIGHT, "c3": ""}, "lost it"),
        ({**RIGHT, "c2": ""}, "none of its wishes"),
        ({"c1": "B", "c2": "B"}, "exactly once"),
        ({"c2": "B", "c1": "B", "c3": "A"}, "sorted by child"),
        ({**RIGHT, "c9": "A"}, "exactly once"),
    ],
)
def test_planted_fault_is_infeasible(market: Path, tmp_path: Path, placed: dict[str, str], problem: str) -> None:
    verdict = check_folder(market, _out(tmp_path / "out", placed))
    assert not verdict.feasible
    assert not verdict.stable
    assert any(problem in one for one in verdict.problems)


def test_blocking_family_is_named_with_wish_and_seats(market: Path, tmp_path: Path) -> None:
    verdict = check_folder(market, _out(tmp_path / "out", {"c1": "", "c2": "", "c3": "A"}))
    assert verdict.feasible
    assert not verdict.stable
    assert ("f1", 1, (("B", 1, 1, 0), ("B", 3, 1, 0))) in [
        (one.family, one.wish, one.seats) for one in verdict.blocking
    ]
    assert verdict.blocking_families == ("f1", "f2")


@pytest.mark.parametrize(
    "claim",
    [
        '{"status": "stable", "placed": 2, "blocking": 0}',
        '{"status": "undecided", "placed": 3, "blocking": 0}',
        '{"status": "stable", "placed": 3, "blocking": 1}',
        "[]",
        "nothing",
    ],
)
def test_false_claim_of_the_verdict_is_found(market: Path, tmp_path: Path, claim: str) -> None:
    verdict = check_folder(market, _out(tmp_path / "out", RIGHT, claim))
    assert verdict.feasible
    assert not verdict.stable
    assert verdict.problems[0].startswith("verdict.json")


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("seats.csv", "A,1,3"),
        ("seats.csv", "C,1,-1"),
        ("children.csv", "c1,f2,1,"),
        ("wishes.csv", "f1,4,c1,A"),
        ("wishes.csv", "f2,3,c3,"),
        ("priority.csv", "A,1,c2,9"),
        ("priority.csv", "B,1,c3,1"),
    ],
)
def test_market_that_cannot_be_judged_is_said(market: Path, tmp_path: Path, file: str, row: str) -> None:
    with (market / file).open("a", encoding="utf-8") as stream:
        stream.write(row + "\n")
    with pytest.raises(UnreadableError, match=file.split(".", maxsplit=1)[0]):
        check_folder(market, _out(tmp_path / "out", RIGHT))


def test_another_rule_is_not_judged_by_this_one(market: Path, tmp_path: Path) -> None:
    (market / "policy.toml").write_text('rule = "alphabet"\n', encoding="utf-8")
    with pytest.raises(UnreadableError, match="alphabet"):
        check_folder(market, _out(tmp_path / "out", RIGHT))
