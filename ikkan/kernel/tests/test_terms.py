"""Terms end and ages are reached on the day that the law says (facts of 民法140-143, 自治法4条の2, 年齢計算法)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikkan.kernel.terms import (
    TownCalendar,
    age_on,
    age_reached_on,
    class_age,
    day_before_third_birthday_validity,
    deadline,
    end_of_days,
    end_of_months,
    fiscal_year_end_from,
    fiscal_year_of,
    last_day_before_reaching,
)

YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
HOLIDAYS = frozenset({date(2026, 11, 23), date(2027, 1, 1), date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)})
CALENDAR = TownCalendar(HOLIDAYS, YEAR_END)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("known", "months", "end"),
    [
        (date(2026, 2, 27), 3, date(2026, 5, 27)),
        (date(2026, 11, 29), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 3, date(2027, 3, 31)),
        (date(2026, 2, 27), 6, date(2026, 8, 27)),
        (date(2026, 1, 5), 12, date(2027, 1, 5)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2026, 2, 28), 1, date(2026, 3, 31)),
    ],
)
def test_terms_of_months(known: date, months: int, end: date) -> None:
    assert end_of_months(known, months) == end


def test_a_term_of_days_leaves_out_the_first_day() -> None:
    assert end_of_days(date(2026, 4, 1), 30) == date(2026, 5, 1)


def test_a_deadline_on_a_closing_day_moves_to_the_next_open_one() -> None:
    assert deadline(date(2026, 11, 29), CALENDAR, months=3) == date(2027, 3, 1)
    assert deadline(date(2026, 2, 27), CALENDAR, months=3) == date(2026, 5, 27)
    # 29 December to 3 January is closed, and 2 and 3 January 2027 are a weekend besides.
    assert deadline(date(2026, 12, 19), CALENDAR, days=10) == date(2027, 1, 4)
    assert deadline(date(2026, 4, 4), CALENDAR, days=30) == date(2026, 5, 7)


@pytest.mark.parametrize("wrong", [{}, {"months": 1, "days": 1}, {"months": -1}, {"days": -1}])
def test_a_deadline_needs_one_length(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="term"):
        deadline(date(2026, 1, 1), CALENDAR, **wrong)


@given(days, st.integers(1, 120))
def test_a_deadline_is_never_earlier_than_the_term_and_always_open(known: date, months: int) -> None:
    found = deadline(known, CALENDAR, months=months)
    assert found >= end_of_months(known, months) > known
    assert not CALENDAR.is_closed(found)


@given(days, st.integers(0, 60))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    found = CALENDAR.add_working_days(day, count)
    assert not CALENDAR.is_closed(found)
    if count:
        assert CALENDAR.working_days_between(day, found) == count


def test_working_days_skip_holidays_and_weekends() -> None:
    assert CALENDAR.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert CALENDAR.next_open_day(date(2026, 11, 21)) == date(2026, 11, 24)
    assert CALENDAR.next_open_day(date(2026, 11, 24)) == date(2026, 11, 24)
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2026, 11, 20), -1)


@pytest.mark.parametrize("weekdays", [frozenset(range(7)), frozenset({7}), frozenset({-1})])
def test_a_calendar_that_never_opens_is_refused(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="closed weekdays"):
        TownCalendar(frozenset(), weekdays_closed=weekdays)


@pytest.mark.parametrize(
    ("birth", "years", "reached"),
    [
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2008, 4, 1), 18, date(2026, 3, 31)),
        (date(2008, 4, 2), 18, date(2026, 4, 1)),
    ],
)
def test_an_age_is_reached_on_the_day_before_the_birthday(birth: date, years: int, reached: date) -> None:
    assert age_reached_on(birth, years) == reached


def test_the_first_31_march_after_an_age_is_reached() -> None:
    assert fiscal_year_end_from(age_reached_on(date(2008, 4, 1), 18)) == date(2026, 3, 31)
    assert fiscal_year_end_from(age_reached_on(date(2008, 4, 2), 18)) == date(2027, 3, 31)
    assert fiscal_year_of(date(2026, 3, 31)) == 2025
    assert fiscal_year_of(date(2026, 4, 1)) == 2026


def test_age_on_a_day() -> None:
    birth = date(2022, 4, 2)
    assert age_on(birth, birth) == 0
    assert age_on(birth, date(2026, 4, 1)) == 3
    assert age_on(birth, date(2026, 4, 2)) == 4
    assert age_on(date(2024, 2, 29), date(2025, 2, 28)) == 0
    assert age_on(date(2024, 2, 29), date(2025, 3, 1)) == 1
    with pytest.raises(ValueError, match="before the birth"):
        age_on(birth, date(2022, 4, 1))


@pytest.mark.parametrize(
    ("birth", "wanted"),
    [
        (date(2022, 4, 1), 4),
        (date(2022, 4, 2), 3),
        (date(2023, 4, 1), 3),
        (date(2023, 4, 2), 2),
        (date(2025, 4, 1), 1),
        (date(2025, 4, 2), 0),
        (date(2026, 4, 1), 0),
        (date(2027, 3, 31), 0),
    ],
)
def test_class_age_in_fiscal_year_2026(birth: date, wanted: int) -> None:
    assert class_age(birth, 2026) == wanted


def test_a_child_born_after_the_year_has_no_class() -> None:
    with pytest.raises(ValueError, match="no class in fiscal year 2026"):
        class_age(date(2027, 4, 1), 2026)


@given(st.dates(date(2019, 4, 2), date(2026, 3, 31)))
def test_the_class_is_the_age_through_1_april(birth: date) -> None:
    assert class_age(birth, 2026) == age_on(birth, date(2026, 4, 1))


def test_a_third_category_certificate_ends_two_days_before_the_third_birthday() -> None:
    assert day_before_third_birthday_validity(date(2023, 4, 10)) == date(2026, 4, 8)
    assert day_before_third_birthday_validity(date(2024, 2, 29)) == date(2027, 2, 27)
    assert last_day_before_reaching(date(2023, 4, 1), 3) == date(2026, 3, 30)


@given(days, st.integers(1, 100))
def test_an_age_is_reached_before_its_birthday_begins(birth: date, years: int) -> None:
    reached = age_reached_on(birth, years)
    assert age_on(birth, reached) == years - 1
    assert age_on(birth, reached + timedelta(days=1)) == years
