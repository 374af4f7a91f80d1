"""和暦 and 西暦 agree both ways, and no day lies in an era that did not hold it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikkan.kernel.era import (
    ERAS,
    NoSuchDayError,
    Wareki,
    era_on,
    find_era,
    from_wareki,
    show_date,
    show_date_english,
    show_date_west,
    show_day,
    show_day_english,
    to_wareki,
)

days = st.dates(date(1873, 1, 1), date(2100, 12, 31))


@given(days)
def test_there_and_back(day: date) -> None:
    written = to_wareki(day)
    assert from_wareki(written.era, written.year, written.month, written.day) == day


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(1873, 1, 1), Wareki("明治", 6, 1, 1)),
        (date(1912, 7, 29), Wareki("明治", 45, 7, 29)),
        (date(1912, 7, 30), Wareki("大正", 1, 7, 30)),
        (date(1926, 12, 24), Wareki("大正", 15, 12, 24)),
        (date(1926, 12, 25), Wareki("昭和", 1, 12, 25)),
        (date(1989, 1, 7), Wareki("昭和", 64, 1, 7)),
        (date(1989, 1, 8), Wareki("平成", 1, 1, 8)),
        (date(2019, 4, 30), Wareki("平成", 31, 4, 30)),
        (date(2019, 5, 1), Wareki("令和", 1, 5, 1)),
        (date(2024, 2, 29), Wareki("令和", 6, 2, 29)),
    ],
)
def test_borders(day: date, written: Wareki) -> None:
    assert to_wareki(day) == written
    assert from_wareki(written.era, written.year, written.month, written.day) == day


@pytest.mark.parametrize(
    "wrong",
    [
        ("昭和", 64, 1, 8),
        ("平成", 31, 5, 1),
        ("平成", 1, 1, 7),
        ("令和", 1, 4, 30),
        ("大正", 15, 12, 25),
        ("明治", 45, 7, 30),
        ("明治", 5, 12, 31),
        ("平成", 0, 1, 1),
        ("令和", -1, 1, 1),
        ("令和", 5, 2, 29),
        ("令和", 6, 2, 30),
        ("令和", 6, 13, 1),
        ("令和", 6, 0, 1),
        ("令和", 6, 4, 31),
        ("令和", 9999, 1, 1),
        ("慶応", 3, 1, 1),
        ("", 3, 1, 1),
    ],
)
def test_days_outside_their_era_are_refused(wrong: tuple[str, int, int, int]) -> None:
    with pytest.raises(NoSuchDayError, match=r"\."):
        from_wareki(*wrong)


def test_days_of_the_lunar_calendar_have_no_wareki_here() -> None:
    with pytest.raises(NoSuchDayError, match="lunar"):
        to_wareki(date(1872, 12, 31))
    assert show_date(date(1872, 12, 31)) == "1872年12月31日"


def test_the_table_leaves_no_gap_and_cites_its_law() -> None:
    for older, newer in pairwise(ERAS):
        assert older.last_day is not None
        assert older.last_day + timedelta(days=1) == newer.first_day
        assert era_on(newer.first_day) == newer
    assert ERAS[-1].last_day is None
    assert all(era.source for era in ERAS)


@pytest.mark.parametrize("written", ["令和", "令", "R", "r", "reiwa", "Reiwa"])
def test_an_era_is_found_by_any_of_its_names(written: str) -> None:
    found = find_era(written)
    assert found is not None
    assert found.name == "令和"


def test_shown_dates() -> None:
    day = date(2024, 4, 2)
    assert show_date(day) == "令和6年4月2日（2024年）"
    assert show_date(date(2019, 5, 1)) == "令和元年5月1日（2019年）"
    assert show_date_west(day) == "2024年4月2日（令和6年）"
    assert show_date_english(day) == "2 April 2024 (Reiwa 6)"
    assert show_day(date(2026, 11, 27)) == "11月27日（金）"
    assert show_day_english(date(2026, 11, 27)) == "Fri 27 Nov"
    assert show_date(date.max) == "9999年12月31日"
