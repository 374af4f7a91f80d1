"""Conditions of table rows on named features: the same condition for one case and for a whole population.

A row says ``when = { hours = { at_least = 140 }, reason = "work" }``. All features of one table must hold; a list of
tables holds when any of them does. A missing feature (None) fulfils nothing, on both ways.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Final

import polars as pl

from ikkan.kernel.json_value import JsonValue

Feature = bool | int | float | str | None
Lookup = Callable[[str], Feature]
Columns = Callable[[str], pl.Expr]

_ORDER: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "at_least": lambda value, bound: value >= bound,
    "above": lambda value, bound: value > bound,
    "at_most": lambda value, bound: value <= bound,
    "below": lambda value, bound: value < bound,
}
_ORDER_EXPR: Final[Mapping[str, Callable[[pl.Expr, float], pl.Expr]]] = {
    "at_least": lambda column, bound: column >= bound,
    "above": lambda column, bound: column > bound,
    "at_most": lambda column, bound: column <= bound,
    "below": lambda column, bound: column < bound,
}


class FaultyCondition(ValueError):  # noqa: N818 -- reads as the sentence that it says
    """Say which condition of which row cannot be read."""


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of one feature. `word` is one_of, none_of, at_least, above, at_most or below."""

    feature: str
    word: str
    bound: float = 0
    members: tuple[Feature, ...] = ()

    def holds(self, lookup: Lookup) -> bool:
        """Tell whether one case fulfils it."""
        value = lookup(self.feature)
        if value is None:
            return False
        if self.word == "one_of":
            return value in self.members
        if self.word == "none_of":
            return value not in self.members
        return not isinstance(value, str) and _ORDER[self.word](value, self.bound)

    def expr(self, columns: Columns) -> pl.Expr:
        """Return the same test over columns, never null."""
        column = columns(self.feature)
        if self.word in ("one_of", "none_of"):
            same = reduce(or_, (column == pl.lit(member) for member in self.members), pl.lit(False))
            found = same if self.word == "one_of" else ~same
        else:
            found = _ORDER_EXPR[self.word](column, self.bound)
        return found.fill_null(False)


@dataclass(frozen=True, slots=True)
class Condition:
    """Alternatives of tests: it holds when every test of any alternative holds; without alternatives, never."""

    alternatives: tuple[tuple[Test, ...], ...]

    @property
    def features(self) -> tuple[str, ...]:
        """Name every feature looked at, in the order written."""
        return tuple(dict.fromkeys(test.feature for tests in self.alternatives for test in tests))

    def holds(self, lookup: Lookup) -> bool:
        """Tell whether one case fulfils it."""
        for tests in self.alternatives:
            for test in tests:
                if not test.holds(lookup):
                    break
            else:
                return True
        return False

    def expr(self, columns: Columns) -> pl.Expr:
        """Return the same condition over columns, never null."""
        ways = [reduce(and_, (test.expr(columns) for test in tests), pl.lit(True)) for tests in self.alternatives]
        return reduce(or_, ways, pl.lit(False))


ALWAYS: Final = Condition(((),))
NEVER: Final = Condition(())


def read_condition(written: JsonValue, where: str, known: Mapping[str, object]) -> Condition:
    """Read a condition as a book writes it.

    Args:
        written: a table feature -> value, list of values or table of comparisons; or a list of such tables.
        where: file and row, for the error text.
        known: names of the features that a row in this place may look at.

    Raises:
        FaultyCondition: a feature or a word of comparison does not exist.
    """
    tables = written if isinstance(written, list) else [written]
    return Condition(tuple(_read_tests(table, where, known) for table in tables))


def _read_tests(written: JsonValue, where: str, known: Mapping[str, object]) -> tuple[Test, ...]:
    if not isinstance(written, dict):
        raise FaultyCondition(f"{where}: a condition must be a table such as {{ reason = 'work' }}, not {written!r}.")
    tests: list[Test] = []
    for feature, wanted in written.items():
        if feature not in known:
            raise FaultyCondition(
                f"{where}: there is no feature {feature!r} here. Known in this scope: {', '.join(sorted(known))}."
            )
        tests.extend(_read_test(feature, wanted, where))
    return tuple(tests)


def _read_test(feature: str, wanted: JsonValue, where: str) -> list[Test]:
    if isinstance(wanted, dict):
        return [_read_comparison(feature, word, bound, where) for word, bound in wanted.items()]
    return [_read_comparison(feature, "one_of", wanted, where)]


def _read_comparison(feature: str, word: str, bound: JsonValue, where: str) -> Test:
    word = {"is": "one_of", "not": "none_of"}.get(word, word)
    if word in ("one_of", "none_of"):
        written = bound if isinstance(bound, list) else [bound]
        members = tuple(item for item in written if isinstance(item, bool | int | float | str))
        if len(members) == len(written):
            return Test(feature, word, members=members)
    elif word in _ORDER and isinstance(bound, int | float) and not isinstance(bound, bool):
        return Test(feature, word, bound=bound)
    raise FaultyCondition(
        f"{where}: {feature} = {{ {word} = {bound!r} }} cannot be read. "
        f"Use a value, a list, or one of {', '.join((*_ORDER, 'is', 'not', 'one_of', 'none_of'))}."
    )
