"""Reading the registers. Every reading of a resident names its Reader and leaves a Reading row."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import date, datetime
from functools import partial
from math import cos, hypot, radians
from typing import Final, NoReturn
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from ikkan.kernel.names import kana_key as key_of_kana
from ikkan.kernel.reader import Reader
from ikkan.registers.models import Facility, Reading, Resident, TaxLevy
from ikkan.registers.words import search_key
from ikkan.store.rows import insert_rows

# Always read beside what was asked for: nobody may use a record without seeing that it is protected or closed.
_ALWAYS: Final = ("number", "is_protected", "left_on")
_READABLE: Final = frozenset(field.name for field in Resident._meta.concrete_fields)
_IN_ONE_QUERY: Final = 500
_held: Final[ContextVar[list[tuple[object, ...]] | None]] = ContextVar("readings_to_log", default=None)


class UnreadFieldError(LookupError):
    """Say that a value was used that its reader did not ask for."""


def read_resident(number: str, *, reader: Reader, fields: tuple[str, ...], now: datetime) -> Resident | None:
    """Return one resident with the named fields, and log the reading.

    Args:
        number: 宛名番号.
        reader: who reads, and why.
        fields: names of the values needed; using another one raises UnreadFieldError.
        now: moment of the reading.

    Raises:
        ValueError: a field that the register does not have.
    """
    return read_many([(number, reader)], fields=fields, now=now).get(number)


def read_many(asked: Iterable[tuple[str, Reader]], *, fields: tuple[str, ...], now: datetime) -> dict[str, Resident]:
    """Return residents by number, and log every reading in one statement.

    Args:
        asked: 宛名番号 and who reads it, because each case of a set has its own reader; unknown numbers are absent
            from the answer and leave no reading.
        fields: names of the values needed.
        now: moment of the reading.
    """
    pairs = dict.fromkeys(asked)
    with _with_its_log():
        found: dict[str, Resident] = {}
        for batch in _batches([*dict.fromkeys(number for number, _ in pairs)]):
            found |= {one.number: one for one in _fetch(Resident.objects.filter(number__in=batch), fields)}
        _log(((number, reader) for number, reader in pairs if number in found), fields, now)
    return found


def read_household(household: str, *, reader: Reader, fields: tuple[str, ...], now: datetime) -> tuple[Resident, ...]:
    """Return those who live in a household today, oldest first, and log a reading of each."""
    return read_households([(household, reader)], fields=fields, now=now)[household]


def read_households(
    asked: Iterable[tuple[str, Reader]], *, fields: tuple[str, ...], now: datetime
) -> dict[str, tuple[Resident, ...]]:
    """Return by household those who live there today, oldest first, and log all readings in one statement.

    Args:
        asked: 世帯番号 and who reads it.
        fields: names of the values needed; the household is read with them.
        now: moment of the reading.
    """
    pairs, read = dict.fromkeys(asked), tuple(dict.fromkeys((*fields, "household")))
    with _with_its_log():
        found: dict[str, list[Resident]] = {household: [] for household, _ in pairs}
        for batch in _batches([*found]):
            here = Resident.objects.filter(household__in=batch, left_on__isnull=True).order_by("birth", "number")
            for one in _fetch(here, read):
                found[one.household].append(one)
        _log(((one.number, reader) for household, reader in pairs for one in found[household]), fields, now)
    return {household: tuple(members) for household, members in found.items()}


def find_residents(*, birth: date, kana_key: str, reader: Reader, now: datetime) -> tuple[Resident, ...]:
    """Return the present residents of a birth date whose reading has the key, and log a reading of each.

    Args:
        birth: date of birth.
        kana_key: ``ikkan.kernel.names.kana_key`` of family and given reading written together.
        reader: who looks, and why.
        now: moment of the reading.
    """
    fields = ("household", "family_name", "given_name", "family_kana", "given_kana", "birth")
    with _with_its_log():
        born = Resident.objects.filter(birth=birth, left_on__isnull=True).order_by("number")
        met = [one for one in _fetch(born, fields) if key_of_kana(one.family_kana + one.given_kana) == kana_key]
        _log(((one.number, reader) for one in met), fields, now)
    return tuple(met)


def levies_of(asked: Iterable[tuple[str, Reader]], year: int, *, now: datetime) -> dict[str, int | None]:
    """Return the income levy (市民税所得割額, yen) by 宛名番号, None where the town has none, and log the readings.

    Args:
        asked: 宛名番号 and who reads it.
        year: fiscal year of the levy.
        now: moment of the reading.
    """
    pairs = dict.fromkeys(asked)
    levies: dict[str, int | None] = {number: None for number, _ in pairs}
    with _with_its_log():
        for batch in _batches([*levies]):
            rows = TaxLevy.objects.filter(resident__in=batch, year=year).values_list("resident_id", "levy")
            levies |= dict(rows)
        _log(pairs, (f"levy_{year}",), now)
    return levies


def readings_of(resident: str) -> QuerySet[Reading]:
    """Return who read a resident's data, latest first: what the resident is shown."""
    return Reading.objects.filter(resident=resident).order_by("-at", "-pk")


def facility(code: str) -> Facility | None:
    """Return one facility, None when there is none of this code."""
    return Facility.objects.filter(code=code).first()


def facilities(query: str = "", near: tuple[float, float] | None = None) -> tuple[Facility, ...]:
    """Return facilities by code, or from the nearest on.

    Args:
        query: words that all must stand in name, reading, kind, address or operator; any width and kana.
        near: latitude and longitude in degrees; facilities without a position come last.
    """
    words = search_key(query).split()
    found = [one for one in Facility.objects.order_by("code") if _has_words(one, words)]
    if near is not None:
        found.sort(key=lambda one: (distance(near, one), one.code))
    return tuple(found)


def facilities_by_code() -> dict[str, Facility]:
    """Return every facility by its code."""
    return {one.code: one for one in Facility.objects.order_by("code")}


def distance(near: tuple[float, float], one: Facility) -> float:
    """Return the distance in kilometres as the crow flies, exact enough within a town; infinite without a position."""
    if one.latitude is None or one.longitude is None:
        return float("inf")
    kilometres_a_degree = 111.32
    east = (one.longitude - near[1]) * cos(radians(near[0]))
    return kilometres_a_degree * hypot(one.latitude - near[0], east)


def _has_words(one: Facility, words: Sequence[str]) -> bool:
    text = search_key(" ".join((one.name, one.kana, one.kind, one.address, one.operator_name)))
    return all(word in text for word in words)


def _fetch(rows: QuerySet[Resident], fields: tuple[str, ...]) -> Iterator[Resident]:
    unknown = sorted(set(fields) - _READABLE)
    if unknown:
        raise ValueError(
            f"The register of residents has no field {', '.join(unknown)}. Name fields of registers.models.Resident."
        )
    for one in rows.only(*_ALWAYS, *fields):
        # Django would quietly fetch a field that was not asked for, past the log.
        one.__dict__["refresh_from_db"] = partial(_refuse_unread, one.number)
        yield one


def _refuse_unread(number: str, using: str | None = None, fields: Iterable[str] | None = None) -> NoReturn:
    del using
    raise UnreadFieldError(
        f"{', '.join(fields or ('a value',))} of resident {number} was used but not read, so no reading of it is "
        "logged. Name it in `fields` of the selector."
    )


def _log(readings: Iterable[tuple[str, Reader]], fields: tuple[str, ...], now: datetime) -> None:
    at = Reading._meta.get_field("at").get_db_prep_save(now, connection)
    who = Reading._meta.get_field("reader")
    names = json.dumps(list(fields))
    rows = [
        (
            number,
            at,
            who.get_db_prep_save(UUID(reader.who), connection) if reader.who else None,
            reader.why,
            reader.case,
            names,
            reader.ground,
        )
        for number, reader in readings
    ]
    held = _held.get()
    if held is None:
        _write_log(rows)
    else:
        held.extend(rows)


@contextmanager
def logged_at_once() -> Iterator[None]:
    """Log all readings of a block by one statement at its end, also when the block fails.

    For a machine step that reads several registers before it uses anything of what it read.
    """
    held: list[tuple[object, ...]] = []
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
        with transaction.atomic():
            _write_log(held)


def _with_its_log() -> AbstractContextManager[object]:
    """Return the transaction of a reading and its log; none of its own where the log is written later at once."""
    return nullcontext() if _held.get() is not None else transaction.atomic()


def _write_log(rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        insert_rows(Reading, ("resident", "at", "reader", "purpose", "case_number", "fields", "ground"), rows)


def _batches(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), _IN_ONE_QUERY):
        yield numbers[start : start + _IN_ONE_QUERY]


def log_reading(number: str, *, reader: Reader, fields: tuple[str, ...], now: datetime) -> None:
    """Log the reading of a resident that another table of this room answered."""
    _log([(number, reader)], fields, now)
