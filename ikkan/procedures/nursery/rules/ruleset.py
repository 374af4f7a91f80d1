"""Ruleset: a town's scoring tables on one reference day, read once and ready to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from ikkan.kernel.book import Block, Book, BookAt, Row
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.conditions import Condition, read_condition
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.table import PointsTable, read_points_table
from ikkan.procedures.nursery.rules.features import (
    CHILD,
    DERIVED,
    DERIVED_OF_HOUSEHOLD,
    HOUSEHOLD,
    MOST_PARENTS,
    PARENT,
    WISH,
)
from ikkan.procedures.nursery.rules.hours import EvidenceRow, HoursRule, read_evidence, read_hours_rule

_EACH_PARENT: Final = {
    f"{name}@{number}": kind for name, kind in {**PARENT, **DERIVED}.items() for number in range(1, MOST_PARENTS + 1)
}
_HOUSEHOLD: Final[Mapping[str, type]] = {**HOUSEHOLD, **DERIVED_OF_HOUSEHOLD, **_EACH_PARENT}
# What a row of each scope may look at.
SCOPES: Final[Mapping[str, Mapping[str, type]]] = {
    "parent": {**PARENT, **DERIVED, **HOUSEHOLD},
    "household": _HOUSEHOLD,
    "child": {**_HOUSEHOLD, **CHILD},
    "facility": {**_HOUSEHOLD, **CHILD, **WISH},
}
POINTS_TABLES: Final = ("base", "adjustment", "tie_points", "reason_rank", "fixed_total", "exclusion", "stage")
TIE_VALUES: Final = ("base", "total", "tie_points", "reason_rank")
# How a row was read: only one read in the town's own document may score.
READ_IN_THE_ORIGINAL: Final = "primary"


@dataclass(frozen=True, slots=True)
class TieKey:
    """One step of the declared order of ties.

    Args:
        name: the row's id.
        value: base, total, tie_points, reason_rank, or a feature; blank when `when` gives 1 or 0.
        when: condition that gives 1 or 0.
        ascending: whether the smaller value goes first; a value that is not known goes last either way.
        by_wish: whether the value differs from wish to wish.
        row: the book's row.
    """

    name: str
    value: str
    when: Condition | None
    ascending: bool
    by_wish: bool
    row: Row


# One ruleset a book and day (see ruleset_of), so identity is enough to find it again.
@dataclass(frozen=True, eq=False)
class Ruleset:
    """All that scoring asks of a book."""

    hours: HoursRule
    evidence: tuple[EvidenceRow, ...]
    tables: Mapping[str, PointsTable]
    tie_keys: tuple[TieKey, ...]
    words: Mapping[str, Mapping[str, str]]
    notes: tuple[Row, ...]
    gaps: tuple[Row, ...]

    def word(self, key: str, language: str) -> str:
        """Return a word of the book, blank when it has none."""
        return self.words.get(key, {}).get(language, "")

    def setting(self, table: str, key: str) -> JsonValue:
        """Return a block's own value, None when the block does not give it."""
        return self.tables[table].block.values.get(key)


@lru_cache(maxsize=32)
def ruleset_of(book_at: BookAt) -> Ruleset:
    """Read the scoring tables in force. Raises FaultyBook or FaultyCondition where one cannot be read."""
    tables = {name: read_points_table(_spell_out(book_at.block(name)), SCOPES) for name in POINTS_TABLES}
    unused = [row.row for table in tables.values() for row in table.rows if not row.scores]
    ties = book_at.rows("tie_key")
    return Ruleset(
        hours=read_hours_rule(book_at),
        evidence=read_evidence(book_at),
        tables=tables,
        tie_keys=tuple(_read_tie_key(row) for row in ties if _may_score(row, book_at.block("tie_key"))),
        words={row.text("id"): {"ja": row.text("ja"), "en": row.text("en")} for row in book_at.rows("words")},
        notes=tuple(unused + [row for row in ties if not _may_score(row, book_at.block("tie_key"))]),
        gaps=book_at.rows("gap"),
    )


def rules_for_scoring(book_at: BookAt) -> Ruleset:
    """Return the ruleset, if anybody may be ranked by it.

    Raises LookupError where no row of need was read in the town's own document: every total would be wrong.
    """
    rules = ruleset_of(book_at)
    if not any(row.scores for row in rules.tables["base"].rows):
        lacking = "; ".join(f"{row.text('ja')} ({row.source})" for row in rules.gaps)
        raise LookupError(
            f"Nobody can be scored by this book on {book_at.day.isoformat()}: none of its rows of need was read in the "
            f"town's own document. It lacks {lacking or 'them'}. Obtain it, and enter its rows with page and year."
        )
    return rules


def _may_score(row: Row, block: Block) -> bool:
    """Tell whether a row may be used. Raises FaultyBook where the book asks to score what nobody read at its source."""
    asked = row.values.get("scores")
    is_read = row.values.get("certainty", block.values.get("certainty", READ_IN_THE_ORIGINAL)) == READ_IN_THE_ORIGINAL
    if asked is True and not is_read:
        raise FaultyBook(
            f"{row.name}: scores = true, but the row was not read in the town's own document. Read it there, name the "
            "document and page as source, and take certainty away; until then leave scores out."
        )
    return is_read and asked is not False


def check_book(book: Book) -> None:
    """Read every ruleset that the book ever gives. Raises FaultyBook, FaultyCondition or LookupError."""
    for day in book.days():
        if all(
            book.blocks[name][0].since <= day
            for name in (*POINTS_TABLES, "tie_key", "gap", "evidence", "hours", "words")
        ):
            ruleset_of(book.at(day))


def _read_tie_key(row: Row) -> TieKey:
    value = row.text("value")
    condition = row.values.get("when")
    known = {**SCOPES["facility"], **dict.fromkeys(TIE_VALUES, int)}
    if (condition is None) == (not value) or (value and known.get(value) in (None, str)):
        raise FaultyBook(f"{row.name}: give value (a number's name) or when, not {value!r} and {condition!r}.")
    when = None if condition is None else read_condition(_any_and_every(condition), row.name, known)
    looked_at = when.features if when else (value,)
    return TieKey(
        name=row.text("id"),
        value=value,
        when=when,
        ascending=row.text("direction") == "ascending",
        by_wish=any(name in WISH for name in looked_at),
        row=row,
    )


def _spell_out(block: Block) -> Block:
    """Return the block ready to be read as a points table.

    ``any_parent`` and ``every_parent`` are written as alternatives over both parents, and every row says whether it
    may score.
    """
    rows = tuple(
        replace(
            row,
            values={
                **{
                    key: _any_and_every(value) if key in ("when", "except") else value
                    for key, value in row.values.items()
                },
                "scores": _may_score(row, block),
            },
        )
        for row in block.rows
    )
    return replace(block, rows=rows)


def _any_and_every(written: JsonValue) -> JsonValue:
    tables: list[JsonObject] = []
    for table in written if isinstance(written, list) else [written]:
        if not isinstance(table, dict):
            return written
        tables.extend(_alternatives(table))
    return [dict(table) for table in tables]


def _alternatives(table: JsonObject) -> list[JsonObject]:
    ways: list[JsonObject] = [{key: value for key, value in table.items() if key not in ("any_parent", "every_parent")}]
    some, every = table.get("any_parent"), table.get("every_parent")
    if isinstance(some, dict):
        ways = [_joined(way, _of_parent(some, number)) for way in ways for number in range(1, MOST_PARENTS + 1)]
    if isinstance(every, dict):
        both = _of_parent(every, 1) | _of_parent(every, MOST_PARENTS)
        alone: JsonObject = {**_of_parent(every, 1), "has_second_parent": False}
        ways = [_joined(way, one) for way in ways for one in (both, alone)]
    return ways


def _joined(one: JsonObject, other: JsonObject) -> JsonObject:
    twice = sorted(set(one) & set(other))
    if twice:
        raise FaultyBook(f"A condition asks {', '.join(twice)} twice. Ask it in any_parent or every_parent only.")
    return one | other


def _of_parent(tests: JsonObject, number: int) -> JsonObject:
    return {f"{feature}@{number}": wanted for feature, wanted in tests.items()}
