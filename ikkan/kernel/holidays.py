"""National holidays: the Cabinet Office's list, and a marked forecast for the years after it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import jpholiday


class UnreadableHolidaysError(ValueError):
    """Say which line of a list of holidays cannot be read."""


@dataclass(frozen=True)
class Holiday:
    """Hold one national holiday. `is_forecast` is true where the Cabinet Office has not announced it yet."""

    day: date
    name: str
    is_forecast: bool = False


def parse_holidays(text: str) -> tuple[Holiday, ...]:
    """Return the holidays of a Cabinet Office list, by day.

    Rows are `2024-01-01,元日` or, as published, `2024/1/1,元日`; lines that begin with `#` or `horizon=` and
    the published heading are passed over. Raises UnreadableHolidaysError for any other line and for a day
    that stands there twice.
    Source: 内閣府「国民の祝日」 (syukujitsu.csv).
    """
    found: dict[date, Holiday] = {}
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        row = line.strip()
        if not row or row.startswith(("#", "horizon=", "国民の祝日")):
            continue
        written, _, name = row.partition(",")
        day = _read_day(written, number, row)
        if not name or day in found:
            why = "has no name" if not name else "names a day that stands there twice"
            raise UnreadableHolidaysError(f"Line {number} of the holidays {why}: {row[:80]!r}. Fetch the list again.")
        found[day] = Holiday(day, name)
    return tuple(found[day] for day in sorted(found))


def _read_day(written: str, number: int, row: str) -> date:
    for form in ("%Y-%m-%d", "%Y/%m/%d"):
        try:
            # A date without a moment: there is no time zone to lose.
            return datetime.strptime(written, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    message = f"Line {number} of the holidays does not begin with a date: {row[:80]!r}. Fetch the list again."
    raise UnreadableHolidaysError(message)


def read_holidays(path: Path) -> tuple[Holiday, ...]:
    """Return the holidays of a list in UTF-8. Raises UnreadableHolidaysError as `parse_holidays` does."""
    return parse_holidays(path.read_text(encoding="utf-8"))


def with_forecast(announced: Iterable[Holiday], last_year: int) -> tuple[Holiday, ...]:
    """Return the announced holidays and, for later years up to `last_year`, computed ones marked as forecast.

    The computed days follow 国民の祝日に関する法律 as jpholiday encodes it; the equinoxes are astronomy until
    the Cabinet Office announces them in the February before. Raises ValueError when nothing was announced.
    """
    known = tuple(sorted(announced, key=lambda holiday: holiday.day))
    if not known:
        raise ValueError("The list of announced holidays is empty, so no forecast can follow it. Read the list first.")
    forecast = tuple(
        Holiday(day, name, is_forecast=True)
        for year in range(known[-1].day.year + 1, last_year + 1)
        for day, name in jpholiday.year_holidays(year)
    )
    return known + forecast


def holiday_dates(holidays: Iterable[Holiday]) -> frozenset[date]:
    """Return the days alone, as `TownCalendar` takes them."""
    return frozenset(holiday.day for holiday in holidays)
