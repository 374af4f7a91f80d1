"""Terms and ages as Japanese law counts them. Every function is pure; holidays are given, never looked up."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_ONE_DAY = timedelta(days=1)
# 地方自治法208条1項: the fiscal year begins on 1 April; 学校教育法施行規則59条: so does the school year.
_YEAR_BEGINS: Final = (4, 1)
_MONTHS_IN_YEAR: Final = 12
_DAYS_IN_WEEK: Final = 7


@dataclass(frozen=True)
class TownCalendar:
    """Know on which days the town hall is closed (市の休日を定める条例; 地方自治法4条の2).

    `holidays` are the national holidays as dates; `closed_month_days` the (month, day) of the year-end days that the
    ordinance names; `weekdays_closed` counts Monday as 0. Raises ValueError when no weekday would be open.
    """

    holidays: frozenset[date]
    closed_month_days: frozenset[tuple[int, int]] = frozenset()
    weekdays_closed: frozenset[int] = frozenset({5, 6})

    def __post_init__(self) -> None:
        wrong = sorted(day for day in self.weekdays_closed if not 0 <= day < _DAYS_IN_WEEK)
        if wrong or len(self.weekdays_closed) >= _DAYS_IN_WEEK:
            message = (
                f"The closed weekdays {sorted(self.weekdays_closed)} leave no open day or are not 0 (Monday) to 6. "
                "A term could never end. Correct the closing days in the town's book."
            )
            raise ValueError(message)

    def is_closed(self, day: date) -> bool:
        """Tell whether the town hall is closed on that day."""
        return (
            day.weekday() in self.weekdays_closed
            or day in self.holidays
            or (day.month, day.day) in self.closed_month_days
        )

    def next_open_day(self, day: date) -> date:
        """Return that day when the hall is open, else the first open day after it."""
        while self.is_closed(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th open day after `day` (which is not counted, 民法140条).

        With 0 it is the day itself or the next open one. Raises ValueError for a negative count.
        """
        if count < 0:
            raise ValueError(f"Working days are counted forward, but {count} were asked for. Pass 0 or more.")
        if count == 0:
            return self.next_open_day(day)
        for _ in range(count):
            day = self.next_open_day(day + _ONE_DAY)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Count the open days after `first` up to and including `last`; 0 when `last` is not later."""
        return sum(not self.is_closed(day) for day in _days_after(first, last))


def _days_after(first: date, last: date) -> Iterator[date]:
    for number in range(1, (last - first).days + 1):
        yield first + timedelta(days=number)


def _end_counting_from(start: date, months: int) -> date:
    """Return the last day of a period whose first counted day (起算日) is `start` (民法143条2項)."""
    index = start.year * _MONTHS_IN_YEAR + start.month - 1 + months
    year, month = index // _MONTHS_IN_YEAR, index % _MONTHS_IN_YEAR + 1
    days_in_month = monthrange(year, month)[1]
    if start.day > days_in_month:
        return date(year, month, days_in_month)
    return date(year, month, start.day) - _ONE_DAY


def _refuse_empty(length: int, unit: str) -> None:
    if length < 1:
        raise ValueError(f"A term must be 1 {unit} or longer, but it is {length}. Take the length from the book.")


def end_of_months(known: date, months: int) -> date:
    """Return the last day of a term of months that begins with an event on the day `known`.

    The day itself is not counted (民法140条); the term ends with the day before the one that answers to the first
    counted day, or with the last day of the month where there is none (141条, 143条2項). A year is 12 months.
    Closing days are not looked at: see `deadline`. Raises ValueError when months < 1.
    """
    _refuse_empty(months, "month")
    return _end_counting_from(known + _ONE_DAY, months)


def end_of_days(known: date, days: int) -> date:
    """Return the last day of a term of days, the day `known` not counted (民法140条, 141条). ValueError if days < 1."""
    _refuse_empty(days, "day")
    return known + timedelta(days=days)


def deadline(known: date, calendar: TownCalendar, *, months: int = 0, days: int = 0) -> date:
    """Return the day until which an act towards the town is in time (地方自治法4条の2第4項).

    Give either months or days. A term that ends on a town holiday ends with the next open day. The rule is for terms
    set by law or order for applications and filings; it does not hold for suits in court. Raises ValueError otherwise.
    """
    if bool(months) == bool(days):
        raise ValueError(f"A term has either months or days, but got months={months} and days={days}. Give one.")
    end = end_of_months(known, months) if months else end_of_days(known, days)
    return calendar.next_open_day(end)


def age_reached_on(birth: date, years: int) -> date:
    """Return the day at whose end a person reaches an age: the day before the birthday.

    The day of birth is counted (年齢計算ニ関スル法律; 民法143条). Raises ValueError when years < 1.
    """
    _refuse_empty(years, "year")
    return _end_counting_from(birth, years * _MONTHS_IN_YEAR)


def age_on(birth: date, day: date) -> int:
    """Return the age in full years that a person has through the whole of `day`, 0 in the first year.

    Raises ValueError when the day is before the birth.
    """
    if day < birth:
        raise ValueError(
            f"{day.isoformat()} is before the birth on {birth.isoformat()}, so there is no age. Check both."
        )
    years = day.year - birth.year
    return years if years and age_reached_on(birth, years) < day else max(years - 1, 0)


def last_day_before_reaching(birth: date, years: int) -> date:
    """Return the day before the day on which a person reaches an age, that is two days before the birthday."""
    return age_reached_on(birth, years) - _ONE_DAY


def day_before_third_birthday_validity(birth: date) -> date:
    """Return the last day of a 3号認定: the day before the child reaches 3, which is two days before the birthday.

    Source: 子ども・子育て支援法19条2号・3号 (満三歳); 施行規則8条 (until the day before 満三歳に達する日).
    """
    return last_day_before_reaching(birth, 3)


def fiscal_year_of(day: date) -> int:
    """Return the fiscal year (年度) of a day, 1 April to 31 March."""
    return day.year if (day.month, day.day) >= _YEAR_BEGINS else day.year - 1


def fiscal_year_end_from(day: date) -> date:
    """Return 「…日以後の最初の3月31日」: the first 31 March on or after a day."""
    return date(fiscal_year_of(day) + 1, *_YEAR_BEGINS) - _ONE_DAY


def class_age(birth: date, fiscal_year: int) -> int:
    """Return the class (0 to …歳児クラス) of a child in a fiscal year: the age reached before 1 April begins.

    A child born on 1 April reaches its age at the end of 31 March and so belongs to the older class. Children born
    within the year are in class 0, as are those expected. Raises ValueError for a birth after the fiscal year.
    """
    begins = date(fiscal_year, *_YEAR_BEGINS)
    if fiscal_year_of(birth) > fiscal_year:
        message = (
            f"A child born on {birth.isoformat()} has no class in fiscal year {fiscal_year}, "
            "because it is born after that year ends. Check the date of birth or the year asked for."
        )
        raise ValueError(message)
    years = 0
    while age_reached_on(birth, years + 1) < begins:
        years += 1
    return years
