"""The rounds of a fiscal year (4月の1次・2次と毎月の随時選考), with the dates of the town's book."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db import transaction
from django.utils import timezone

from ikkan.corridor.rounds import open_round
from ikkan.kernel.book import BookAt, Row
from ikkan.kernel.terms import TownCalendar
from ikkan.ledger.calendar import town_calendar
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Round
from ikkan.people.models import Account

PROCEDURE: Final = "nursery"
APRIL: Final = 4
MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Planned:
    """A round as the book dates it.

    Args:
        kind: ``first``, ``second`` or ``monthly``.
        title: its name for people.
        month: first day of the month of admission.
        opens_on: first day of applications.
        closes_on: last day of applications.
        answers_on: day of the answer.
    """

    kind: str
    title: str
    month: date
    opens_on: date
    closes_on: date
    answers_on: date


def plan_year(year: int, book: BookAt, calendar: TownCalendar) -> list[Planned]:
    """Return the rounds for admission in a fiscal year, in the order of their answers.

    Args:
        year: fiscal year: April of it to March of the next.
        book: the book on the first of that April.
        calendar: days on which the town hall is closed.
    """
    planned = [_planned(row, month, calendar) for row in book.rows("rounds") for month in _months(row, year)]
    return sorted(planned, key=lambda one: (one.answers_on, one.month))


def open_year(*, year: int, account: Account, now: datetime) -> list[Round]:
    """Open the rounds of a fiscal year that are not there yet, and return those opened.

    All of them take cases that go on from the round before; applications are taken between their own dates. Doing it
    twice opens nothing; a round whose last day has passed is not opened.

    Args:
        year: fiscal year.
        account: officer.
        now: moment.
    """
    today = timezone.localdate(now)
    book = book_in_force(PROCEDURE).at(date(year, APRIL, 1))
    there = set(Round.objects.filter(procedure=PROCEDURE).values_list("kind", "month"))
    with transaction.atomic():
        return [
            open_round(
                procedure=PROCEDURE, kind=one.kind, title=one.title, month=one.month,
                opens_at=_at(one.opens_on, time.min), closes_at=_at(one.closes_on, time.max),
                answers_on=one.answers_on, account=account, now=now,
            )
            for one in plan_year(year, book, town_calendar(today))
            if (one.kind, one.month) not in there and one.closes_on >= today
        ]  # fmt: skip


def _planned(row: Row, month: date, calendar: TownCalendar) -> Planned:
    opens, closes, answers = (
        _day(month, _number(row, f"{name}_months_before"), _number(row, f"{name}_day"))
        for name in ("opens", "closes", "answers")
    )
    return Planned(
        kind=str(row.values["kind"]),
        title=row.text("ja").format(year=month.year, month=month.month),
        month=month,
        opens_on=opens,
        closes_on=calendar.next_open_day(closes),
        answers_on=calendar.next_open_day(answers),
    )


def _months(row: Row, year: int) -> Iterator[date]:
    """Yield the months of admission of a row, from its first month on within the fiscal year."""
    first, last = (_number(row, f"{name}_month") for name in ("first", "last"))
    for place in range((last - first) % MONTHS + 1):
        month = (first - 1 + place) % MONTHS + 1
        yield date(year if month >= APRIL else year + 1, month, 1)


def _day(month: date, months_before: int, day: int) -> date:
    """Return a day of the month so many before, its last day where it is shorter."""
    year, index = divmod(month.year * MONTHS + month.month - 1 - months_before, MONTHS)
    return date(year, index + 1, min(day, monthrange(year, index + 1)[1]))


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


def _number(row: Row, name: str) -> int:
    return int(str(row.values[name]))
