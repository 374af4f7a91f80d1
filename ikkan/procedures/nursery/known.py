"""What the town's own records say of households for their scores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from ikkan.kernel import answers as read
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.terms import age_on, class_age, fiscal_year_of
from ikkan.ledger.models import Case
from ikkan.ports.arrears import arrears_port
from ikkan.procedures.nursery.history import pasts_of, with_past
from ikkan.procedures.nursery.household import Home, reader_for
from ikkan.procedures.nursery.models import Child
from ikkan.procedures.nursery.rules import Known
from ikkan.registers.selectors import levies_of

FISCAL_ORDER: Final = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


def known_of(
    filed: Mapping[Case, JsonObject], homes: Mapping[Case, Home], book: BookAt, now: datetime
) -> dict[Case, Known]:
    """Return what scores may rest on beside the answers.

    Args:
        filed: the form of each case; all cases have one reference day.
        homes: their households in the register.
        book: the book on the reference day.
        now: moment of the readings.
    """
    applying = {case: {person.number for person in homes[case].children.values()} for case in filed}
    siblings, levies = _siblings(homes, applying), _levies(filed, homes, book, now)
    pasts = pasts_of({case.pk: numbers for case, numbers in applying.items()})
    known = {}
    for case in filed:
        home, day = homes[case], case.round.month if case.round else case.reference_day
        own = Known(
            tax_income_levy=levies[case],
            sibling_facilities=siblings[case],
            children_under_18=sum(age_on(one.birth, day) < _number(book, "minor_below") for one in home.members)
            or None,
            residence_days=home.residence_days,
            grandparent_under_65_in_household=any(
                one.relation in {"父", "母"} and age_on(one.birth, day) < _number(book, "grandparent_below")
                for one in home.members
            ),
            arrears_months=_arrears(home),
            preschoolers=_in_classes_below(home, day, int(str(book.value("certification_age", "school")))),
            children_to_primary=_in_classes_below(home, day, _number(book, "primary_below")),
        )
        known[case] = with_past(own, pasts[case.pk], month=day, round_=case.round)
    return known


def _siblings(homes: Mapping[Case, Home], applying: Mapping[Case, set[str]]) -> dict[Case, tuple[str, ...]]:
    """Return where members of each household who do not apply are, or were placed and are expected."""
    others = {case: {one.number for one in home.members} - applying[case] for case, home in homes.items()}
    rows = Child.objects.filter(resident__in=set().union(*others.values()), is_withdrawn=False)
    placed: dict[str, set[str]] = defaultdict(set)
    for number, facility in rows.exclude(placed_facility="").values_list("resident", "placed_facility"):
        placed[number].add(facility)
    for home in homes.values():
        for number, facility in home.enrolled.items():
            placed[number].add(facility)
    return {case: tuple(sorted(set().union(*(placed[one] for one in own)))) for case, own in others.items()}


def _levies(
    filed: Mapping[Case, JsonObject], homes: Mapping[Case, Home], book: BookAt, now: datetime
) -> dict[Case, int | None]:
    """Return each household's levy of the year that counts, None when any part of it is unknown."""
    year = fiscal_year_of(book.day)
    if FISCAL_ORDER.index(book.day.month) < FISCAL_ORDER.index(_number(book, "levy_of_year_from_month")):
        year -= 1
    parents = {case: _parents(homes[case], answers) for case, answers in filed.items()}
    asked = [(number, reader_for(case)) for case, numbers in parents.items() for number in numbers]
    levies = levies_of(asked, year, now=now)
    return {case: _together([levies[number] for number in numbers]) for case, numbers in parents.items()}


def _together(levies: Sequence[int | None]) -> int | None:
    known = [levy for levy in levies if levy is not None]
    return sum(known) if levies and len(known) == len(levies) else None


def _parents(home: Home, answers: JsonObject) -> list[str]:
    births = {read.day(parent, "birth") for parent in read.parts(answers, "parents")}
    return [one.number for one in home.members if one.birth in births]


def _arrears(home: Home) -> int:
    if home.applicant is None:
        return 0
    return arrears_port().months_owed(home.household_number)


def _in_classes_below(home: Home, day: date, age: int) -> int | None:
    """Return how many of a household's children are in classes below an age; None when the register shows none."""
    year = fiscal_year_of(day)
    births = [one.birth for one in home.members if fiscal_year_of(one.birth) <= year]
    return sum(class_age(birth, year) < age for birth in births) or None


def _number(book: BookAt, key: str) -> int:
    return int(str(book.value("known", key)))
