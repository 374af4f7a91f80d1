"""Under every policy the engine agrees with brute force on tiny markets with pools, reserved seats, stages and ties."""

from __future__ import annotations

import tempfile
from itertools import product
from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import Placement, place
from ikkan.procedures.nursery.placement.tests.brute import Town, Wish, solve_by_brute_force
from ikkan.procedures.nursery.placement.tests.folders import Files, write_files
from ikkan.procedures.nursery.placement.tests.policy_folders import RULES, policy_files

ONE_RUN = list(product(RULES, ("refuse", "equal"), ("family_leaning", "largest")))


def placed_by_engine(files: Files, *, prove: bool = False) -> tuple[Placement, Wish]:
    """Place the files; give the result and what each child got, as brute force writes it."""
    with tempfile.TemporaryDirectory() as name:
        market = Market.read(write_files(Path(name), files))
    placed = place(market, prove=prove)
    names, kinds = (*market.facility_ids, ""), (*(f" {kind}" for kind in market.reserved.names), "")
    kind_of = placed.seat_kind.tolist() if placed.seat_kind is not None else [-1] * len(market.child_ids)
    return placed, {
        child: names[at] + kinds[kind]
        for child, at, kind in zip(market.child_ids, placed.facility.tolist(), kind_of, strict=True)
    }


@pytest.mark.parametrize(("rule", "ties", "choose"), ONE_RUN)
def test_one_run(rule: str, ties: str, choose: str) -> None:
    for seed in range(12):
        files = policy_files(seed, rule=rule, ties=ties, choose=choose)
        reference = solve_by_brute_force(files)
        placed, got = placed_by_engine(files, prove=True)
        assert placed.status == ("stable" if reference.stable else "no_stable_placement"), seed
        assert len(placed.blocking) == reference.fewest_blocking, seed
        if reference.stable:
            assert got in reference.stable, seed
            assert placed.largest == reference.largest_stable, seed
            assert not placed.proved_only or len(reference.stable) == 1, seed
            assert placed.proved_largest == (placed.placed == reference.largest_stable), seed
            assert choose != "largest" or placed.proved_largest, seed


def _largest_in_turn(files: Files, stages: list[int], before: Wish) -> int:
    """Give the most children that stage after stage may give a place, whichever stable placement each ends in."""
    if not stages:
        return sum(1 for seat in before.values() if seat)
    reference = solve_by_brute_force(files, stages[0], before)
    return max((_largest_in_turn(files, stages[1:], before | got) for got in reference.stable), default=-1)


@pytest.mark.parametrize(("rule", "ties"), list(product(RULES, ("refuse", "equal"))))
def test_stage_after_stage(rule: str, ties: str) -> None:
    for seed in range(16):
        files = policy_files(seed, families=5, rule=rule, ties=ties, stages="in_turn")
        placed, got = placed_by_engine(files, prove=True)
        stages, is_stable = sorted(set(Town(files).stage.values())), True
        before: Wish = {}
        for stage in stages:
            reference = solve_by_brute_force(files, stage, before)
            own = {child: got[child] for child, name in Town(files).family.items() if Town(files).stage[name] == stage}
            is_stable &= own in reference.stable
            assert not reference.stable or own in reference.stable, (seed, stage)
            before |= own
        assert (placed.status == "stable") == is_stable, seed
        most = _largest_in_turn(files, stages, {})
        assert placed.largest in {None, most}, seed
        assert placed.status != "no_stable_placement" or most == -1, seed


def test_a_list_of_stages_is_their_order() -> None:
    for seed in range(8):
        files = policy_files(seed, families=6, stages="in_turn")
        named = {"1": "forced", "2": "transfer", "3": "new"}
        rows = [row.split(",") for row in files["children.csv"][1:]]
        texts = [",".join((*row[:4], named[row[4]], *row[5:])) for row in rows]
        order = ['stages = ["forced", "transfer", "new"]']
        other = {**files, "children.csv": [files["children.csv"][0], *texts], "policy.toml": order}
        assert placed_by_engine(files)[1] == placed_by_engine(other)[1]
