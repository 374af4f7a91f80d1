"""The checker counts every figure of every explanation again, under every rule, and finds none that is false."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.checker import check_folder
from ikkan.procedures.nursery.placement.explain import explain, write_explanations
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.tests.folders import write_files
from ikkan.procedures.nursery.placement.tests.policy_folders import RULES, policy_files

POLICIES = list(product(RULES, ("refuse", "equal"), ("one_run", "in_turn")))


@pytest.mark.parametrize(("rule", "ties", "stages"), POLICIES)
def test_nothing_is_said_that_is_not_counted(tmp_path: Path, rule: str, ties: str, stages: str) -> None:
    said: set[str] = set()
    for seed in range(40):
        folder, out = tmp_path / f"{seed}", tmp_path / f"{seed}-out"
        write_files(folder, policy_files(seed, families=14, facilities=4, rule=rule, ties=ties, stages=stages))
        market = Market.read(folder)
        placement = place(market)
        placement.write(out, market)
        write_explanations(market, placement, out)
        problems = check_folder(folder, out).problems
        assert not problems, (seed, problems[:2])
        said |= {one.decided_by for one in explain(market, placement)}
    assert {"holder", "score", "key:income", "rank"} <= said
    assert ("choice" in said) == (rule != "priority_first")
    assert ("stage" in said) == (stages == "one_run")


def test_a_figure_that_is_changed_is_found(tmp_path: Path) -> None:
    folder, out = (
        write_files(tmp_path / "market", policy_files(3, families=14, facilities=4, stages="one_run")),
        tmp_path / "out",
    )
    market = Market.read(folder)
    placement = place(market)
    placement.write(out, market)
    write_explanations(market, placement, out)
    written = (out / "explanations.csv").read_text(encoding="utf-8")
    assert ",full," in written
    (out / "explanations.csv").write_text(written.replace(",full,", ",sibling,", 1), encoding="utf-8")
    assert check_folder(folder, out).problems
