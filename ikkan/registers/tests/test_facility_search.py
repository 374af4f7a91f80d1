"""Facilities are found by words in any spelling, and by distance."""

from datetime import date

import pytest

from ikkan.registers import selectors
from ikkan.registers.services import FacilityRow, import_facilities

pytestmark = pytest.mark.django_db


def facility(code: str, name: str, latitude: float | None) -> FacilityRow:
    return FacilityRow(
        code, name, "", "認可私立保育所", "静岡県焼津市石津", latitude, None if latitude is None else 138.32, "", "",
        19, "0歳から", "08:30", "16:30", "月火", {}, "見本", date(2026, 10, 1),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def three() -> None:
    import_facilities(
        [
            facility("0001", "保育所グロ―アップ石津園", 34.80),
            facility("0002", "HeartLink焼津保育園", 34.86),
            facility("0003", "場所のない園", None),
        ]
    )


@pytest.mark.parametrize(("query", "code"), [("ぐろーあっぷ", "0001"), ("ｈｅａｒｔ　焼津", "0002")])
def test_words_meet_in_any_width_and_kana(query: str, code: str) -> None:
    assert [one.code for one in selectors.facilities(query)] == [code]


def test_the_nearest_comes_first_and_the_placeless_last() -> None:
    assert [one.code for one in selectors.facilities(near=(34.861, 138.32))] == ["0002", "0001", "0003"]


def test_one_is_found_by_its_code_or_not_at_all() -> None:
    found = selectors.facility("0002")
    assert found is not None
    assert found.name == "HeartLink焼津保育園"
    assert selectors.facility("9") is None
    assert list(selectors.facilities_by_code()) == ["0001", "0002", "0003"]
