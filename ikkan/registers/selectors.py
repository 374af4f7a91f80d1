"""Reading the registers. Every reading of a resident names its Reader and leaves a Reading row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from math import cos, hypot, radians
from typing import Final, NoReturn

from django.db.models import QuerySet

from ikkan.kernel.names import kana_key as key_of_kana
from ikkan.kernel.reader import Reader
from ikkan.registers.batches import batches
from ikkan.registers.models import Facility, Reading, Resident, TaxLevy
from ikkan.registers.protection import Hidden, Refused, gate_of
from ikkan.registers.reading_log import log_readings, with_its_log
from ikkan.registers.resident_items import PLACES
from ikkan.registers.words import search_key

# Always read beside what was asked for: nobody may use a record without seeing that it is protected or closed.
_ALWAYS: Final = ("number", "is_protected", "left_on")
_READABLE: Final = frozenset(field.name for field in Resident._meta.concrete_fields)


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
    readers = _readers_of_each(pairs)
    with with_its_log():
        found: dict[str, Resident] = {}
        for batch in batches([*readers]):
            rows = Resident.objects.filter(number__in=batch)
            found |= {one.number: one for one in _fetch(rows, fields) if _may_tell(one, readers[one.number], now)}
        log_readings(((number, reader) for number, reader in pairs if number in found), fields, now)
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
    readers = _readers_of_each(pairs)
    with with_its_log():
        found: dict[str, list[Resident]] = {household: [] for household in readers}
        for batch in batches([*found]):
            here = Resident.objects.filter(household__in=batch, left_on__isnull=True).order_by("birth", "number")
            for one in _fetch(here, read):
                if _may_tell(one, readers[one.household], now):
                    found[one.household].append(one)
        log_readings(((one.number, reader) for household, reader in pairs for one in found[household]), fields, now)
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
    with with_its_log():
        born = Resident.objects.filter(birth=birth, left_on__isnull=True).order_by("number")
        met = [
            one
            for one in _fetch(born, fields)
            if key_of_kana(one.family_kana + one.given_kana) == kana_key and _may_tell(one, [reader], now)
        ]
        log_readings(((one.number, reader) for one in met), fields, now)
    return tuple(met)


def levies_of(asked: Iterable[tuple[str, Reader]], year: int, *, now: datetime) -> dict[str, int | None]:
    """Return the income levy (市民税所得割額, yen) by 宛名番号, None where the town has none, and log the readings.

    Args:
        asked: 宛名番号 and who reads it.
        year: fiscal year of the levy.
        now: moment of the reading.
    """
    pairs = dict.fromkeys(asked)
    readers = _readers_of_each(pairs)
    levies: dict[str, int | None] = dict.fromkeys(readers)
    with with_its_log():
        for batch in batches([*levies]):
            rows = TaxLevy.objects.filter(resident__in=batch, year=year).values_list("resident_id", "levy")
            levies |= dict(rows)
            guarded = Resident.objects.filter(number__in=batch, is_protected=True)
            levies |= {one.number: None for one in guarded if not _may_tell(one, readers[one.number], now)}
        log_readings(pairs, (f"levy_{year}",), now)
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


def _may_tell(one: Resident, readers: Iterable[Reader], now: datetime) -> bool:
    """Take the places of a hidden person out; False for one who is refused. The strictest of the readers counts."""
    if not one.is_protected:
        return True
    told = [gate_of([one.number], {one.number}, reader=reader, now=now)[one.number] for reader in readers]
    if any(isinstance(answer, Hidden) for answer in told):
        one.__dict__.update(dict.fromkeys(PLACES & one.__dict__.keys(), ""))
    return not any(isinstance(answer, Refused) for answer in told)


def _readers_of_each(pairs: Iterable[tuple[str, Reader]]) -> dict[str, list[Reader]]:
    """Return the readers of each number or household."""
    found: dict[str, list[Reader]] = defaultdict(list)
    for key, reader in pairs:
        found[key].append(reader)
    return found


def _refuse_unread(number: str, using: str | None = None, fields: Iterable[str] | None = None) -> NoReturn:
    del using
    raise UnreadFieldError(
        f"{', '.join(fields or ('a value',))} of resident {number} was used but not read, so no reading of it is "
        "logged. Name it in `fields` of the selector."
    )
