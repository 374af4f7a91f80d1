"""Set-based writing of the register: history, the core that procedures read, and keys, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import polars as pl
from django.db import connection, transaction

from ikkan.kernel.data_types import OPEN_FROM, OPEN_UNTIL
from ikkan.registers.models import RegisterRow, Resident
from ikkan.registers.name_keys import NAME_FIELDS, write_keys
from ikkan.registers.protecting import protect_marked
from ikkan.registers.resident_items import FIELDS, FOREIGN, ITEMS, LIVES_HERE
from ikkan.store.rows import insert_rows, upsert_rows

# Bounds the memory of one statement; a town of 60,000 is a dozen batches.
_BATCH: Final = 5_000
_COUNTS: Final = tuple(item.field for item in ITEMS if item.kind == "9")
_CORE: Final = (
    "number", "household", "family_name", "given_name", "family_kana", "given_kana", "latin_name", "birth", "relation",
    "is_foreign", "postal", "town", "block", "building", "resident_since", "left_on", "is_protected", "history",
    "source", "as_of",
)  # fmt: skip


def frame_of(rows: Sequence[dict[str, str]]) -> pl.DataFrame:
    """Return rows as columns of text, one for each item; an item that is not named is blank."""
    return pl.DataFrame(
        {field: [row.get(field, "") for row in rows] for field in FIELDS}, schema=dict.fromkeys(FIELDS, pl.String)
    )


def write_rows(rows: pl.DataFrame, *, source: str, now: datetime, by: str = "") -> int:
    """Write judged rows, refresh the core of everybody whose latest row is among them, and return how many.

    Args:
        rows: one text column for each item; (宛名番号, 履歴番号) not yet there.
        source: where the rows come from.
        now: moment of the writing.
        by: account of the officer, blank for a file.

    Raises:
        IntegrityError: a row is there already; nothing is written then.
    """
    counted = rows.with_columns(pl.col(name).replace("", None).cast(pl.Int64) for name in _COUNTS)
    latest = counted.sort("history").unique("number", keep="last", maintain_order=True)
    with transaction.atomic():
        _write_history(counted, source, now, by)
        upsert_rows(Resident, _CORE, _core(latest, source).rows(), keep=("is_protected",))
        write_keys(latest.select(NAME_FIELDS).iter_rows())
        marked = latest.filter(pl.col("is_protected") == "1")
        protect_marked(marked["number"].to_list(), source=source, now=now)
    return rows.height


def _write_history(rows: pl.DataFrame, source: str, now: datetime, by: str) -> None:
    """Insert only the items that some row has: the database fills the others with a blank."""
    filled = [name for name in FIELDS if name in _COUNTS or (rows[name] != "").any()]
    at = RegisterRow._meta.get_field("recorded_at").get_db_prep_save(now, connection)
    for start in range(0, rows.height, _BATCH):
        part = rows.slice(start, _BATCH).select(filled)
        insert_rows(
            RegisterRow,
            (*filled, "recorded_at", "recorded_by", "source"),
            [(*row, at, by, source) for row in part.iter_rows()],
        )


def _core(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    is_foreign = pl.col("kind") == FOREIGN
    name = (
        pl.when(is_foreign).then(_first_filled("alias", "kanji_name", "latin_name", "name")).otherwise(pl.col("name"))
    )
    kana = (
        pl.when(is_foreign & (pl.col("alias") != ""))
        .then(_first_filled("alias_kana", "name_kana"))
        .otherwise(pl.col("name_kana"))
    )
    since = _first_day("resident_since", "foreign_since", "address_since", "birth")
    left = pl.when(pl.col("state") != LIVES_HERE).then(_first_day("event_on", "changed_on"))
    made = {
        "family_name": _part(name, 0, "family_name"),
        "given_name": _part(name, 1, "given_name"),
        "family_kana": _part(kana, 0, "family_kana"),
        "given_kana": _part(kana, 1, "given_kana"),
        "is_foreign": is_foreign,
        "town": pl.concat_str("prefecture", "city", "town"),
        "resident_since": since,
        "left_on": left,
        "is_protected": pl.lit(value=False),
        "source": pl.lit(source),
        "as_of": pl.col("processed_on"),
    }
    return rows.select(made.get(field, pl.col(field)).alias(field) for field in _CORE)


def _part(whole: pl.Expr, place: int, own: str) -> pl.Expr:
    """Return a part of a name: its own item, or what stands before or behind the full-width space."""
    part = whole.str.splitn("\u3000", 2).struct.field(f"field_{place}").fill_null("")
    return pl.when(pl.col(own) != "").then(pl.col(own)).otherwise(part)


def _first_filled(*fields: str) -> pl.Expr:
    return pl.coalesce(pl.when(pl.col(field) != "").then(pl.col(field)) for field in fields).fill_null("")


def _first_day(*fields: str) -> pl.Expr:
    unset = ["", OPEN_FROM, OPEN_UNTIL]
    return pl.coalesce(pl.when(~pl.col(field).is_in(unset)).then(pl.col(field)) for field in fields)
