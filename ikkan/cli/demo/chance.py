"""Drawing by weight."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


def draw_word(weights: Mapping[str, float], random: Random) -> str:
    """Return one of the words by weight."""
    words = list(weights)
    sums = list(accumulate(weights.values()))
    return words[bisect(sums, random.random() * sums[-1])]


def draw_one(things: Sequence[Thing], random: Random) -> Thing:
    """Return one of equals."""
    return things[int(random.random() * len(things))]
