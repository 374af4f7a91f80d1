"""Whatever is accepted reads back to itself, and nothing typed makes a reader raise."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikkan.kernel import inputs
from ikkan.kernel.characters import ANY_DASH
from ikkan.kernel.inputs import Accepted, Rejected

READERS: list[Callable[[str], Accepted[str | int] | Rejected]] = [
    inputs.read_name,
    inputs.read_text,
    inputs.read_kana,
    inputs.read_phone,
    inputs.read_postal,
    inputs.read_block,
    inputs.read_email,
    inputs.read_hours,
    inputs.read_minutes,
    inputs.read_number,
    inputs.read_yen,
    inputs.read_yes_no,
]
typed = st.one_of(
    st.text(max_size=30),
    st.text("0123456789０１２３" + ANY_DASH + " 〒()+番号丁目地の一二時間分円万,.:hH", max_size=16),
    st.text("あゔがｶﾞﾊﾟーｰ・ \u3000ァヶ\u3099\u200b", max_size=12),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Co", "Mn"]), max_size=5),
)
kanji = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
rare_kanji = st.one_of(
    kanji,
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),
    st.characters(min_codepoint=0xF900, max_codepoint=0xFAD9),
)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@given(text=typed)
def test_reading_is_idempotent_and_never_raises(
    reader: Callable[[str], Accepted[str | int] | Rejected], text: str
) -> None:
    first = reader(text)
    if isinstance(first, Rejected):
        assert first.code
        assert first.message_ja
        assert first.message_en
        return
    again = reader(first.shown)
    assert isinstance(again, Accepted)
    assert (again.value, again.shown) == (first.value, first.shown)
    if isinstance(first.value, str):
        kept = reader(first.value)
        assert isinstance(kept, Accepted)
        assert kept.value == first.value


@given(st.text(rare_kanji, min_size=1, max_size=8), st.lists(st.integers(0xE0100, 0xE01EF), max_size=3))
def test_no_kanji_of_a_name_is_touched(name: str, selectors: list[int]) -> None:
    typed_name = "".join(
        sign + (chr(selectors[place]) if place < len(selectors) else "") for place, sign in enumerate(name)
    )
    found = inputs.read_name(typed_name)
    assert isinstance(found, Accepted)
    assert found.value == typed_name


@given(st.text("ァアィイゥウカガサザタダナハバパマヤラワンヴヵヶー", min_size=1, max_size=20))
def test_katakana_comes_back_from_half_width_and_hiragana(kana: str) -> None:
    hiragana = "".join(chr(ord(sign) - 0x60) if sign != "ー" else sign for sign in kana)
    wide = inputs.read_kana(kana)
    assert wide == Accepted(kana, kana)
    assert inputs.read_kana(hiragana) == wide
    assert inputs.read_kana(unicodedata.normalize("NFD", kana)) == wide


@given(st.integers(0, 10**9))
def test_numbers_come_back_in_any_width(number: int) -> None:
    wide = str(number).translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})
    for text in (str(number), wide, f"{number:,}"):
        for reader in (inputs.read_number, inputs.read_yen):
            found = reader(text)
            assert isinstance(found, Accepted)
            assert found.value == number
