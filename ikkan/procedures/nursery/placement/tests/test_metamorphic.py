"""What must not matter does not: a facility that nobody wants, a neighbouring town, the search for proofs."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.policy import Policy
from ikkan.procedures.nursery.placement.tests.brute import solve_by_brute_force
from ikkan.procedures.nursery.placement.tests.folders import Files, random_files, write_files

SEEDS = st.integers(0, 2**32)


def _market(files: Files) -> Market:
    with tempfile.TemporaryDirectory() as name:
        return Market.read(write_files(Path(name), files))


def _result(files: Files, *, prove: bool = False, choose: str = "family_leaning") -> dict[str, str]:
    market = _market(files)
    placed = place(market, policy=Policy(choose=choose), prove=prove)
    assert placed.status == "stable" or placed.blocking
    names = (*market.facility_ids, "")
    return {child: names[at] for child, at in zip(market.child_ids, placed.facility.tolist(), strict=True)}


def _moved(files: Files) -> Files:
    """Give the same town under other names, so that it can stand beside another."""
    return {name: [re.sub(r"\b([A-Zcf])(?=\d*\b)", r"x\1", row) for row in rows] for name, rows in files.items()}


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_facility_that_nobody_wants_changes_nothing(seed: int) -> None:
    files = random_files(seed, families=8, facilities=4)
    more = {**files, "seats.csv": ["0,1,3", *files["seats.csv"], "Z,2,1"]}
    assert _result(files) == _result(more)


@settings(max_examples=60, deadline=None)
@given(SEEDS, SEEDS)
def test_two_towns_in_one_file_are_placed_as_each_alone(seed: int, other: int) -> None:
    here = random_files(seed, families=5)
    there = _moved(random_files(other, families=5))
    if place(_market(here)).status != "stable" or place(_market(there)).status != "stable":
        # Where nothing is stable, which family blocks may depend on how the search for the fewest goes.
        return
    both = {name: [*here[name], *there[name]] for name in here}
    assert _result(both) == _result(here) | _result(there)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_proofs_never_change_the_placement(seed: int) -> None:
    files = random_files(seed, families=8, facilities=4)
    assert _result(files) == _result(files, prove=True)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_largest_is_placed_where_the_town_chooses_it(seed: int) -> None:
    files = random_files(seed)
    reference = solve_by_brute_force(files)
    if not reference.stable:
        return
    leaning = place(_market(files), prove=True)
    largest = place(_market(files), policy=Policy(choose="largest"))
    assert largest.placed == largest.largest == leaning.largest == reference.largest_stable
    assert largest.proved_largest
    assert leaning.proved_only is False or len(reference.stable) == 1
    if leaning.proved_largest:
        assert largest.facility.tolist() == leaning.facility.tolist()
