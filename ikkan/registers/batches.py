"""Batches of keys for one query: engines bound the number of values in a statement."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

_IN_ONE_QUERY: Final = 500
Key = TypeVar("Key")


def batches(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """Return the keys in parts that one query takes."""
    for start in range(0, len(keys), _IN_ONE_QUERY):
        yield keys[start : start + _IN_ONE_QUERY]
