"""Who would gain by untruth is found exactly: every list a child could state is tried beside it."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.tests.folders import Files, random_files, write_files
from ikkan.procedures.nursery.placement.tests.policy_folders import policy_text
from ikkan.procedures.nursery.placement.tests.singles import Singles, immediate_acceptance, random_singles, within_score
from ikkan.procedures.nursery.placement.untruth import Gain, untruth

# Example 1 of Abdulkadiroğlu and Sönmez, "School Choice: A Mechanism Design Approach", AER 93 (2003).
BOSTON = Singles(
    lists={"i1": ("s2", "s1", "s3"), "i2": ("s1", "s2", "s3"), "i3": ("s1", "s2", "s3")},
    seats={"s1": 1, "s2": 1, "s3": 1},
    rank={
        ("s1", "i1"): 1, ("s1", "i3"): 2, ("s1", "i2"): 3,
        ("s2", "i2"): 1, ("s2", "i1"): 2, ("s2", "i3"): 3,
        ("s3", "i2"): 1, ("s3", "i1"): 2, ("s3", "i3"): 3,
    },
    score={"i1": 1, "i2": 1, "i3": 1},
)  # fmt: skip


def _market(folder: Path, files: Files) -> Market:
    return Market.read(write_files(folder, files))


def test_the_example_of_the_literature(tmp_path: Path) -> None:
    """i2 loses s1 by priority, finds s2 given away, and gets s3; naming s2 first it gets s2."""
    found = untruth(_market(tmp_path, BOSTON.files(rule="choice_first")))
    assert found.gains == (Gain("fi2", ("i2",), reached=3, gained=2, way="first", named=2),)
    assert found.is_complete


def test_nobody_gains_where_priority_goes_first(tmp_path: Path) -> None:
    found = untruth(_market(tmp_path, BOSTON.files()))
    assert found.nobody_can
    assert not found.gains


def _could_gain(town: Singles, rule: str) -> dict[str, int]:
    """Try every list of every child; give the best choice of those who gain, from 1."""

    def got(lists: dict[str, tuple[str, ...]], child: str) -> int:
        if rule == "choice_first":
            places = immediate_acceptance(town, lists, dict(town.seats), list(lists))
        else:
            places = within_score(town, lists)
        true = town.lists[child]
        return true.index(places[child]) + 1 if places[child] in true else len(true) + 1

    best = {}
    for child, true in town.lists.items():
        lists = [told for size in range(1, len(true) + 1) for told in permutations(true, size)]
        reached = got(town.lists, child)
        gained = min(got({**town.lists, child: told}, child) for told in lists)
        if gained < reached:
            best[f"f{child}"] = gained
    return best


@pytest.mark.parametrize("rule", ["choice_first", "choice_within_score"])
def test_all_who_gain_are_found_and_nobody_else(tmp_path: Path, rule: str) -> None:
    for seed in range(10):
        town = random_singles(seed, children=9)
        found = untruth(_market(tmp_path / str(seed), town.files(rule=rule)))
        assert {gain.family: gain.gained for gain in found.gains} == _could_gain(town, rule), seed


def test_siblings_are_tried_under_every_rule(tmp_path: Path) -> None:
    for seed in range(6):
        files = random_files(seed, families=5)
        plain = untruth(_market(tmp_path / f"{seed}", files))
        assert plain.is_complete or not plain.is_stable
        choice = untruth(_market(tmp_path / f"{seed}c", {**files, "policy.toml": policy_text(rule="choice_first")}))
        assert all(gain.gained < (gain.reached or 99) for gain in (*plain.gains, *choice.gains))


def test_what_the_time_left_out_is_said(tmp_path: Path) -> None:
    market = _market(tmp_path, random_singles(3, children=12).files(rule="choice_first"))
    found = untruth(market, seconds=0.0)
    assert (found.tried, found.is_complete) == (0, False)
    assert found.untruths > 0
