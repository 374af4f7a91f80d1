"""A small town and its families, made once for all tests of the demo."""

from datetime import date
from random import Random

import pytest

from ikkan.cli.demo.families import make_families
from ikkan.cli.demo.family import Family
from ikkan.cli.demo.people_of_town import People, make_people
from ikkan.cli.demo.seats import Nursery, nurseries_of
from ikkan.cli.demo.town import judge_demo_facilities, places_of_town, read_data
from ikkan.procedures.nursery.validation import FacilityFacts

START = date(2027, 4, 1)
AS_OF = date(2026, 10, 1)
FILED_ON = date(2026, 10, 20)


def chance() -> Random:
    # Tests want a repeatable source, not an unforeseeable one.
    return Random(1)  # noqa: S311


def small_town(seed: int = 1) -> People:
    return make_people(
        population=6_000,
        april=START,
        as_of=AS_OF,
        seed=seed,
        places=tuple(places_of_town().values()),
        shares=read_data("town.toml"),
        names=read_data("names.toml"),
    )


def small_round(people: People, nurseries: tuple[Nursery, ...], seed: int = 2) -> list[Family]:
    return make_families(
        people.by_household(),
        nurseries,
        children=150,
        start_month=START,
        filed_on=FILED_ON,
        seed=seed,
        places=places_of_town(),
        shares=read_data("families.toml"),
        names=read_data("names.toml"),
    )


def facts_of(nurseries: tuple[Nursery, ...]) -> dict[str, FacilityFacts]:
    return {
        one.code: FacilityFacts(one.code, one.name, frozenset(age for age in range(6) if one.takes(age)))
        for one in nurseries
    }


@pytest.fixture(scope="session")
def people() -> People:
    return small_town()


@pytest.fixture(scope="session")
def nurseries() -> tuple[Nursery, ...]:
    return nurseries_of(judge_demo_facilities(AS_OF).facilities, read_data("seat_split.toml"))


@pytest.fixture(scope="session")
def families(people: People, nurseries: tuple[Nursery, ...]) -> list[Family]:
    return small_round(people, nurseries)
