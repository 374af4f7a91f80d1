"""Expand what a family states (wishes of each child and a pattern) into its ordered list of joint wishes.

The seven patterns are those on towns' forms, interchanged **by name, never by number**: towns and programs number them
differently. Order of the joint wishes, best first (facts: DaycareCP, さいたま市 and 藤沢市 forms):

1. more children with a place before fewer;
2. ``prefer_same``: the larger group in one facility before the smaller; ``prefer_wish``: this comes after 3;
3. the smaller product of the wish ranks;
4. the better wish of the oldest child, then of the next (twins: in the order in which the parent names them).

A child that holds a place and gains none stays where it is, and staying ranks behind its last wish; wishes that it
ranks behind its present facility are never used. The last joint wish of such a family is to stay, for all of them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, product

JointWish = tuple[str | None, ...]
LIMIT = 5_000


class Pattern(Enum):
    """Name how siblings are to be placed together."""

    SAME_FACILITY_SAME_TIME = "same_facility_same_time"
    SAME_FACILITY_OLDER_FIRST = "same_facility_older_first"
    SAME_FACILITY_YOUNGER_FIRST = "same_facility_younger_first"
    APART_SAME_TIME_PREFER_SAME = "apart_same_time_prefer_same"
    APART_ONE_ALONE_PREFER_SAME = "apart_one_alone_prefer_same"
    APART_SAME_TIME_PREFER_WISH = "apart_same_time_prefer_wish"
    APART_ONE_ALONE_PREFER_WISH = "apart_one_alone_prefer_wish"
    COMBINATION = "combination"


class Alone(Enum):
    """Name who may be placed while a sibling is not, where the pattern allows one alone (藤沢市 form, F and G)."""

    EITHER = "either"
    OLDER_FIRST = "older_first"
    YOUNGER_FIRST = "younger_first"


@dataclass(frozen=True)
class ChildWishes:
    """State one child's wishes.

    Args:
        child: its id.
        wishes: facilities, best first.
        current_facility: where it holds a place now.
    """

    child: str
    wishes: tuple[str, ...]
    current_facility: str | None = None


class SiblingWishError(ValueError):
    """Refuse wishes that cannot be expanded."""


# The name says it to the parent's form as well; "Error" at the end would say nothing more.
class TooManyCombinations(SiblingWishError):  # noqa: N818
    """Refuse more joint wishes than the limit; nothing is cut silently.

    Args:
        count: combinations that the pattern asks for.
        limit: the most that are taken.
    """

    def __init__(self, count: int, limit: int) -> None:
        self.count = count
        self.limit = limit
        super().__init__(
            f"the pattern gives {count} combinations and at most {limit} are taken. "
            "Shorten the wishes, choose the same facility, or list the combinations yourself"
        )


SAME_FACILITY = {
    Pattern.SAME_FACILITY_SAME_TIME: None,
    Pattern.SAME_FACILITY_OLDER_FIRST: Alone.OLDER_FIRST,
    Pattern.SAME_FACILITY_YOUNGER_FIRST: Alone.YOUNGER_FIRST,
}
ONE_ALONE = (Pattern.APART_ONE_ALONE_PREFER_SAME, Pattern.APART_ONE_ALONE_PREFER_WISH)
PREFER_WISH = (Pattern.APART_SAME_TIME_PREFER_WISH, Pattern.APART_ONE_ALONE_PREFER_WISH)


def expand(
    children: Sequence[ChildWishes],
    pattern: Pattern,
    *,
    combination: Sequence[JointWish] = (),
    alone: Alone = Alone.EITHER,
    limit: int = LIMIT,
) -> tuple[JointWish, ...]:
    """Give the family's joint wishes, best first: a facility (or None: not placed) for each child in order.

    Args:
        children: the children who apply, oldest first.
        pattern: how they are to be placed together; without meaning for one child.
        combination: the free list, best first, for ``Pattern.COMBINATION``.
        alone: who may be placed alone, for the ``apart_one_alone`` patterns.
        limit: the most joint wishes taken.

    Raises:
        TooManyCombinations: the pattern asks for more than the limit.
        SiblingWishError: no child, a facility wished twice, or a free list of the wrong shape.
    """
    _check(children)
    if pattern is Pattern.COMBINATION and len(children) > 1:
        joint = _free_list(children, combination)
        count = len(joint)
    else:
        count = _count(children, pattern, alone)
        joint = []
    if count > limit:
        raise TooManyCombinations(count, limit)
    if not joint:
        joint = _ordered(children, pattern, alone)
    return _with_stay_last(children, joint)


def _check(children: Sequence[ChildWishes]) -> None:
    if not children:
        raise SiblingWishError("the family has no child that applies. Name at least one child")
    for one in children:
        twice = [name for name, times in Counter(one.wishes).items() if times > 1]
        if twice or "" in one.wishes:
            raise SiblingWishError(
                f"child {one.child} wishes {', '.join(twice) or 'a blank facility'} "
                f"{'twice' if twice else 'by name'}. Keep one wish a facility"
            )


def _options(one: ChildWishes) -> tuple[str, ...]:
    """Give the wishes that count: none behind the present facility."""
    if one.current_facility in one.wishes:
        return one.wishes[: one.wishes.index(one.current_facility) + 1]
    return one.wishes


def _groups(size: int, pattern: Pattern, alone: Alone) -> Iterator[tuple[int, ...]]:
    """Give the groups of children who may be placed while the others are not."""
    everyone = tuple(range(size))
    order = SAME_FACILITY.get(pattern, alone if pattern in ONE_ALONE else None)
    if size == 1 or order is None:
        yield everyone
    elif order is Alone.OLDER_FIRST:
        yield from (everyone[:count] for count in range(1, size + 1))
    elif order is Alone.YOUNGER_FIRST:
        yield from (everyone[-count:] for count in range(1, size + 1))
    else:
        for count in range(1, size + 1):
            yield from combinations(everyone, count)


def _common(options: Sequence[tuple[str, ...]], group: Iterable[int]) -> list[str]:
    first, *others = [options[child] for child in group]
    return [name for name in first if all(name in other for other in others)]


def _count(children: Sequence[ChildWishes], pattern: Pattern, alone: Alone) -> int:
    """Count the combinations without making them."""
    options = [_options(one) for one in children]
    if pattern in ONE_ALONE and alone is Alone.EITHER and len(children) > 1:
        return math.prod(len(own) + 1 for own in options) - 1
    groups = _groups(len(children), pattern, alone)
    if pattern in SAME_FACILITY:
        return sum(len(_common(options, group)) for group in groups)
    return sum(math.prod(len(options[child]) for child in group) for group in groups)


def _ordered(children: Sequence[ChildWishes], pattern: Pattern, alone: Alone) -> list[JointWish]:
    options = [_options(one) for one in children]
    stay = [one.current_facility for one in children]
    joint: set[JointWish] = set()
    for group in _groups(len(children), pattern, alone):
        if pattern in SAME_FACILITY:
            chosen: Iterable[Sequence[str]] = ([name] * len(group) for name in _common(options, group))
        else:
            chosen = product(*(options[child] for child in group))
        for names in chosen:
            placed = list(stay)
            for child, name in zip(group, names, strict=True):
                placed[child] = name
            joint.add(tuple(placed))
    return sorted(joint, key=lambda wish: _worth(wish, options, prefers_wish=pattern in PREFER_WISH))


def _worth(
    wish: JointWish, options: Sequence[tuple[str, ...]], *, prefers_wish: bool
) -> tuple[int | tuple[int, ...], ...]:
    """Give the sort key of a joint wish; smaller is better."""
    names = [name for name in wish if name is not None]
    ranks = tuple(
        len(own) + 2 if name is None else own.index(name) + 1 if name in own else len(own) + 1
        for name, own in zip(wish, options, strict=True)
    )
    together = max(Counter(names).values(), default=0)
    worth = math.prod(rank for name, rank in zip(wish, ranks, strict=True) if name is not None)
    first, second = (worth, -together) if prefers_wish else (-together, worth)
    return (-len(names), first, second, ranks)


def _free_list(children: Sequence[ChildWishes], combination: Sequence[JointWish]) -> list[JointWish]:
    """Check the parent's own list; a child who holds a place and is left blank stays."""
    joint: list[JointWish] = []
    for number, wish in enumerate(combination, start=1):
        if len(wish) != len(children):
            raise SiblingWishError(
                f"combination {number} names {len(wish)} children, the family has {len(children)}. "
                "Give one facility (or blank) for each child"
            )
        filled = tuple(name or one.current_facility for name, one in zip(wish, children, strict=True))
        if filled in joint:
            raise SiblingWishError(f"combination {number} repeats an earlier one. Keep the better place")
        joint.append(filled)
    return joint


def _with_stay_last(children: Sequence[ChildWishes], joint: list[JointWish]) -> tuple[JointWish, ...]:
    """End the list with "all stay" when a child of the family holds a place."""
    stay = tuple(one.current_facility for one in children)
    if not any(stay):
        return tuple(joint)
    return (*(wish for wish in joint if wish != stay), stay)
