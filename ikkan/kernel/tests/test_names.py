"""Names are kept as registered; only their keys are folded."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ikkan.kernel.characters import compose, count_characters, find_bad_text
from ikkan.kernel.differences import Kind
from ikkan.kernel.names import (
    PersonName,
    UnfitNameError,
    compare_key,
    kana_key,
    names_differ_how,
    needs_a_person,
    strict_key,
)

IVS = "\U000e0100"
written = st.text("髙高﨑崎邊邉辺齋齊斎斉神\ufa19𠮷がかｶﾞﾞ\u3099AaＡ \u3000\u200bオウォヴー・" + IVS, max_size=12)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("山嵜", "山崎"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("渡邉", "渡邊"),
        ("齋藤", "斎藤"),
        ("齊藤", "斉藤"),
        ("齋藤", "斉藤"),
        ("澤田", "沢田"),
        ("𠮷田", "吉田"),
        ("葛" + IVS + "城", "葛城"),
        ("佐藤　花子", "佐藤花子"),
        ("ＳＭＩＴＨ", "Smith"),
        ("\ufa19田", "神田"),
        ("か\u3099", "が"),
    ],
)
def test_ways_of_writing_one_name_meet(a: str, b: str) -> None:
    assert compare_key(a) == compare_key(b)
    assert names_differ_how(a, b) is not Kind.OTHER


@pytest.mark.parametrize(
    ("a", "b"), [("高橋", "高梁"), ("佐藤", "斎藤"), ("河野", "川野"), ("渡辺", "渡部"), ("太田", "大田")]
)
def test_different_names_do_not_meet(a: str, b: str) -> None:
    assert compare_key(a) != compare_key(b)
    assert names_differ_how(a, b) is Kind.OTHER


def test_characters_of_their_own_send_the_match_to_a_person() -> None:
    assert needs_a_person("斉藤", "斎藤")
    assert needs_a_person("中嶋", "中島")
    assert not needs_a_person("髙橋", "高橋")
    assert not needs_a_person("齋藤", "斎藤")
    assert not needs_a_person("佐藤", "斎藤")


def test_kinds_of_difference() -> None:
    assert names_differ_how("高橋", "高橋") is Kind.SAME
    assert names_differ_how("佐藤　花子", "佐藤 花子") is Kind.WIDTH
    assert names_differ_how("ＡＢ", "AB") is Kind.WIDTH
    assert names_differ_how("SMITH", "Smith") is Kind.SPELLING
    assert names_differ_how("髙橋", "高橋") is Kind.VARIANT
    assert names_differ_how("葛" + IVS, "葛") is Kind.VARIANT
    assert names_differ_how("\ufa19", "神") is Kind.VARIANT


@given(written)
@example("ｶ \u3099")
@example("カ・\u3099")
def test_keys_of_keys_are_the_same_keys(text: str) -> None:
    for key in (strict_key, compare_key, kana_key):
        assert key(key(text)) == key(text)


@given(written, written)
def test_the_looser_key_joins_all_that_the_stricter_joins(a: str, b: str) -> None:
    assert strict_key(a) != strict_key(b) or compare_key(a) == compare_key(b)
    assert names_differ_how(a, b) is names_differ_how(b, a)


def test_the_register_form_is_never_rewritten() -> None:
    for text in ("髙橋", "葛" + IVS, "\ufa19", "\ue000", "𠮷", "Ａ"):
        name = PersonName(text, "花子")
        assert name.family == text
        assert name.full == f"{text}\u3000花子"


def test_composing_joins_marks_but_leaves_registered_glyphs() -> None:
    assert compose("か\u3099") == "が"
    assert compose("\ufa19") == "\ufa19"
    assert compose("\U0002f800") == "\U0002f800"


def test_the_table_of_variants_folds_in_one_step_and_cites_its_sources() -> None:
    rows = tomllib.loads((files("ikkan.kernel") / "variants.toml").read_text(encoding="utf-8"))["variant"]
    folded = [(row["grade"], sign) for row in rows for sign in row["from"]]
    assert len(folded) == len(set(folded))
    assert all(len(sign) == 1 for _, sign in folded)
    assert all(row["source"] and row["to"] not in row["from"] for row in rows)
    assert not {row["to"] for row in rows if row["grade"] == "same"} & {
        sign for grade, sign in folded if grade == "same"
    }


def test_flags() -> None:
    assert PersonName("葛" + IVS, "").has_ivs
    assert not PersonName("葛", "").has_ivs
    assert PersonName("\ue000", "花").has_private_use
    assert PersonName("\U000f0000", "花").has_private_use
    assert not PersonName("髙", "花").has_private_use


@pytest.mark.parametrize(
    "wrong",
    [
        "a\x00b",
        "\ud800",
        "佐\udfff",
        "a\nb",
        "a\rb",
        "\x1b[0m",
        "\x7f",
        "\u2028",
        "a\u202eb",
        "\u2066",
        "\ufffe",
        "佐\u200b藤",
        "a\u200db",
    ],
)
def test_texts_that_are_no_names_are_refused(wrong: str) -> None:
    with pytest.raises(UnfitNameError, match=r"[a-z]"):
        PersonName(wrong, "花子")
    with pytest.raises(UnfitNameError):
        PersonName("佐藤", "花子", "サトウ", wrong)


def test_length_is_limited_in_characters_and_never_cut() -> None:
    assert PersonName("𠮷" * 100, "").family == "𠮷" * 100
    assert PersonName(("葛" + IVS) * 100, "").has_ivs
    with pytest.raises(UnfitNameError, match="too long"):
        PersonName("𠮷" * 101, "")
    with pytest.raises(UnfitNameError, match="1,000,000"):
        PersonName("あ" * 10**6, "")
    with pytest.raises(UnfitNameError, match="at most 20"):
        PersonName("あ" * 21, "", limit=20)
    assert count_characters("葛" + IVS) == 1
    assert find_bad_text("葛" + IVS, 1) is None


def test_one_part_is_enough_but_not_none() -> None:
    assert PersonName("", "Madonna").full == "Madonna"
    with pytest.raises(UnfitNameError, match="empty"):
        PersonName("", "")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("さとう", "サトウ"),
        ("ｻﾄｳ", "サトウ"),
        ("ｶﾞｽ", "ガス"),
        ("オオノ", "オーノ"),
        ("コウジ", "コージ"),
        ("チヅコ", "チズコ"),
        ("シヨウコ", "ショウコ"),
        ("サトウ　ハナコ", "サトウハナコ"),
    ],
)
def test_readings_meet(a: str, b: str) -> None:
    assert kana_key(a) == kana_key(b)


def test_different_readings_do_not_meet() -> None:
    assert kana_key("サトウ") != kana_key("サイトウ")
    assert kana_key("ヨシコ") != kana_key("ヨシオ")
