"""Families that apply for a nursery: chosen from the residents, consistent with the registers, the same for a seed."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from ikkan.cli.demo.answers_of_family import make_answers, parents_of
from ikkan.cli.demo.family import Family
from ikkan.cli.demo.parents_of_family import Filing
from ikkan.cli.demo.people_of_town import Household, Place
from ikkan.cli.demo.plan_of_families import Plan, plan_families
from ikkan.cli.demo.seats import Nursery
from ikkan.cli.demo.wishes_of_family import Market
from ikkan.kernel.terms import class_age, fiscal_year_of


def make_families(
    residents_by_household: Mapping[str, Household],
    nurseries: Sequence[Nursery],
    *,
    children: int,
    start_month: date,
    filed_on: date,
    seed: int,
    places: Mapping[str, Place],
    shares: Mapping[str, Any],
    names: Mapping[str, Any],
) -> list[Family]:
    """Make the applications of a round, all of them without fault.

    Args:
        residents_by_household: the town's residents by 世帯番号.
        nurseries: facilities that take part.
        children: how many children apply in all.
        start_month: first day of the month of admission.
        filed_on: day of filing.
        seed: the same seed gives the same families.
        places: parts of the town by their names in addresses.
        shares: content of families.toml.
        names: content of names.toml, which tells women's names.

    Raises:
        ValueError: the town has too few small children.
    """
    # Invented data wants a repeatable source, not an unforeseeable one.
    random = Random(seed)  # noqa: S311
    market = Market(nurseries, places, shares, random)
    homes = residents_by_household
    plans = plan_families(
        homes, children=children, start_month=start_month, filed_on=filed_on, shares=shares, random=random
    )
    female = female_names(names)
    made = []
    for plan in plans:
        filing = Filing(random, shares, filed_on, start_month, _youngest(plan, start_month))
        made.append(_make_family(plan, market, female, filing))
    return made


def female_names(names: Mapping[str, Any]) -> frozenset[str]:
    """Return the given names of women in names.toml, in each form in which the register may hold them."""
    japanese = [row.split()[0] for part in names["given"]["female"].values() for row in part]
    foreign = [form for row in names["foreign"]["female"] for form in row.split()[:2]]
    return frozenset(japanese + foreign)


def _youngest(plan: Plan, start: date) -> int:
    return 0 if plan.due else min(class_age(one.birth, fiscal_year_of(start)) for one in plan.applying)


def _make_family(plan: Plan, market: Market, female: frozenset[str], filing: Filing) -> Family:
    answers, applicant, enrolled = make_answers(plan, parents_of(plan.household, female), market, female, filing)
    return Family(
        answers=answers,
        resident_number_of_applicant=applicant.number,
        household=plan.household,
        files=filing.papers.files,
        enrolments=tuple(enrolled),
    )
