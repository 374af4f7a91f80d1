"""Every address of the product, filled with what is there: for tests that look behind every door."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver

_PLACE = re.compile(r"<(?:[^:>]+:)?([^>]+)>")


def every_address(known: Mapping[str, Sequence[object]]) -> Iterator[str]:
    """Yield every address, once for each combination of what may stand in its places.

    Args:
        known: values by the name of the place. A place that is not named fails the test: a new kind of address must
            not escape the walk.
    """
    for route in _routes(get_resolver().url_patterns, ""):
        names = _PLACE.findall(route)
        unknown = [name for name in names if name not in known]
        assert not unknown, f"{route}: say in the test what may stand for {unknown}"
        for values in product(*(known[name] for name in names)):
            filled = iter(values)
            yield "/" + _PLACE.sub(lambda _, filled=filled: str(next(filled)), route)


def _routes(patterns: Sequence[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        whole = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, whole)
        elif "^" not in whole:
            yield whole
