"""Every figure of an explanation equals one counted by hand from the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.explain import explain
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.tests.folders import random_files, valid_files, write_files


def test_small_market_by_hand(tmp_path: Path) -> None:
    market = Market.read(write_files(tmp_path, valid_files()))
    found = {(one.child, one.wish): one[2:] for one in explain(market, place(market))}
    assert found == {
        ("c1", 1): ("B", 1, 1, 0, 1, 1, True),
        ("c2", 1): ("B", 1, 1, 0, 1, 1, True),
        ("c1", 2): ("A", 2, 1, 1, 1, 2, False),
        ("c3", 1): ("B", 1, 1, 1, 1, 2, False),
        ("c3", 2): ("A", 2, 1, 0, 1, 1, True),
    }


@pytest.mark.parametrize("seed", range(25))
def test_figures_equal_a_slow_count(tmp_path: Path, seed: int) -> None:
    files = random_files(seed, families=15, facilities=4)
    market = Market.read(write_files(tmp_path, files))
    placement = place(market)
    rank = {tuple(row.split(",")[0:3:2]): int(row.rsplit(",", 1)[1]) for row in files["priority.csv"]}
    child = {row.split(",")[0]: row.split(",") for row in files["children.csv"]}
    placed = {
        name: market.facility_ids[at]
        for name, at in zip(market.child_ids, placement.facility.tolist(), strict=True)
        if at >= 0
    }
    found = explain(market, placement)
    assert len(found) == sum(1 for row in files["wishes.csv"] if not row.endswith(","))
    for one in found:
        here = [name for name, at in placed.items() if at == one.facility and child[name][2] == child[one.child][2]]
        others = [name for name in here if child[name][1] != child[one.child][1]]
        own = rank[one.facility, one.child]
        assert one.own_rank == own
        assert one.admitted == len(here)
        assert one.better_admitted == sum(1 for name in others if rank[one.facility, name] < own)
        assert one.lowest_admitted_rank == max((rank[one.facility, name] for name in here), default=0)
