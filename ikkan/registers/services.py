"""Set-based import of what the town knows: residents, their levies, facilities."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final, NamedTuple

from django.db import models, transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.registers.models import Facility, Resident, TaxLevy
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


def import_residents(rows: Iterable[ResidentRow]) -> int:
    """Write new residents in one transaction, and return how many.

    A number that is already there stops the whole import with IntegrityError: changes of residents are not new ones.
    """
    return _insert(Resident, ResidentRow._fields, rows)


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
