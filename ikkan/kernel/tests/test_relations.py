"""続柄 is read by the grammar of 標準仕様書 1.1.11, and a household stands in the order of 5.2."""

from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikkan.kernel.relations import (
    ACQUAINTANCE,
    HEAD,
    LINKS,
    LODGER,
    MOST_LINKS,
    UnfitRelationError,
    parse_relation,
    print_order,
)

chains = st.lists(st.sampled_from(sorted(LINKS)), min_size=1, max_size=MOST_LINKS)


@dataclass(frozen=True)
class One:
    number: str
    relation: str
    birth_key: str
    place_in_household: int | None = None
    family_register: tuple[str, str] = ("", "")
    is_first_named: bool = False


def numbers(*members: One) -> list[str]:
    return [one.number for one in print_order(members)]


@given(chains)
def test_every_chain_of_up_to_four_words_is_read_back_as_written(links: list[str]) -> None:
    text = "の".join(links)
    assert parse_relation(text).links == tuple(links)
    assert str(parse_relation(text)) == text


@given(st.lists(st.sampled_from(sorted(LINKS)), min_size=MOST_LINKS + 1, max_size=9))
def test_five_generations_are_an_acquaintance(links: list[str]) -> None:
    with pytest.raises(UnfitRelationError, match=ACQUAINTANCE):
        parse_relation("の".join(links))


@given(st.text(max_size=12))
def test_any_other_text_is_refused_and_says_so(text: str) -> None:
    try:
        assert str(parse_relation(text)) == text
    except UnfitRelationError as fault:
        assert "書いてください" in str(fault) or "使えるのは" in str(fault)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("孫", "子の子"), ("祖父", "父の父"), ("甥", "兄の子"), ("姪", "妹の子"), ("おじ", "母の弟"), ("長男", "子"),
        ("妻(未届)", "妻（未届）"), ("孫の妻", "子の子の妻"), ("家事使用人", "同居人"), ("準世帯主", "世帯主"),
    ],
)  # fmt: skip
def test_a_forbidden_spelling_is_answered_by_the_right_one(wrong: str, right: str) -> None:
    with pytest.raises(UnfitRelationError, match=right):
        parse_relation(wrong)


@pytest.mark.parametrize("text", ["", "の", "子の", "の子", "世帯主の子", "縁故者の子", "子　の子", "友人"])
def test_what_is_no_relation_is_refused(text: str) -> None:
    with pytest.raises(UnfitRelationError):
        parse_relation(text)


def test_the_child_that_married_a_child_is_one_word() -> None:
    assert parse_relation("子（子の夫）の子").links == ("子（子の夫）", "子")


def test_head_spouse_children_parents_siblings_grandparents_relatives_acquaintances_lodgers() -> None:
    home = [
        One("12", LODGER, "1950-01-01"),
        One("11", ACQUAINTANCE, "1990-01-01"),
        One("10", "妻の母", "1940-01-01"),
        One("09", "父の母", "1920-01-01"),
        One("08", "妹", "1975-01-01"),
        One("07", "母", "1944-01-01"),
        One("06", "父", "1945-01-01", is_first_named=True),
        One("04", "子", "2010-05-05"),
        One("03", "子", "2010-05-05"),
        One("05", "子", "2012-01-01"),
        One("02", "妻", "1974-01-01"),
        One("01", HEAD, "1973-01-01"),
    ]
    assert numbers(*home) == sorted(one.number for one in home)


def test_a_childs_family_stands_together_behind_the_other_children() -> None:
    assert numbers(
        One("1", HEAD, "1940-01-01"),
        One("3", "子", "1970-01-01", family_register=("焼津1", "一郎")),
        One("2", "子", "1980-01-01"),
        One("4", "子の妻", "1972-01-01", family_register=("焼津1", "一郎")),
        One("6", "子の子", "2001-01-01", family_register=("焼津1", "一郎")),
        One("5", "子の子", "1999-01-01", family_register=("焼津1", "一郎")),
    ) == ["1", "2", "3", "4", "5", "6"]


def test_families_of_children_stand_by_the_birth_of_the_child() -> None:
    assert numbers(
        One("1", HEAD, "1940-01-01"),
        One("4", "子", "1972-01-01", family_register=("B", "次郎")),
        One("5", "子の妻", "1965-01-01", family_register=("B", "次郎")),
        One("2", "子", "1970-01-01", family_register=("A", "一郎")),
        One("3", "子の妻", "1975-01-01", family_register=("A", "一郎")),
    ) == ["1", "2", "3", "4", "5"]


def test_a_spouse_of_an_unknown_child_is_put_into_no_family() -> None:
    assert numbers(
        One("1", HEAD, "1940-01-01"),
        One("4", "子の妻", "1971-01-01"),
        One("2", "子", "1970-01-01"),
        One("3", "子", "1972-01-01"),
    ) == ["1", "2", "3", "4"]


def test_a_family_of_a_relative_stands_as_that_of_a_child() -> None:
    assert numbers(
        One("1", HEAD, "1940-01-01"),
        One("2", "弟", "1945-01-01"),
        One("4", "弟の子", "1969-01-01"),
        One("3", "弟の妻", "1950-01-01"),
        One("5", ACQUAINTANCE, "1930-01-01"),
    ) == ["1", "2", "3", "4", "5"]


def test_kin_of_a_childs_spouse_is_no_family_of_the_child() -> None:
    assert numbers(
        One("1", HEAD, "1940-01-01"),
        One("4", "子の妻の母", "1945-01-01"),
        One("3", "子の妻", "1971-01-01"),
        One("2", "子", "1970-01-01"),
    ) == ["1", "2", "3", "4"]


def test_an_order_set_by_hand_wins_and_newcomers_come_last() -> None:
    assert numbers(
        One("1", HEAD, "1940-01-01", place_in_household=2),
        One("2", "妻", "1941-01-01", place_in_household=1),
        One("3", "子", "1970-01-01"),
    ) == ["2", "1", "3"]


@given(st.lists(chains, max_size=7), st.randoms(use_true_random=False))
def test_the_order_does_not_hang_on_the_order_of_reading(home: list[list[str]], random: Random) -> None:
    members = [One("0", HEAD, "1940-01-01")]
    members += [One(str(at + 1), "の".join(links), f"19{50 + at % 3}-01-01") for at, links in enumerate(home)]
    mixed = list(members)
    random.shuffle(mixed)
    assert print_order(mixed) == print_order(members)
    assert print_order(members)[0].number == "0"
    assert {one.number for one in print_order(members)} == {one.number for one in members}
