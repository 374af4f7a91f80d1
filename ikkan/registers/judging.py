"""Judging rows of the register by columns: the same rules for one change at a desk and for 60,000 rows of a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from ikkan.kernel.data_types import (
    OPEN_FROM,
    OPEN_UNTIL,
    DataType,
    Fault,
    FaultCode,
    missing,
    needed_together,
    pattern_of,
    wrong_characters,
    wrong_length,
)
from ikkan.kernel.relations import UnfitRelationError, parse_relation
from ikkan.registers.resident_items import (
    FOREIGN,
    ITEMS,
    JAPANESE,
    KINDS,
    LIVES_HERE,
    REASONS,
    SEXES,
    STATES,
    STAY_CLASSES,
    Item,
)

_SELECTORS: Final = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_FLAG_BEGINS: Final = ("is_", "has_", "came_")
_UNKNOWN: Final = (
    ("is_birth_unknown", "birth_as_written"),
    ("is_resident_since_unknown", "resident_since_as_written"),
    ("is_event_day_unknown", "event_as_written"),
)
_NAMES: Final = {item.field: item.name for item in ITEMS}


@dataclass(frozen=True, slots=True)
class RowFault:
    """A fault of one row: its place among the rows (from 0), the item, what is wrong."""

    row: int
    field: str
    fault: Fault

    def __str__(self) -> str:
        return f"{self.fault.code} {self.fault.message}"


def judge_rows(rows: pl.DataFrame) -> list[RowFault]:
    """Return every fault of the rows, in their order; none means that they may be written.

    Args:
        rows: one text column for each field of ITEMS.
    """
    found = [*_items(rows), *_closed_lists(rows), *_together(rows), *_relations(rows)]
    order = {item.field: place for place, item in enumerate(ITEMS)}
    return sorted(found, key=lambda one: (one.row, order[one.field]))


def _items(rows: pl.DataFrame) -> Iterator[RowFault]:
    for item in ITEMS:
        value = pl.col(item.field)
        if item.is_required:
            yield from _where(rows, item.field, value == "", missing(item.name))
        fits = (value == "") | _fits(item)
        yield from _where(rows, item.field, ~fits, wrong_characters(item.name, item.kind))
        length = value.str.replace_all(_SELECTORS, "").str.len_chars()
        yield from _where(rows, item.field, fits & (length > item.length), wrong_length(item.name, item.length))
        if item.of != "both":
            other = KINDS["foreign" if item.of == "japanese" else "japanese"]
            told = Fault(FaultCode.TOGETHER, f"{item.name}は{other}には設定できません。空にしてください")
            yield from _where(rows, item.field, (value != "") & (pl.col("kind") == other), told)


def _fits(item: Item) -> pl.Expr:
    value = pl.col(item.field)
    matches = value.str.contains(pattern_of(item.kind))
    if item.kind is DataType.DATE:
        return (matches & value.str.to_date("%Y-%m-%d", strict=False).is_not_null()) | value.is_in(
            [OPEN_FROM, OPEN_UNTIL]
        )
    return matches & value.is_in(["", "0", "1"]) if item.field.startswith(_FLAG_BEGINS) else matches


def _closed_lists(rows: pl.DataFrame) -> Iterator[RowFault]:
    lists: Iterable[tuple[str, Iterable[str]]] = (
        ("state", STATES), ("kind", KINDS.values()), ("reason", REASONS), ("sex", SEXES), ("stay_class", STAY_CLASSES),
    )  # fmt: skip
    for field, values in lists:
        allowed = list(values)
        told = Fault(FaultCode.CHARACTERS, f"{_NAMES[field]}は{'、'.join(allowed)}のどれかで設定してください。")
        yield from _where(rows, field, (pl.col(field) != "") & ~pl.col(field).is_in(allowed), told)


def _together(rows: pl.DataFrame) -> Iterator[RowFault]:
    reason, state, kind = pl.col("reason"), pl.col("state"), pl.col("kind")
    for flag, text in _UNKNOWN:
        lacks = (pl.col(flag) == "1") & (pl.col(text) == "")
        yield from _where(rows, text, lacks, needed_together(_NAMES[flag], _NAMES[text]))
    closed = state.is_in(list(STATES[1:]))
    yield from _where(
        rows, "event_on", closed & (pl.col("event_on") == ""), needed_together("除票の住民状態", _NAMES["event_on"])
    )
    for one in REASONS.values():
        is_it = reason == one.name
        if one.group == "entry":
            told = Fault(FaultCode.TOGETHER, f"異動事由「{one.name}」の住民状態は「{LIVES_HERE}」です。")
            yield from _where(rows, "state", is_it & (state != LIVES_HERE), told)
        if one.group == "removal":
            told = Fault(FaultCode.TOGETHER, f"異動事由「{one.name}」の住民状態は「{one.state}」です。")
            yield from _where(rows, "state", is_it & (state != one.state), told)
        if one.of != "both":
            told = Fault(FaultCode.TOGETHER, f"異動事由「{one.name}」は{KINDS[one.of]}のものです。")
            yield from _where(rows, "reason", is_it & (kind != KINDS[one.of]), told)
    parts = pl.concat_str([pl.col("family_name"), pl.col("given_name")], separator="\u3000").str.strip_chars("\u3000")
    differs = (kind == JAPANESE) & (parts != "") & (parts != pl.col("name"))
    told = Fault(FaultCode.TOGETHER, "氏名は、氏と名を全角の空白一文字でつないだものにしてください。")
    yield from _where(rows, "name", differs, told)
    told = needed_together(f"{FOREIGN}の氏名", f"{_NAMES['kanji_name']}か{_NAMES['latin_name']}")
    nameless = (kind == FOREIGN) & (pl.col("kanji_name") == "") & (pl.col("latin_name") == "")
    yield from _where(rows, "latin_name", nameless, told)


def _relations(rows: pl.DataFrame) -> Iterator[RowFault]:
    for text in rows["relation"].unique().to_list():
        told = _relation_fault(text) if text else ""
        if told:
            yield from _where(rows, "relation", pl.col("relation") == text, Fault(FaultCode.CHARACTERS, told))


@cache
def _relation_fault(text: str) -> str:
    try:
        parse_relation(text)
    except UnfitRelationError as fault:
        return str(fault)
    return ""


def _where(rows: pl.DataFrame, field: str, test: pl.Expr, fault: Fault) -> Iterator[RowFault]:
    for place in rows.select(test.fill_null(value=True).arg_true())[:, 0].to_list():
        yield RowFault(place, field, fault)
