"""Under every policy files are written as they were read, and rows, names and proofs decide nothing."""

from __future__ import annotations

import json
import random
import re
from itertools import product
from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.policy import Policy
from ikkan.procedures.nursery.placement.tests.folders import Files, valid_files, write_files
from ikkan.procedures.nursery.placement.tests.policy_folders import RULES, policy_files

POLICIES = list(product(RULES, ("refuse", "equal"), ("one_run", "in_turn")))


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _result(folder: Path, files: Files, *, prove: bool = False) -> dict[str, bytes]:
    market = Market.read(write_files(folder / "market", files))
    place(market, prove=prove).write(folder / "out", market)
    return _bytes(folder / "out")


def _files(seed: int, rule: str, ties: str, stages: str) -> Files:
    return policy_files(seed, families=8, facilities=4, rule=rule, ties=ties, stages=stages)


def _shuffled(files: Files, draw: random.Random) -> Files:
    """Shuffle the rows below each header."""
    shuffled = {}
    for name, rows in files.items():
        head = rows[:1] if rows and rows[0].split(",")[0] in {"facility", "child", "family"} else []
        shuffled[name] = [*head, *draw.sample(rows[len(head) :], len(rows) - len(head))]
    return shuffled


@pytest.mark.parametrize(("rule", "ties", "stages"), POLICIES)
def test_shuffled_rows_give_the_same_bytes(tmp_path: Path, rule: str, ties: str, stages: str) -> None:
    for seed in range(4):
        files = _files(seed, rule, ties, stages)
        # S311: any shuffle will do
        other = _shuffled(files, random.Random(seed))  # noqa: S311
        assert _result(tmp_path / f"{seed}a", files) == _result(tmp_path / f"{seed}b", other), seed
        Market.read(tmp_path / f"{seed}a" / "market").write(tmp_path / f"{seed}c")
        Market.read(tmp_path / f"{seed}b" / "market").write(tmp_path / f"{seed}d")
        assert _bytes(tmp_path / f"{seed}c") == _bytes(tmp_path / f"{seed}d"), seed


@pytest.mark.parametrize(("rule", "ties", "stages"), POLICIES)
def test_what_was_read_is_written_again(tmp_path: Path, rule: str, ties: str, stages: str) -> None:
    files = _files(5, rule, ties, stages)
    market = Market.read(write_files(tmp_path / "in", files))
    market.write(tmp_path / "once")
    again = Market.read(tmp_path / "once")
    again.write(tmp_path / "twice")
    assert _bytes(tmp_path / "once") == _bytes(tmp_path / "twice")
    assert again.policy == market.policy == Policy(rule=rule, ties=ties, stages=stages)
    assert place(again).facility.tolist() == place(market).facility.tolist()
    for name in ("seats.csv", "children.csv", "priority.csv"):
        wanted = sorted(",".join(sorted(row.split(","))) for row in files[name])
        written = (tmp_path / "once" / name).read_text(encoding="utf-8").splitlines()
        assert sorted(",".join(sorted(row.split(","))) for row in written) == wanted


def _renamed(row: str) -> str:
    """Reverse the order of the ids of children, families and facilities, and of the pools named after them."""
    swaps = (
        (r"^c(\d)(\d)$", lambda m: f"k{9 - int(m[1])}{9 - int(m[2])}"),
        (r"^f(\d)$", lambda m: f"g{9 - int(m[1])}"),
        (r"^(p?)([A-Z])$", lambda m: f"{m[1]}Z{9 - ord(m[2]) % 10}"),
    )
    cells = row.split(",")
    for pattern, swap in swaps:
        cells = [re.sub(pattern, swap, cell) for cell in cells]
    return ",".join(cells)


@pytest.mark.parametrize(("rule", "ties", "stages"), POLICIES)
def test_other_names_give_the_same_placement(tmp_path: Path, rule: str, ties: str, stages: str) -> None:
    for seed in range(4):
        files = _files(seed, rule, ties, stages)
        # Two entitled siblings are told apart by their ids alone; which of them takes a reserved seat is no difference.
        files["children.csv"] = [re.sub(r"(care|urgent)( care| urgent)?", "", row) for row in files["children.csv"]]
        renamed = {
            name: [_renamed(row) if name != "policy.toml" else row for row in rows] for name, rows in files.items()
        }
        plain, other = _result(tmp_path / f"{seed}a", files), _result(tmp_path / f"{seed}b", renamed)
        if json.loads(plain["verdict.json"])["status"] == "stable":
            rows = plain["placement.csv"].decode().splitlines()
            assert sorted(map(_renamed, rows)) == sorted(other["placement.csv"].decode().splitlines()), seed


@pytest.mark.parametrize(("rule", "ties", "stages"), POLICIES)
def test_proofs_change_nothing(tmp_path: Path, rule: str, ties: str, stages: str) -> None:
    for seed in range(4):
        files = _files(seed, rule, ties, stages)
        plain, proved = _result(tmp_path / f"{seed}a", files), _result(tmp_path / f"{seed}b", files, prove=True)
        assert plain["placement.csv"] == proved["placement.csv"], seed


def test_verdict_names_the_rule_only_where_it_is_not_as_always(tmp_path: Path) -> None:
    plain = json.loads(_result(tmp_path / "plain", valid_files())["verdict.json"])
    assert not {"rule", "ties", "stages"} & plain.keys()
    text = ['rule = "choice_first"', 'ties = "equal"', 'stages = ["new", "forced"]']
    said = json.loads(_result(tmp_path / "said", {**valid_files(), "policy.toml": text})["verdict.json"])
    assert (said["rule"], said["ties"], said["stages"]) == ("choice_first", "equal", ["new", "forced"])


def test_policy_is_written_as_it_is_read(tmp_path: Path) -> None:
    policy = Policy("choice_first", "equal", "largest", ('転園 "強制"', "new\\"))
    (tmp_path / "policy.toml").write_text(policy.text(), encoding="utf-8")
    assert Policy.read(tmp_path) == policy


def test_policy_given_for_a_market_is_held_against_its_files(tmp_path: Path) -> None:
    files = {**valid_files(), "policy.toml": ['ties = "equal"']}
    files["priority.csv"][1] = "A,1,c1,1"
    market = Market.read(write_files(tmp_path, files))
    assert place(market, policy=Policy(ties="equal", choose="largest")).policy.choose == "largest"
    with pytest.raises(MarketError, match="priority_tie"):
        place(market, policy=Policy())
    with pytest.raises(MarketError, match="missing_score"):
        place(market, policy=Policy("choice_within_score", "equal"))
