"""How two texts differ: runs of characters for the eye, and kinds of difference in a word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final, Literal

from ikkan.kernel.characters import code_points

# One sign for the eye: a character with the marks and variation selectors that belong to it.
_SIGN = re.compile("(?s).[\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
# The matcher's time grows with the square of the length; past this, only the common ends are taken off.
_LONGEST_MATCHED: Final = 2_000


class Kind(StrEnum):
    """Name the kind of difference between two values, in the word that the desk shows."""

    SAME = "同じ"
    WIDTH = "全角半角"
    VARIANT = "字体"
    SPELLING = "表記"
    READING = "読み"
    OTHER = "別の値"


@dataclass(frozen=True)
class Run:
    """Hold a stretch of text: in both texts ("equal"), or only in the first ("a") or the second ("b")."""

    side: Literal["equal", "a", "b"]
    text: str


@dataclass(frozen=True)
class Swap:
    """Hold one place where the texts differ, with the code points as words: `U+9AD9` / `U+9AD8`."""

    a: str
    b: str

    @property
    def code_points_a(self) -> str:
        """Return the code points of the first text here, empty where it has nothing."""
        return code_points(self.a)

    @property
    def code_points_b(self) -> str:
        """Return the code points of the second text here, empty where it has nothing."""
        return code_points(self.b)


def split_signs(text: str) -> list[str]:
    """Return the text in signs for the eye: a kanji stays with its variation selector, か with its mark."""
    return _SIGN.findall(text)


def _common_start(a: list[str], b: list[str]) -> int:
    length = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        length += 1
    return length


def _matched(a: list[str], b: list[str]) -> list[tuple[str, str, str]]:
    """Return (equal, only a, only b) pieces of the middle of two texts."""
    if max(len(a), len(b)) > _LONGEST_MATCHED:
        return [("", "".join(a), "".join(b))]
    pieces = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        left, right = "".join(a[a1:a2]), "".join(b[b1:b2])
        pieces.append((left, "", "") if tag == "equal" else ("", left, right))
    return pieces


def find_runs(a: str, b: str) -> tuple[Run, ...]:
    """Return the runs of two texts in reading order; where they differ, the run of `a` comes before that of `b`.

    Equal and "a" runs joined give `a`, equal and "b" runs joined give `b`. Texts whose differing middle is longer than
    2,000 signs are shown as one difference.
    """
    left, right = split_signs(a), split_signs(b)
    start = _common_start(left, right)
    end = _common_start(left[start:][::-1], right[start:][::-1])
    middle = _matched(left[start : len(left) - end], right[start : len(right) - end])
    pieces = [("".join(left[:start]), "", ""), *middle, ("".join(left[len(left) - end :]), "", "")]
    sides: tuple[Literal["equal", "a", "b"], ...] = ("equal", "a", "b")
    return tuple(Run(side, text) for piece in pieces for side, text in zip(sides, piece, strict=True) if text)


def find_swaps(a: str, b: str) -> tuple[Swap, ...]:
    """Return each place where two texts differ, sign by sign where both have equally many signs there."""
    runs = find_runs(a, b)
    swaps: list[Swap] = []
    position = 0
    while position < len(runs):
        run = runs[position]
        position += 1
        if run.side == "equal":
            continue
        if run.side == "a" and position < len(runs) and runs[position].side == "b":
            swaps.extend(_pair(run.text, runs[position].text))
            position += 1
        else:
            swaps.append(Swap(run.text, "") if run.side == "a" else Swap("", run.text))
    return tuple(swaps)


def _pair(a: str, b: str) -> list[Swap]:
    left, right = split_signs(a), split_signs(b)
    if len(left) != len(right):
        return [Swap(a, b)]
    return [Swap(one, other) for one, other in zip(left, right, strict=True)]
