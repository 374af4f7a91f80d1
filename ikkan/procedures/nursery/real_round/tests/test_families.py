"""Made-up families apply exactly as published, class by class, and the same seed makes the same ones."""

import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from ikkan.procedures.nursery.placement.checker import check_folder
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.real_round.applying import draw_applicants
from ikkan.procedures.nursery.real_round.families import Assumptions, applications_of, market_of
from ikkan.procedures.nursery.real_round.published import Layout, PublishedRound, read_published
from ikkan.procedures.nursery.real_round.tests.made_up_town import ROUND, SEATS, write


@pytest.fixture
def published(tmp_path: Path) -> PublishedRound:
    return read_published(write(tmp_path, ROUND), Layout.APPLICATIONS_AND_OFFERS)


@pytest.mark.parametrize("wishes", [1.0, 2.5, 3.5, 5.0])
@pytest.mark.parametrize("seed", range(5))
def test_applications_and_seats_are_those_published(published: PublishedRound, seed: int, wishes: float) -> None:
    market = market_of(published, Assumptions(seed=seed, wishes=wishes, siblings=0.5))
    assert published.applications is not None
    assert applications_of(market) == {one: count for one, count in published.applications.items() if count}
    seats = {
        (name, age): seats
        for name, age, seats in market.frames["seats.csv"].select("facility", "age", "seats").iter_rows()
    }
    assert seats == dict(published.seats)


def test_a_facility_that_everybody_wants_makes_as_many_children() -> None:
    demand = {"a": 30, "b": 2, "c": 1}
    places = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (0.0, 1.0)}
    # S311: synthetic data, no secret depends on it
    children = draw_applicants(1, demand, places, mean=5, most=5, draw=random.Random(1))  # noqa: S311
    assert len(children) == 30
    assert Counter(name for child in children for name in child.wished) == demand


def test_nobody_wishes_more_than_the_most(published: PublishedRound) -> None:
    market = market_of(published, Assumptions(most=2, wishes=1.5, siblings=0))
    per_child = market.frames["wishes.csv"].group_by("child").len()["len"]
    assert per_child.max() == 2


def test_brothers_and_sisters_are_as_many_as_asked_for(published: PublishedRound) -> None:
    market = market_of(published, Assumptions(siblings=0.4))
    sizes = Counter(market.frames["children.csv"]["family"])
    in_pairs = sum(size for size in sizes.values() if size > 1)
    assert 0.3 * len(market.child_ids) < in_pairs <= 0.4 * len(market.child_ids)


def test_ranks_rest_on_few_scores(published: PublishedRound) -> None:
    priority = market_of(published, Assumptions()).frames["priority.csv"]
    assert priority["score"].n_unique() < 20
    classes = priority.sort("rank").with_columns(pl.col("score").cast(pl.Int64)).partition_by("facility", "age")
    assert all(one["score"].is_sorted(descending=True) for one in classes)


def test_the_same_seed_makes_the_same_files(published: PublishedRound, tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        market_of(published, Assumptions(seed=seed)).write(tmp_path / name)
    files = [{path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())} for name in ("a", "b", "c")]
    assert files[0] == files[1] != files[2]


def test_seats_only_get_a_likely_demand_and_can_be_placed(tmp_path: Path) -> None:
    seats = read_published(write(tmp_path, SEATS), Layout.SEATS)
    market_of(seats, Assumptions()).write(tmp_path / "market")
    read = Market.read(tmp_path / "market")
    place(read).write(tmp_path / "out", read)
    assert check_folder(tmp_path / "market", tmp_path / "out").stable
    assert int(read.seats.sum()) == 31
    assert len(read.child_ids) >= 31
