"""What the town's own records say of a household for its score."""

from datetime import datetime
from typing import Final

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reader import Reader
from ikkan.kernel.terms import age_on, fiscal_year_of
from ikkan.ledger.models import Case
from ikkan.ports.arrears import arrears_port
from ikkan.procedures.nursery.history import pasts_of, with_past
from ikkan.procedures.nursery.household import GROUND, PURPOSE, Home
from ikkan.procedures.nursery.models import Child
from ikkan.procedures.nursery.rules import Known
from ikkan.procedures.nursery.rules import answers as read
from ikkan.registers.selectors import levy_of

FISCAL_ORDER: Final = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)


def known_of(case: Case, answers: JsonObject, home: Home, book: BookAt, now: datetime) -> Known:
    """Return what scores may rest on beside the answers.

    Args:
        case: the case.
        answers: the form.
        home: the household in the register.
        book: the book on the reference day.
        now: moment of the readings.
    """
    applying = {person.number for person in home.children.values()}
    day = case.round.month if case.round else case.reference_day
    known = Known(
        tax_income_levy=_levy(case, _parents(home, answers), book, now),
        sibling_facilities=_siblings(home, applying),
        children_under_18=sum(age_on(one.birth, day) < _number(book, "minor_below") for one in home.members) or None,
        residence_days=home.residence_days,
        grandparent_under_65_in_household=any(
            one.relation in {"父", "母"} and age_on(one.birth, day) < _number(book, "grandparent_below")
            for one in home.members
        ),
        arrears_months=_arrears(home),
    )
    return with_past(known, pasts_of({case.pk: applying})[case.pk], month=day, round_=case.round)


def _siblings(home: Home, applying: set[str]) -> tuple[str, ...]:
    """Return where members of the household who do not apply are, or were placed and are expected."""
    others = {one.number for one in home.members} - applying
    placed = Child.objects.filter(resident__in=others, is_withdrawn=False).exclude(placed_facility="")
    enrolled = {place for number, place in home.enrolled.items() if number in others}
    return tuple(sorted(enrolled | set(placed.values_list("placed_facility", flat=True))))


def _parents(home: Home, answers: JsonObject) -> list[str]:
    births = {read.day(parent, "birth") for parent in read.parts(answers, "parents")}
    return [one.number for one in home.members if one.birth in births]


def _levy(case: Case, parents: list[str], book: BookAt, now: datetime) -> int | None:
    """Return the household's levy of the year that counts, None when any part of it is unknown."""
    if not parents:
        return None
    year = fiscal_year_of(case.reference_day)
    if FISCAL_ORDER.index(case.reference_day.month) < FISCAL_ORDER.index(_number(book, "levy_of_year_from_month")):
        year -= 1
    reader = Reader(who="", why=PURPOSE, case=case.number, ground=GROUND)
    levies = levy_of(parents, year, reader=reader, now=now).values()
    known = [levy for levy in levies if levy is not None]
    return sum(known) if len(known) == len(parents) else None


def _arrears(home: Home) -> int:
    if home.applicant is None:
        return 0
    return arrears_port().months_owed(home.household_number)


def _number(book: BookAt, key: str) -> int:
    return int(str(book.value("known", key)))
