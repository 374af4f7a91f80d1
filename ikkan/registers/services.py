"""Set-based import of what the town knows: residents, their levies, facilities."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Final, NamedTuple

import polars as pl
from django.db import models, transaction
from django.utils.timezone import get_current_timezone

from ikkan.kernel.characters import to_full_width
from ikkan.kernel.json_value import JsonObject
from ikkan.registers.models import Facility, TaxLevy
from ikkan.registers.resident_items import FIELDS, FOREIGN, JAPANESE, LIVES_HERE
from ikkan.registers.writing import write_rows
from ikkan.store.rows import insert_rows

# Bounds the memory of one statement; a town of 60,000 is a dozen batches.
_BATCH: Final = 5_000


class ResidentRow(NamedTuple):
    """One resident, in the columns of the register."""

    number: str
    household: str
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    latin_name: str
    birth: date
    relation: str
    is_foreign: bool
    postal: str
    town: str
    block: str
    building: str
    resident_since: date
    left_on: date | None
    is_protected: bool
    source: str
    as_of: date


class LevyRow(NamedTuple):
    """One income levy in yen: resident, fiscal year, amount, source, day of the source."""

    resident: str
    year: int
    levy: int
    source: str
    as_of: date


class FacilityRow(NamedTuple):
    """One facility, in the columns of the register; ``row`` is the original row by its headings."""

    code: str
    name: str
    kana: str
    kind: str
    address: str
    latitude: float | None
    longitude: float | None
    phone: str
    operator_name: str
    capacity: int | None
    takes_from: str
    opens: str
    closes: str
    days: str
    row: JsonObject
    source: str
    as_of: date


def import_residents(rows: Iterable[ResidentRow], more: Mapping[str, Sequence[str]] | None = None) -> int:
    """Write new residents with the first row of their history in one transaction, and return how many.

    A number that is already there stops the whole import with IntegrityError: changes of residents are not new ones.

    Args:
        rows: residents, of one source and day.
        more: further items of the register by their fields, a text for each resident in the order of the rows.
    """
    given = list(rows)
    if not given:
        return 0
    frame = _first_rows(given, more or {})
    now = datetime.combine(given[0].as_of, time.min, get_current_timezone())
    return write_rows(frame, source=given[0].source, now=now)


def import_levies(rows: Iterable[LevyRow]) -> int:
    """Write new levies in one transaction, and return how many. A second levy of a year stops the whole import."""
    return _insert(TaxLevy, ("resident_id", *LevyRow._fields[1:]), rows)


def import_facilities(rows: Sequence[FacilityRow]) -> int:
    """Write facilities in one transaction, newer rows over older ones of the same code, and return how many."""
    with transaction.atomic():
        Facility.objects.bulk_create(
            [Facility(**row._asdict()) for row in rows],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=list(FacilityRow._fields[1:]),
        )
    return len(rows)


def _insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    with transaction.atomic():
        return sum(insert_rows(model, columns, batch) for batch in _batches(iter(rows)))


def _batches(rows: Iterator[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _first_rows(given: Sequence[ResidentRow], more: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Return residents as rows of the register, entered on the day of their source, in the widths of its types."""
    core = pl.DataFrame(given, schema=list(ResidentRow._fields), orient="row", infer_schema_length=None)
    days = core.with_columns(
        *(pl.col(name).cast(pl.String).fill_null("") for name in ("birth", "resident_since", "left_on", "as_of")),
        *(_full_width(core[name]) for name in ("family_name", "given_name", "latin_name", "block", "building")),
    )
    is_foreign, has_left = pl.col("is_foreign"), pl.col("left_on") != ""
    joined, latin = _joined("family_name", "given_name"), pl.col("latin_name")
    made = {
        "history": pl.lit("1"),
        "state": pl.when(has_left).then(pl.lit("転出")).otherwise(pl.lit(LIVES_HERE)),
        "kind": pl.when(is_foreign).then(pl.lit(FOREIGN)).otherwise(pl.lit(JAPANESE)),
        "reason": pl.lit("職権記載"),
        "changed_on": pl.col("resident_since"),
        "processed_on": pl.col("as_of"),
        "name": pl.when(is_foreign & (latin != "")).then(latin).otherwise(joined),
        "name_kana": _joined("family_kana", "given_kana"),
        "kanji_name": _where(is_foreign & (latin == ""), joined),
        "alias": _where(is_foreign & (latin != "") & (latin != joined), joined),
        "family_name": _where(~is_foreign, pl.col("family_name")),
        "given_name": _where(~is_foreign, pl.col("given_name")),
        "foreign_since": _where(is_foreign, pl.col("resident_since")),
        "resident_since": _where(~is_foreign, pl.col("resident_since")),
        "event_on": pl.col("left_on"),
        "sex": pl.lit("0"),
        "is_protected": _where(pl.col("is_protected"), pl.lit("1")),
    }
    blank = {field: pl.lit("") for field in FIELDS if field not in days.columns}
    frame = days.select({**blank, **made}.get(field, pl.col(field)).alias(field) for field in FIELDS)
    return frame.with_columns(pl.Series(field, texts, dtype=pl.String) for field, texts in more.items())


def _full_width(texts: pl.Series) -> pl.Series:
    return pl.Series(texts.name, map(to_full_width, texts), dtype=pl.String)


def _joined(*parts: str) -> pl.Expr:
    return pl.concat_str(*parts, separator="\u3000").str.strip_chars("\u3000")


def _where(test: pl.Expr, value: pl.Expr) -> pl.Expr:
    return pl.when(test).then(value).otherwise(pl.lit(""))
