"""Dates are read as people write them, and refused in words that say how to mend them."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikkan.kernel.characters import DASH_LOOKALIKES
from ikkan.kernel.era import show_date, show_date_english, show_date_west, to_wareki
from ikkan.kernel.inputs import (
    Accepted,
    Label,
    PartialDate,
    Rejected,
    read_date,
    read_date_boxes,
    read_date_with_unknown,
)

BIRTH = Label("生年月日", "date of birth")
DAY = date(2024, 4, 2)


@pytest.mark.parametrize(
    "year",
    ["2024", "２０２４", "2024年", "令和6", "R6", "r6", "Ｒ６", "ｒ6", "令6", "令和６年", "令和六", " 6 ", "㋿6"],
)
@pytest.mark.parametrize(
    ("month", "day"), [("4", "2"), ("４", "２"), ("4月", "2日"), ("04", "02"), ("四月", "二日"), ("Apr", "2")]
)
def test_every_way_to_fill_the_boxes(year: str, month: str, day: str) -> None:
    found = read_date_boxes(year, month, day, era="令和")
    assert found == Accepted(DAY, "令和6年4月2日（2024年）")


@pytest.mark.parametrize("year", ["元", "令和元", "R元", "1", "令和1年", "令和元年"])
def test_the_first_year(year: str) -> None:
    found = read_date_boxes(year, "5", "1", era="R")
    assert found == Accepted(date(2019, 5, 1), "令和元年5月1日（2019年）")


@pytest.mark.parametrize(
    "text",
    [
        "令和6年4月2日",
        "令和6年4月2日（2024年）",
        "令和六年四月二日",
        "令和6年4月2日（火）",
        "R6.4.2",
        "r6/4/2",
        "R06.04.02",
        "R060402",
        "2024-04-02",
        "2024/4/2",
        "２０２４年４月２日",
        "2024 年 4 月 2 日",
        "20240402",
        "2024年4月2日（令和6年）",
        "2 April 2024 (Reiwa 6)",
        "２ａｐｒ２０２４",
        "\u200b2024-04-02\u3000",
        *(f"2024{dash}4{dash}2" for dash in DASH_LOOKALIKES),
    ],
)
def test_every_way_to_write_one_line(text: str) -> None:
    assert read_date(text) == Accepted(DAY, "令和6年4月2日（2024年）")


def test_a_late_day_of_heisei_is_taken_in_reiwa_and_said_so() -> None:
    found = read_date_boxes("平成31", "5", "1")
    assert isinstance(found, Accepted)
    assert found.value == date(2019, 5, 1)
    assert found.shown == "令和元年5月1日（2019年）"
    assert found.note is not None
    assert found.note.message_ja == "平成31年は4月30日までです。令和元年5月1日として受け付けました"
    assert found.note.message_en == "Heisei 31 ended on 30 April. We recorded Reiwa 1, 1 May"
    later = read_date("平成36年3月31日")
    assert isinstance(later, Accepted)
    assert later.value == date(2024, 3, 31)
    assert later.note is not None
    assert read_date("平成31年4月30日") == Accepted(date(2019, 4, 30), "平成31年4月30日（2019年）")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("昭和64年1月8日", "outside_era", "昭和64年は1月7日までです。平成元年1月8日のことでしたら"),
        ("昭和99年1月1日", "outside_era", "昭和は64年1月7日までです"),
        ("令和元年4月30日", "outside_era", "令和元年は5月1日からです。平成31年4月30日のことでしたら"),
        ("大正15年12月25日", "outside_era", "昭和元年12月25日"),
        ("明治5年12月31日", "outside_era", "明治は6年1月1日からです"),
        ("平成0年1月1日", "year", "平成0年はありません"),
        ("令和2024年1月1日", "year", "令和の年を確かめてください"),
        ("2024-2-30", "no_such_day", "2月30日はありません。日付を確かめてください"),
        ("2023-02-29", "no_such_day", "2023年2月29日はありません"),
        ("令和5年2月29日", "no_such_day", "2023年2月29日はありません"),
        ("2024-13-01", "no_such_day", "13月はありません"),
        ("2024-00-01", "no_such_day", "0月はありません"),
        ("2024-04-00", "no_such_day", "4月0日はありません"),
        ("6年4月2日", "era_missing", "元号"),
        ("0000-01-01", "era_missing", "西暦"),
        ("令和6年4月2日（水）", "contradiction", "日付が合いません"),
        ("令和6年4月2日（2023年）", "contradiction", "日付が合いません"),
        ("", "empty", "生年月日を入力してください"),
        ("\u3000 ", "empty", "生年月日を入力してください"),
        ("NaN", "date", "年・月・日の順"),
        ("٢٠٢٤-٠٤-٠٢", "date", "年・月・日の順"),
        ("②⓪②④-4-2", "date", "年・月・日の順"),
        ("-2024-4-2", "date", "年・月・日の順"),
        ("1e400", "date", "年・月・日の順"),
        ("2024-04-02\x00", "control", "U+0000"),
        ("2024-04-02\r\nX: 1", "control", "U+000D"),
        ("\ud800", "broken", "U+D800"),
        ("\u202e2024-04-02", "direction", "U+202E"),
        ("9" * 10**6, "too_long", "1,000,000"),
    ],
)
def test_what_is_refused_and_in_which_words(text: str, code: str, words: str) -> None:
    found = read_date(text, label=BIRTH)
    assert isinstance(found, Rejected)
    assert found.code == code
    assert words in found.message_ja
    assert found.message_en


def test_the_words_of_the_catalogue() -> None:
    assert read_date_boxes("2024", "4", " ", label=BIRTH) == Rejected(
        "incomplete", "生年月日の「日」を入力してください", "Date of birth must include a day"
    )
    assert read_date_boxes("", "", "2", label=BIRTH) == Rejected(
        "incomplete", "生年月日の「年」と「月」を入力してください", "Date of birth must include a year and a month"
    )
    assert read_date_boxes("", "", "", label=BIRTH) == Rejected(
        "empty", "生年月日を入力してください", "Enter your date of birth"
    )
    assert read_date_boxes("2024", "2", "30", label=BIRTH) == Rejected(
        "no_such_day", "2月30日はありません。日付を確かめてください", "30 February does not exist. Check the date"
    )


def test_bounds_are_included() -> None:
    first, last = date(1900, 1, 1), date(2026, 11, 23)
    assert isinstance(read_date("1900-01-01", earliest=first, latest=last), Accepted)
    assert isinstance(read_date("2026-11-23", earliest=first, latest=last), Accepted)
    early, late = read_date("1899-12-31", earliest=first), read_date("9999-12-31", latest=last)
    assert isinstance(early, Rejected)
    assert isinstance(late, Rejected)
    assert (early.code, late.code) == ("too_early", "too_late")


@given(st.dates(date(1873, 1, 1), date.max))
def test_what_is_shown_is_read_back(day: date) -> None:
    for shown in (show_date(day), show_date_west(day), show_date_english(day), day.isoformat(), to_wareki(day).show()):
        found = read_date(shown)
        # Past 令和99年 only the Gregorian forms are shown.
        assert found == Accepted(day, show_date(day)) or (day.year > 2117 and shown == to_wareki(day).show())


@pytest.mark.parametrize(
    ("boxes", "wanted", "shown"),
    [
        (("昭和10", "3", "不詳"), PartialDate(1935, 3, None), "昭和10年3月（1935年、日は不詳）"),
        (("1935", "不明", "不詳"), PartialDate(1935, None, None), "昭和10年（1935年、月と日は不詳）"),
        (("令和元", "不詳", "不詳"), PartialDate(2019, None, None), "2019年（月と日は不詳）"),
        (("大正元", "7", "不詳"), PartialDate(1912, 7, None), "1912年7月（日は不詳）"),
        (("不詳", "2", "29"), PartialDate(None, 2, 29), "2月29日（年は不詳）"),
        (("令和6", "4", "2"), PartialDate(2024, 4, 2), "令和6年4月2日（2024年）"),
        (("不詳", "不詳", "不詳"), PartialDate(None, None, None), "（年と月と日は不詳）"),
    ],
)
def test_unknown_parts(boxes: tuple[str, str, str], wanted: PartialDate, shown: str) -> None:
    assert read_date_with_unknown(*boxes) == Accepted(wanted, shown)


@pytest.mark.parametrize(
    "boxes",
    [("不詳", "2", "30"), ("昭和64", "5", "不詳"), ("2024", "13", "不詳"), ("2024", "", "不詳"), ("2024", "4", "?")],
)
def test_unknown_parts_do_not_excuse_the_known_ones(boxes: tuple[str, str, str]) -> None:
    assert isinstance(read_date_with_unknown(*boxes), Rejected)


@given(st.text(max_size=70), st.text(max_size=10), st.text(max_size=10))
def test_nothing_that_a_person_types_raises(year: str, month: str, day: str) -> None:
    assert isinstance(read_date(year), Accepted | Rejected)
    assert isinstance(read_date_boxes(year, month, day, era="H"), Accepted | Rejected)


def test_hostile_texts_cost_nothing() -> None:
    started = time.perf_counter()
    for text in (
        "令和" * 30,
        "1" * 60,
        "一" * 60,
        "R" * 60,
        "1-" * 30,
        "（" * 60,
        "1年1月1日（" + "1" * 50,
        "9" * 10**7,
    ):
        assert isinstance(read_date(text), Rejected)
    assert time.perf_counter() - started < 0.5
