"""Dates in 和暦 and 西暦, both ways and strict about the borders of the eras."""

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Final

_FIRST_HALF = ("January", "February", "March", "April", "May", "June")
_MONTHS = (*_FIRST_HALF, "July", "August", "September", "October", "November", "December")
_LAST_YEAR_SHOWN = 99
_WEEKDAYS = "月火水木金土日"
_WEEKDAYS_ENGLISH = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class NoSuchDayError(ValueError):
    """Say that a day as written does not exist in the calendar or not in that era."""


@dataclass(frozen=True)
class Era:
    """Hold one era: its names, its first and last day (None while it runs) and the law that says so."""

    name: str
    latin: str
    letter: str
    year_one: int
    first_day: date
    last_day: date | None
    is_written_past_its_end: bool
    source: str

    def year_of(self, gregorian_year: int) -> int:
        """Return which year of this era a Gregorian year is."""
        return gregorian_year - self.year_one + 1

    def gregorian_year(self, year: int) -> int:
        """Return the Gregorian year of a year of this era."""
        return self.year_one + year - 1


@dataclass(frozen=True)
class Wareki:
    """Hold one day as 和暦 writes it. `era` is the name in kanji, `year` counts from 1 (元年)."""

    era: str
    year: int
    month: int
    day: int

    def show_year(self) -> str:
        """Return `令和元年` or `令和6年`."""
        return f"{self.era}{'元' if self.year == 1 else self.year}年"

    def show(self) -> str:
        """Return `令和6年4月2日`."""
        return f"{self.show_year()}{self.month}月{self.day}日"


def _read_eras() -> tuple[Era, ...]:
    rows = tomllib.loads((files("ikkan.kernel") / "eras.toml").read_text(encoding="utf-8"))["era"]
    ends = [row["from"] - timedelta(days=1) for row in rows[1:]] + [None]
    return tuple(
        Era(
            name=row["name"],
            latin=row["latin"],
            letter=row["letter"],
            year_one=row["year_one"],
            first_day=row["from"],
            last_day=end,
            is_written_past_its_end=row.get("written_past_its_end", False),
            source=row["source"],
        )
        for row, end in zip(rows, ends, strict=True)
    )


ERAS: Final = _read_eras()


def find_era(written: str) -> Era | None:
    """Return the era meant by `令和`, `令`, `R`, `r` or `Reiwa`, or None when there is none."""
    folded = written.casefold()
    for era in ERAS:
        if folded in (era.name, era.name[0], era.letter.casefold(), era.latin.casefold()):
            return era
    return None


def era_on(day: date) -> Era:
    """Return the era of a day. Raises NoSuchDayError before the first day of the table (明治6年1月1日)."""
    for era in reversed(ERAS):
        if era.first_day <= day:
            return era
    message = (
        f"{day.isoformat()} has no 和暦 here, because Japan counted by the lunar calendar before "
        f"{ERAS[0].first_day.isoformat()}. Show this day by the Gregorian year."
    )
    raise NoSuchDayError(message)


def era_of_whole_year(gregorian_year: int) -> Era | None:
    """Return the era that holds every day of a Gregorian year, or None where an era began in it."""
    first, last = date(gregorian_year, 1, 1), date(gregorian_year, 12, 31)
    if first < ERAS[0].first_day or era_on(first) != era_on(last):
        return None
    return era_on(first)


def to_wareki(day: date) -> Wareki:
    """Return a day in 和暦. Raises NoSuchDayError before 明治6年1月1日."""
    era = era_on(day)
    return Wareki(era.name, era.year_of(day.year), day.month, day.day)


def from_wareki(era: str, year: int, month: int, day: int) -> date:
    """Return the day that a 和暦 date means.

    `era` is written as `find_era` reads it. Raises NoSuchDayError for a day that the calendar lacks, for a year below 1
    and for a day outside the era: 昭和64年1月8日 and 平成31年5月1日 are refused.
    """
    found = find_era(era)
    if found is None:
        known = "、".join(row.name for row in ERAS)
        raise NoSuchDayError(
            f"The era {era!r} is not known. Known are {known}. Write one of them, or the Gregorian year."
        )
    wanted = day_in_era_years(found, year, month, day)
    if wanted < found.first_day or (found.last_day is not None and wanted > found.last_day):
        end = found.last_day.isoformat() if found.last_day else "today's era"
        message = (
            f"{found.name}{year}年{month}月{day}日 does not exist, because {found.name} ran from "
            f"{found.first_day.isoformat()} to {end}. Write the day in the era that it fell in."
        )
        raise NoSuchDayError(message)
    return wanted


def day_in_era_years(era: Era, year: int, month: int, day: int) -> date:
    """Return the day by counting this era's years on without end, whatever its borders are.

    Only for saying where a day outside the borders belongs. Raises NoSuchDayError when the calendar lacks the day.
    """
    if year < 1:
        raise NoSuchDayError(
            f"{era.name}{year}年 does not exist, because an era begins with year 1 (元年). Check the year."
        )
    return calendar_day(era.gregorian_year(year), month, day)


def calendar_day(year: int, month: int, day: int) -> date:
    """Return the Gregorian day. Raises NoSuchDayError, in words, when the calendar lacks it."""
    if not date.min.year <= year <= date.max.year:
        raise NoSuchDayError(f"The year {year} is outside 1 to 9999. Check the year.")
    if not 1 <= month <= len(_MONTHS):
        raise NoSuchDayError(f"The month {month} does not exist, because a year has 12. Check the month.")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise NoSuchDayError(
            f"{day} {_MONTHS[month - 1]} {year} does not exist: that month has {last} days. Check the day."
        )
    return date(year, month, day)


def month_name(month: int) -> str:
    """Return the English name of a month, 1 to 12."""
    return _MONTHS[month - 1]


def _has_wareki(day: date) -> bool:
    # A day past year 99 of the running era stands for "no end" (9999-12-31); which era it will fall in, nobody knows.
    return day >= ERAS[0].first_day and era_on(day).year_of(day.year) <= _LAST_YEAR_SHOWN


def show_date(day: date) -> str:
    """Return `令和6年4月2日（2024年）`, or `1870年4月2日` where there is no 和暦."""
    if not _has_wareki(day):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{to_wareki(day).show()}（{day.year}年）"


def show_date_west(day: date) -> str:
    """Return `2024年4月2日（令和6年）`, the form for readers who count by the Gregorian year."""
    written = f"{day.year}年{day.month}月{day.day}日"
    if not _has_wareki(day):
        return written
    return f"{written}（{to_wareki(day).show_year()}）"


def show_date_english(day: date) -> str:
    """Return `2 April 2024 (Reiwa 6)`."""
    written = f"{day.day} {month_name(day.month)} {day.year}"
    if not _has_wareki(day):
        return written
    era = era_on(day)
    return f"{written} ({era.latin} {era.year_of(day.year)})"


def show_day(day: date) -> str:
    """Return `11月27日（金）`, for deadlines near enough to need no year."""
    return f"{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def show_day_english(day: date) -> str:
    """Return `Fri 27 Nov`."""
    return f"{_WEEKDAYS_ENGLISH[day.weekday()]} {day.day} {month_name(day.month)[:3]}"
