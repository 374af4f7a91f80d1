"""Reading whole rows of the register, for certificates and the history of a person. Everything passes the gate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from ikkan.kernel.names import kana_key as key_of_kana
from ikkan.kernel.reader import Reader
from ikkan.kernel.relations import print_order
from ikkan.registers.availability import Unavailable, unavailable
from ikkan.registers.batches import batches
from ikkan.registers.members import Member
from ikkan.registers.models import RegisterRow, Resident
from ikkan.registers.protection import Hidden, Refused, Shown, gate_of
from ikkan.registers.reading_log import WHOLE_ROW, log_readings, with_its_log
from ikkan.registers.resident_items import FIELDS, PLACES

_Key = tuple[str, int]
# 宛名番号, 世帯番号, or what is sought, with who reads: each case of a set has its own reader
Asked = tuple[str, Reader]


class Sought(NamedTuple):
    """Somebody as a form names them: date of birth, and ``ikkan.kernel.names.kana_key`` of the whole reading."""

    birth: date
    kana_key: str


def certificate_members(household: str, *, reader: Reader, now: datetime) -> tuple[Member, ...] | Unavailable:
    """Return who lives in one household, as :func:`certificate_households`."""
    found = certificate_households([(household, reader)], now=now)
    return found if isinstance(found, Unavailable) else found[household, reader]


def certificate_person(number: str, *, reader: Reader, now: datetime) -> Member | Unavailable | None:
    """Return one person as :func:`certificate_people`, None for nobody or who is refused."""
    found = certificate_people([(number, reader)], now=now)
    return found if isinstance(found, Unavailable) else found.get((number, reader))


def resident_history(number: str, *, reader: Reader, now: datetime) -> tuple[Member, ...] | Unavailable:
    """Return every row of one person, as :func:`resident_histories`."""
    found = resident_histories([(number, reader)], now=now)
    return found if isinstance(found, Unavailable) else found[number, reader]


def certificate_households(asked: Iterable[Asked], *, now: datetime) -> dict[Asked, tuple[Member, ...]] | Unavailable:
    """Return who lives in households today in the order of a certificate, with every item, and log the readings.

    A protected person is absent for others of the household, and shown without places to staff without a release:
    what stands against an issue is told by `holding`, which is to be asked first. Who will leave still lives here.

    Args:
        asked: 世帯番号 and who reads it, and why.
        now: moment of the reading.
    """
    pairs, keys = list(dict.fromkeys(asked)), defaultdict[str, list[_Key]](list)
    for batch in batches([*dict.fromkeys(household for household, _ in pairs)]):
        here = Resident.objects.filter(_lives_here(now), household__in=batch)
        for household, number, history in here.values_list("household", "number", "history"):
            keys[household].append((number, history))
    found = _read({pair: keys[pair[0]] for pair in pairs}, now)
    return found if isinstance(found, Unavailable) else {pair: print_order(members) for pair, members in found.items()}


def certificate_people(asked: Iterable[Asked], *, now: datetime) -> dict[Asked, Member] | Unavailable:
    """Return people, also of a closed record (除票), and log the readings; nobody and who is refused are absent.

    Args:
        asked: 宛名番号 and who reads it, and why.
        now: moment of the reading.
    """
    pairs, latest = list(dict.fromkeys(asked)), dict[str, int]()
    for batch in batches([*dict.fromkeys(number for number, _ in pairs)]):
        latest |= dict(Resident.objects.filter(number__in=batch).values_list("number", "history"))
    found = _read({(number, by): [(number, latest[number])] for number, by in pairs if number in latest}, now)
    if isinstance(found, Unavailable):
        return found
    return {pair: members[0] for pair, members in found.items() if members}


def resident_histories(asked: Iterable[Asked], *, now: datetime) -> dict[Asked, tuple[Member, ...]] | Unavailable:
    """Return every row of people, from 履歴番号 1 on, and log the readings; nothing of who is refused.

    Args:
        asked: 宛名番号 and who reads it, and why.
        now: moment of the reading.
    """
    pairs, keys = list(dict.fromkeys(asked)), defaultdict[str, list[_Key]](list)
    for batch in batches([*dict.fromkeys(number for number, _ in pairs)]):
        for number, history in RegisterRow.objects.filter(number__in=batch).values_list("number", "history"):
            keys[number].append((number, history))
    return _read({pair: keys[pair[0]] for pair in pairs}, now)


def certificate_matches(
    asked: Iterable[tuple[Sought, Reader]], *, now: datetime
) -> dict[tuple[Sought, Reader], Member] | Unavailable:
    """Return the only present resident of each birth date and reading, and log the readings.

    Nobody, several people, and who is refused to this reader are all absent: the answer does not tell which it was.

    Args:
        asked: who is sought, and who seeks.
        now: moment of the reading.
    """
    pairs, born = list(dict.fromkeys(asked)), defaultdict[Sought, list[_Key]](list)
    for batch in batches([*dict.fromkeys(sought.birth for sought, _ in pairs)]):
        rows = Resident.objects.filter(_lives_here(now), birth__in=batch)
        for one in rows.only("number", "history", "birth", "family_kana", "given_kana"):
            born[Sought(one.birth, key_of_kana(one.family_kana + one.given_kana))].append((one.number, one.history))
    keys = {pair: born[pair[0]] for pair in pairs if len(born[pair[0]]) == 1}
    found = _read({(of[0][0], reader): of for (_, reader), of in keys.items()}, now)
    if isinstance(found, Unavailable):
        return found
    return {pair: met[0] for pair, of in keys.items() if (met := found[of[0][0], pair[1]])}


def _lives_here(now: datetime) -> Q:
    return Q(left_on__isnull=True) | Q(left_on__gt=timezone.localdate(now))


def _read(asked: Mapping[Asked, Sequence[_Key]], now: datetime) -> dict[Asked, tuple[Member, ...]] | Unavailable:
    """Return rows as each reader may see them, in the order of number and history, and log every reading."""
    down = unavailable()
    if down:
        return down
    with with_its_log():
        rows = _rows([*dict.fromkeys(key for keys in asked.values() for key in keys)])
        guarded = _guarded([*dict.fromkeys(number for number, _ in rows)])
        found = {pair: _as_shown(keys, rows, guarded, pair[1], now) for pair, keys in asked.items()}
        read = dict.fromkeys((one.number, reader) for (_, reader), members in found.items() for one in members)
        log_readings(read, WHOLE_ROW, now)
    return found


def _as_shown(
    keys: Sequence[_Key], rows: Mapping[_Key, RegisterRow], guarded: frozenset[str], reader: Reader, now: datetime
) -> tuple[Member, ...]:
    told = gate_of({number for number, _ in keys}, guarded & {number for number, _ in keys}, reader=reader, now=now)
    made = []
    for key in sorted(keys):
        shown = told[key[0]]
        if key in rows and not isinstance(shown, Refused):
            made.append(_member(rows[key], shown))
    return tuple(made)


def _guarded(numbers: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for batch in batches(numbers):
        found |= set(Resident.objects.filter(number__in=batch, is_protected=True).values_list("number", flat=True))
    return frozenset(found)


def _rows(keys: Sequence[_Key]) -> dict[_Key, RegisterRow]:
    found: dict[_Key, RegisterRow] = {}
    for batch in batches(keys):
        wanted = Q()
        for number, history in batch:
            wanted |= Q(number=number, history=history)
        found |= {(row.number, row.history): row for row in RegisterRow.objects.filter(wanted)}
    return found


def _member(row: RegisterRow, told: Shown | Hidden) -> Member:
    withheld = PLACES if isinstance(told, Hidden) else frozenset()
    # Any: columns are texts and counts, as the fields of Member say; a test holds both to resident_items.toml
    values: dict[str, Any] = {field: "" if field in withheld else getattr(row, field) for field in FIELDS}
    if isinstance(told, Hidden):
        values["is_protected"] = "1"
    return Member(told=told, **values)
