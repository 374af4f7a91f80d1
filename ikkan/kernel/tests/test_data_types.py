"""A value is held against the types of the national data lists; digits stay characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikkan.kernel.data_types import DataType, FaultCode, day_of, fault_of, is_date


def code(text: str, kind: str, length: int, decimals: int = 0) -> FaultCode | None:
    found = fault_of("項目", text, kind=DataType(kind), length=length, decimals=decimals)
    return found.code if found else None


@pytest.mark.parametrize(
    ("text", "kind", "length"),
    [
        ("001", "X", 3), ("髙橋　花子", "N", 100), ("葛󠄀", "N", 1), ("\ue000", "N", 1), ("007", "9", 3), ("-5", "S9", 1),
        ("0000-01-01", "DATE", 10), ("9999-12-31", "DATE", 10), ("2024-02-29", "DATE", 10), ("09:00", "TIME", 8),
        ("23:59:59", "TIME", 8), ("0000", "YEAR", 4), ("", "X", 1),
    ],
)  # fmt: skip
def test_what_the_specification_allows_has_no_fault(text: str, kind: str, length: int) -> None:
    assert code(text, kind, length) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("１", "X"), ("ﾀ", "N"), ("A", "N"), ("髙\n橋", "N"), ("髙\u200b", "N"), ("\u202e", "N"), ("１", "9"),
        ("-1", "9"), ("+1", "S9"), ("2023-02-29", "DATE"), ("2023-2-9", "DATE"), ("20230209", "DATE"),
        ("24:00", "TIME"), ("9:00", "TIME"), ("1.", "9V"),
    ],
)  # fmt: skip
def test_other_characters_are_refused(text: str, kind: str) -> None:
    assert code(text, kind, 99) is FaultCode.CHARACTERS


def test_length_counts_characters_not_bytes_and_not_selectors() -> None:
    assert code("葛󠄀飾", "N", 2) is None
    assert code("葛󠄀飾区", "N", 2) is FaultCode.LENGTH


def test_a_real_number_has_two_lengths() -> None:
    assert code("123.45", "9V", 3, 2) is None
    assert code("1234.5", "9V", 3, 2) is FaultCode.LENGTH
    assert code("1.234", "9V", 3, 2) is FaultCode.LENGTH


def test_an_open_day_is_no_day() -> None:
    assert day_of("0000-01-01") is None
    assert day_of("9999-12-31") is None
    assert str(day_of("2026-11-23")) == "2026-11-23"


@given(st.dates())
def test_every_day_of_the_calendar_is_a_date(day: object) -> None:
    assert is_date(str(day))
