"""Holidays come from the Cabinet Office's list; what lies beyond it is marked as a forecast."""

from datetime import date
from importlib.resources import as_file, files

import pytest

from ikkan.kernel.holidays import (
    Holiday,
    UnreadableHolidaysError,
    holiday_dates,
    parse_holidays,
    read_holidays,
    with_forecast,
)

SHIPPED = files("ikkan") / "demo_data" / "holidays" / "cao-japanese-holidays-1955-2027.csv"


def read_shipped() -> tuple[Holiday, ...]:
    with as_file(SHIPPED) as path:
        return read_holidays(path)


def test_the_shipped_list_is_read_whole() -> None:
    holidays = read_shipped()
    assert holidays[0] == Holiday(date(1955, 1, 1), "元日")
    assert holidays[-1] == Holiday(date(2027, 11, 23), "勤労感謝の日")
    assert date(2026, 9, 22) in holiday_dates(holidays)
    assert not any(holiday.is_forecast for holiday in holidays)


def test_later_years_are_marked_as_forecast() -> None:
    announced = read_shipped()
    extended = with_forecast(announced, 2028)
    later = [holiday for holiday in extended if holiday.day.year == 2028]
    assert Holiday(date(2028, 1, 1), "元日", is_forecast=True) in later
    assert all(holiday.is_forecast for holiday in later)
    assert extended[: len(announced)] == announced
    assert with_forecast(announced, 2027) == announced


def test_the_published_form_is_read_too() -> None:
    text = "\ufeff国民の祝日・休日月日,国民の祝日・休日名称\r\n1955/1/15,成人の日\r\n1955/1/1,元日\r\n"
    assert parse_holidays(text) == (Holiday(date(1955, 1, 1), "元日"), Holiday(date(1955, 1, 15), "成人の日"))


@pytest.mark.parametrize(
    "wrong", ["2024-02-30,なし", "祝日", "2024-01-01,", "2024-01-01,元日\n2024-01-01,元日", "=cmd()|'',x", "2024-01-01"]
)
def test_a_line_that_cannot_be_read_is_named(wrong: str) -> None:
    with pytest.raises(UnreadableHolidaysError, match=r"Line \d"):
        parse_holidays(wrong)


def test_nothing_can_be_forecast_from_nothing() -> None:
    with pytest.raises(ValueError, match="empty"):
        with_forecast((), 2030)
