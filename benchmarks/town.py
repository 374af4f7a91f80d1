"""The synthetic town for benches: its registers in the bench's home, and families that apply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from django.utils import timezone

from ikkan.cli.demo.families import make_families
from ikkan.cli.demo.family import Family
from ikkan.cli.demo.seats import Nursery, nurseries_of
from ikkan.cli.demo.town import judge_demo_facilities, open_town, read_data
from ikkan.cli.demo.walk import next_april
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.rules import Known

SEED = 20270401


@dataclass(frozen=True, slots=True)
class BenchTown:
    """A town whose registers are written.

    Args:
        april: first day of the month of admission.
        nurseries: its facilities.
        families: those who apply.
    """

    april: date
    nurseries: tuple[Nursery, ...]
    families: list[Family]


def open_bench_town(*, population: int, children: int) -> BenchTown:
    """Write a town's registers and make the families that apply."""
    today = timezone.localdate()
    april = next_april(today)
    town = open_town(population=population, april=april, as_of=today, seed=SEED)
    nurseries = nurseries_of(judge_demo_facilities(today).facilities, read_data("seat_split.toml"))
    families = make_families(
        town.households, nurseries, children=children, start_month=april, filed_on=today, seed=SEED,
        places=town.places, shares=read_data("families.toml"), names=read_data("names.toml"),
    )  # fmt: skip
    return BenchTown(april, nurseries, families)


def many_households(town: BenchTown, *, children: int) -> list[tuple[str, JsonObject, Known]]:
    """Return households for a larger round: the same families again, each time with other records of the town."""
    # a bench wants the same population again, not an unforeseeable one
    random = Random(SEED)  # noqa: S311
    made: list[tuple[str, JsonObject, Known]] = []
    count = 0
    while count < children:
        family = town.families[len(made) % len(town.families)]
        known = Known(
            tax_income_levy=random.randrange(0, 400_000, 100),
            months_waiting=random.choice((0, 0, 0, 3, 8)),
            residence_days=random.randrange(30, 4_000),
            held_last_year=random.random() < 0.1,
            lottery=len(made),
        )
        made.append((f"H-{len(made):06d}", family.answers, known))
        count += family.children
    return made
