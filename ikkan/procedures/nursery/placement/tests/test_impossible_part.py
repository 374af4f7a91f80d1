"""A part without a stable placement leaves the rest of the town as it would be alone, and the fewest are summed."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from ikkan.procedures.nursery.placement.checker import check_folder
from ikkan.procedures.nursery.placement.least_bad import components
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.narrow import Narrowed, narrow, places_of
from ikkan.procedures.nursery.placement.pack import pack
from ikkan.procedures.nursery.placement.place import Placement, place
from ikkan.procedures.nursery.placement.tests.brute import solve_by_brute_force
from ikkan.procedures.nursery.placement.tests.folders import Files, random_files, write_files
from ikkan.procedures.nursery.placement.tests.test_brute_force import HARD_SEEDS
from ikkan.procedures.nursery.placement.tests.test_no_stable_placement import CYCLE


def _in_quarter(files: Files, quarter: str) -> Files:
    """Give the market with every id of a child, family and facility marked."""
    marked = {"seats.csv": (0,), "children.csv": (0, 1, 3), "wishes.csv": (0, 2, 3), "priority.csv": (0, 2)}
    return {
        name: [
            ",".join(
                f"{quarter}{cell}" if at in marked[name] and cell else cell for at, cell in enumerate(row.split(","))
            )
            for row in rows
        ]
        for name, rows in files.items()
    }


def _town(*quarters: Files) -> Files:
    """Give one market of several that share nothing."""
    apart = [_in_quarter(files, chr(ord("p") + at)) for at, files in enumerate(quarters)]
    return {name: [row for files in apart for row in files[name]] for name in CYCLE}


def _placed(folder: Path, files: Files) -> tuple[Placement, dict[str, str]]:
    """Place a market, hold the checker against it, and give what every child got."""
    market = Market.read(write_files(folder / "market", files))
    placement = place(market)
    placement.write(folder / "out", market)
    verdict = check_folder(folder / "market", folder / "out")
    assert verdict.feasible
    assert not verdict.problems
    assert verdict.blocking_families == placement.blocking
    rows = (folder / "out" / "placement.csv").read_text().splitlines()[1:]
    return placement, dict(row.split(",") for row in rows)


def test_the_rest_is_placed_as_if_alone(tmp_path: Path) -> None:
    rest = random_files(7, families=12, facilities=5)
    whole, got = _placed(tmp_path / "whole", _town(CYCLE, rest))
    alone, expected = _placed(tmp_path / "alone", _in_quarter(rest, "q"))
    assert alone.status == "stable"
    assert {child: at for child, at in got.items() if child.startswith("q")} == expected
    assert whole.status == "no_stable_placement"
    assert len(whole.blocking) == 1
    assert whole.proved_fewest


@pytest.mark.parametrize("seeds", list(combinations(HARD_SEEDS, 2)))
def test_the_fewest_are_the_sum_over_the_parts(tmp_path: Path, seeds: tuple[int, int]) -> None:
    quarters = [random_files(seed, families=5) for seed in seeds]
    placement, _ = _placed(tmp_path, _town(*quarters))
    assert placement.status == "no_stable_placement"
    assert len(placement.blocking) == sum(solve_by_brute_force(files).fewest_blocking for files in quarters)
    assert placement.proved_fewest
    assert not placement.unanswered


@pytest.mark.parametrize("seed", [211, 443, 573])
def test_a_contradiction_is_set_aside_alone(tmp_path: Path, seed: int) -> None:
    """Narrowing itself meets the contradiction, and goes on in the quarter that has nothing to do with it."""
    rest = random_files(7, families=12, facilities=5)
    whole, narrowed = _narrowed(tmp_path / "whole", _town(random_files(seed, families=5), rest))
    alone, expected = _narrowed(tmp_path / "alone", _in_quarter(rest, "q"))
    assert narrowed.is_impossible
    assert not expected.is_impossible
    names = [name for name in whole if name.startswith("q")]
    assert {name: whole[name] for name in names} == alone


def _narrowed(folder: Path, files: Files) -> tuple[dict[str, list[bool]], Narrowed]:
    """Give, by family, which wishes narrowing leaves."""
    market = Market.read(write_files(folder, files))
    places = places_of(pack(market))
    narrowed = narrow(places)
    start = places.packed.wish_start.tolist()
    left = {
        market.family_ids[family]: narrowed.possible[start[at] : start[at + 1]].tolist()
        for at, family in enumerate(places.packed.family_of.tolist())
    }
    return left, narrowed


def test_components_share_nothing(tmp_path: Path) -> None:
    market = Market.read(write_files(tmp_path, _town(CYCLE, CYCLE, random_files(7, families=12, facilities=5))))
    places = places_of(pack(market))
    component, packed = components(places), places.packed
    slots_of = [set(packed.entry_slot[component[packed.entry_family] == one].tolist()) for one in np.unique(component)]
    assert len(slots_of) >= 3
    assert sum(map(len, slots_of)) == len(set.union(*slots_of))
