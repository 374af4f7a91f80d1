"""The seven patterns and the free list expand in the documented order, and nothing is cut silently."""

from __future__ import annotations

import time
from itertools import product

import pytest

from ikkan.procedures.nursery.placement.siblings import (
    Alone,
    ChildWishes,
    JointWish,
    Pattern,
    SiblingWishError,
    TooManyCombinations,
    expand,
)

OLDER = ChildWishes("older", ("A", "B"))
YOUNGER = ChildWishes("younger", ("B", "A"))


def _text(joint: tuple[JointWish, ...]) -> str:
    return " ".join("".join(name or "-" for name in wish) for wish in joint)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (Pattern.SAME_FACILITY_SAME_TIME, "AA BB"),
        (Pattern.SAME_FACILITY_OLDER_FIRST, "AA BB A- B-"),
        (Pattern.SAME_FACILITY_YOUNGER_FIRST, "AA BB -B -A"),
        (Pattern.APART_SAME_TIME_PREFER_SAME, "AA BB AB BA"),
        (Pattern.APART_SAME_TIME_PREFER_WISH, "AB AA BB BA"),
        (Pattern.APART_ONE_ALONE_PREFER_SAME, "AA BB AB BA A- -B B- -A"),
        (Pattern.APART_ONE_ALONE_PREFER_WISH, "AB AA BB BA A- -B B- -A"),
    ],
)
def test_two_children(pattern: Pattern, expected: str) -> None:
    assert _text(expand([OLDER, YOUNGER], pattern)) == expected


@pytest.mark.parametrize(
    ("alone", "expected"),
    [(Alone.OLDER_FIRST, "AA BB AB BA A- B-"), (Alone.YOUNGER_FIRST, "AA BB AB BA -B -A")],
)
def test_only_one_of_them_may_be_alone(alone: Alone, expected: str) -> None:
    assert _text(expand([OLDER, YOUNGER], Pattern.APART_ONE_ALONE_PREFER_SAME, alone=alone)) == expected


def test_three_children_prefer_the_larger_group() -> None:
    third = ChildWishes("third", ("C", "B"))
    joint = expand([OLDER, YOUNGER, third], Pattern.APART_SAME_TIME_PREFER_SAME)
    assert _text(joint).split()[:4] == ["BBB", "ABB", "AAC", "BBC"]


def test_one_child_keeps_the_list_whatever_the_pattern() -> None:
    for pattern in Pattern:
        assert expand([OLDER], pattern) == (("A",), ("B",))


def test_a_present_seat_is_the_last_wish_and_never_lost() -> None:
    holder = ChildWishes("holder", ("A", "B"), "C")
    assert expand([holder], Pattern.SAME_FACILITY_SAME_TIME) == (("A",), ("B",), ("C",))
    for pattern in Pattern:
        joint = expand([holder, YOUNGER], pattern)
        assert joint[-1] == ("C", None)
        assert all(wish[0] is not None for wish in joint)
        assert len(set(joint)) == len(joint)


def test_a_sibling_joins_the_one_who_stays() -> None:
    holder = ChildWishes("holder", ("A",), "C")
    joint = expand([holder, ChildWishes("new", ("A", "C"))], Pattern.APART_ONE_ALONE_PREFER_SAME)
    assert _text(joint) == "AA CC AC CA A- C-"


def test_wishes_behind_the_present_facility_are_not_used() -> None:
    assert expand([ChildWishes("one", ("A", "C", "B"), "C")], Pattern.COMBINATION) == (("A",), ("C",))


def test_free_list_is_kept_and_a_holder_left_blank_stays() -> None:
    holder = ChildWishes("holder", ("A",), "C")
    joint = expand([holder, YOUNGER], Pattern.COMBINATION, combination=[("A", "Z"), ("", "B")])
    assert joint == (("A", "Z"), ("C", "B"), ("C", None))


@pytest.mark.parametrize("combination", [[("A",)], [("A", "B"), ("A", "B")]])
def test_free_list_of_the_wrong_shape_is_refused(combination: list[JointWish]) -> None:
    with pytest.raises(SiblingWishError):
        expand([OLDER, YOUNGER], Pattern.COMBINATION, combination=combination)


def test_facility_wished_twice_is_refused() -> None:
    with pytest.raises(SiblingWishError, match="twice"):
        expand([ChildWishes("one", ("A", "A"))], Pattern.SAME_FACILITY_SAME_TIME)


@pytest.mark.parametrize(
    ("pattern", "alone", "count"),
    [
        (Pattern.APART_SAME_TIME_PREFER_SAME, Alone.EITHER, 15**4),
        (Pattern.APART_ONE_ALONE_PREFER_WISH, Alone.EITHER, 16**4 - 1),
        (Pattern.APART_ONE_ALONE_PREFER_SAME, Alone.OLDER_FIRST, 15 + 15**2 + 15**3 + 15**4),
    ],
)
def test_four_children_with_fifteen_wishes_are_counted_not_made(pattern: Pattern, alone: Alone, count: int) -> None:
    wishes = tuple(f"n{number}" for number in range(15))
    began = time.process_time()
    with pytest.raises(TooManyCombinations) as caught:
        expand([ChildWishes(f"c{number}", wishes) for number in range(4)], pattern, alone=alone)
    assert (caught.value.count, caught.value.limit) == (count, 5_000)
    assert time.process_time() - began < 0.5


def test_thirty_children_are_counted_at_once() -> None:
    wishes = tuple(f"n{number}" for number in range(15))
    with pytest.raises(TooManyCombinations):
        expand([ChildWishes(f"c{n}", wishes) for n in range(30)], Pattern.APART_ONE_ALONE_PREFER_SAME)


@pytest.mark.parametrize(
    ("pattern", "alone"), product([one for one in Pattern if one is not Pattern.COMBINATION], Alone)
)
def test_count_is_the_number_made(pattern: Pattern, alone: Alone) -> None:
    children = [OLDER, YOUNGER, ChildWishes("third", ("C", "A", "B"))]
    made = len(expand(children, pattern, alone=alone))
    with pytest.raises(TooManyCombinations) as caught:
        expand(children, pattern, alone=alone, limit=made - 1)
    assert caught.value.count == made
