"""The spellings of one address meet, and a flat is never taken for its neighbour."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikkan.kernel.addresses import (
    AddressParts,
    UnfitAddressError,
    address_key,
    differs_how,
    normalise_block,
    split_postal,
)
from ikkan.kernel.characters import DASH_LOOKALIKES, kanji_number
from ikkan.kernel.differences import Kind

SAME_PLACE = [
    ("本町三丁目1番1号", "本町3-1-1"),
    ("本町3丁目1番地の2 コーポ101号室", "本町３−１−２コーポ１０１"),
    ("本町十二丁目1番1号", "本町12-1-1"),
    ("本町二十三番地", "本町23"),
    ("六番町1-1", "六番町1番1号"),
    ("一番町三丁目4番5号", "一番町3-4-5"),
    ("霞ヶ関3-1", "霞が関三丁目一番"),
    ("霞ケ関3-1", "霞ヶ関3-1"),
    ("丸の内1-1", "丸ノ内1番1号"),
    ("大字本町1番地", "本町1"),
    ("北一条西二丁目", "北1条西2丁目"),
    ("四條畷市中野本町1-1", "四条畷市中野本町1番1号"),
    ("〒575-0000 本町1-1", "本町1-1"),
    ("本町1-1 101", "本町1番1号 101号室"),
    ("本町1-1　メゾン・ド・𠮷田", "本町1-1　メゾン・ド・吉田"),
]


@pytest.mark.parametrize(("a", "b"), SAME_PLACE)
def test_spellings_of_one_place_meet(a: str, b: str) -> None:
    assert address_key(a) == address_key(b)
    assert differs_how(a, b) in (Kind.SPELLING, Kind.VARIANT, Kind.WIDTH)


@pytest.mark.parametrize("dash", DASH_LOOKALIKES)
def test_each_of_the_ten_dashes_is_a_hyphen_between_numbers(dash: str) -> None:
    assert len(DASH_LOOKALIKES) == len(set(DASH_LOOKALIKES)) == 10
    assert address_key(f"本町1{dash}2{dash}3") == "本町1-2-3"
    assert normalise_block(f"1{dash}2") == "1-2"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("本町1-1 コーポ2", "本町1-1 コーポ3"),
        ("本町1-1", "本町1-1 101"),
        ("本町1-1 101", "本町1-11 01"),
        ("本町1-11", "本町11-1"),
        ("六番町1", "六番1"),
        ("本町一丁目", "本町二丁目"),
        ("八尾市", "矢尾市"),
        ("コーポ本町", "コポ本町"),
    ],
)
def test_other_places_stay_apart(a: str, b: str) -> None:
    assert address_key(a) != address_key(b)
    assert differs_how(a, b) is Kind.OTHER


def test_kinds_of_difference() -> None:
    assert differs_how("本町1-1", "本町1-1") is Kind.SAME
    assert differs_how("本町1-1", "本町１－１") is Kind.WIDTH
    assert differs_how("本町1-1", "本町 1-1") is Kind.WIDTH
    assert differs_how("髙松町1", "高松町1") is Kind.VARIANT
    assert differs_how("本町1-1", "本町1番1号") is Kind.SPELLING
    assert differs_how("本町1-1", "本町1-2") is Kind.OTHER


def test_the_building_is_never_dropped() -> None:
    parts = AddressParts("5750000", "四條畷市中野本町", "1-1", "コーポ101")
    assert parts.line == "四條畷市中野本町1-1\u3000コーポ101"
    assert parts.key == address_key("四条畷市中野本町1番1号 コーポ101号室")
    assert AddressParts("", "本町", "1-1").key != AddressParts("", "本町", "1-1", "101").key


@pytest.mark.parametrize("postal", ["575-0000", "575000", "５７５００００", "abcdefg"])
def test_a_postal_code_in_parts_is_seven_digits(postal: str) -> None:
    with pytest.raises(UnfitAddressError, match="7 half-width digits"):
        AddressParts(postal, "本町", "1")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("〒575-0000 大阪府", ("5750000", "大阪府")),
        ("〒５７５－００００　大阪府", ("5750000", "大阪府")),
        ("5750000大阪府", ("5750000", "大阪府")),
        ("575ー0000", ("5750000", "")),
        ("大阪府", (None, "大阪府")),
        ("57500001", (None, "57500001")),
        ("", (None, "")),
    ],
)
def test_the_postal_code_is_split_off(text: str, wanted: tuple[str | None, str]) -> None:
    assert split_postal(text) == wanted


@pytest.mark.parametrize(
    ("text", "value"), [("〇", 0), ("十", 10), ("十二", 12), ("二十三", 23), ("百五", 105), ("一〇五", 105)]
)
def test_kanji_numbers(text: str, value: int) -> None:
    assert kanji_number(text) == value


@given(st.text(alphabet="本町三丁目番地号の 1２-ーコ〒\u3000\x00\ud800五十百", max_size=60))
def test_nothing_typed_raises_and_the_text_equals_itself(text: str) -> None:
    assert differs_how(text, "本町1-1") in Kind
    assert differs_how("本町1-1", text) == differs_how(text, "本町1-1")
    assert differs_how(text, text) is Kind.SAME


def test_hostile_texts_cost_nothing() -> None:
    started = time.perf_counter()
    for text in (
        "1 " * 500,
        "1" + "-" * 999,
        "一" * 1000,
        "〒" + " " * 999,
        "1" + "ー" * 999,
        "十百" * 500,
        "1番" * 500,
    ):
        address_key(text)
    assert time.perf_counter() - started < 1
    with pytest.raises(UnfitAddressError, match="1,001"):
        address_key("1" * 1001)
