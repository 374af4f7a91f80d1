"""Batches of keys for one query: engines bound the number of values in a statement."""

from collections.abc import Iterator, Sequence
from typing import Final

_IN_ONE_QUERY: Final = 500


def batches(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    """Return the numbers in parts that one query takes."""
    for start in range(0, len(numbers), _IN_ONE_QUERY):
        yield numbers[start : start + _IN_ONE_QUERY]
