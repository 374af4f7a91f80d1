"""The forecast of the desk: how far this pace carries, with its method and how wrong it was a week ago."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from ikkan.kernel.terms import TownCalendar

LOOKS_BACK = timedelta(days=14)
LAST_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What happens at this pace.

    Args:
        waiting: cases that wait for an officer.
        pace: cases judged a working day over the last two weeks.
        done_on: day on which the last of them is judged, or None without a pace.
        late: how many are judged after the day by which they should be.
        worker_days: working days of one more person at the same pace that bring the late ones to none.
        past_error: how far the pace of the two weeks before last missed last week's judgements, in cases.
    """

    waiting: int
    pace: float
    done_on: date | None
    late: int
    worker_days: int
    past_error: float | None


def forecast(
    due: Sequence[date], judged: Mapping[date, int], *, today: date, calendar: TownCalendar, officers: int
) -> Forecast:
    """Judge the waiting cases in the order of their due days at the pace of the last two weeks.

    Args:
        due: day by which each waiting case should be judged.
        judged: cases judged by day.
        today: today.
        calendar: working days.
        officers: how many officers that pace was made by, at least 1.
    """
    pace = _pace(judged, today - LOOKS_BACK, today, calendar)
    if not due or pace == 0:
        return Forecast(len(due), pace, today if not due else None, 0, 0, _past_error(judged, today, calendar))
    late, day = 0, today
    for place, wanted in enumerate(sorted(due), start=1):
        day = calendar.add_working_days(today, ceil(place / pace))
        late += day > wanted
    alone = pace / max(officers, 1)
    return Forecast(len(due), pace, day, late, ceil(late / alone), _past_error(judged, today, calendar))


def _pace(judged: Mapping[date, int], after: date, until: date, calendar: TownCalendar) -> float:
    days = calendar.working_days_between(after, until)
    count = sum(n for day, n in judged.items() if after < day <= until)
    return count / days if days else 0.0


def _past_error(judged: Mapping[date, int], today: date, calendar: TownCalendar) -> float | None:
    """Return how many cases the same method would have missed for last week; None where there is nothing to compare."""
    began = today - LAST_WEEK
    before = _pace(judged, began - LOOKS_BACK, began, calendar)
    if before == 0:
        return None
    actual = sum(n for day, n in judged.items() if began < day <= today)
    return abs(before * calendar.working_days_between(began, today) - actual)
