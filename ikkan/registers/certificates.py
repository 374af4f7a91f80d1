"""Reading whole rows of the register, for certificates and the history of a person. Everything passes the gate."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from ikkan.kernel.reader import Reader
from ikkan.kernel.relations import print_order
from ikkan.registers.availability import Unavailable, unavailable
from ikkan.registers.batches import batches
from ikkan.registers.members import Member
from ikkan.registers.models import RegisterRow, Resident
from ikkan.registers.protection import Hidden, Refused, Shown, gate
from ikkan.registers.reading_log import WHOLE_ROW, log_readings, with_its_log
from ikkan.registers.resident_items import FIELDS, PLACES


def certificate_members(household: str, *, reader: Reader, now: datetime) -> tuple[Member, ...] | Unavailable:
    """Return who lives in a household today in the order of a certificate, with every item, and log the readings.

    A protected person is absent for others of the household, and shown without places to staff without a release:
    what stands against an issue is told by `holding.stops_on_issue`, which is to be asked first.

    Args:
        household: 世帯番号.
        reader: who reads, and why.
        now: moment of the reading.
    """
    here = Resident.objects.filter(household=household, left_on__isnull=True)
    found = _members(list(here.values_list("number", "history")), reader, now)
    return found if isinstance(found, Unavailable) else print_order(found)


def certificate_person(number: str, *, reader: Reader, now: datetime) -> Member | Unavailable | None:
    """Return one person, also of a closed record (除票), None for nobody or who is refused, and log the reading."""
    found = _members(list(Resident.objects.filter(number=number).values_list("number", "history")), reader, now)
    return found if isinstance(found, Unavailable) else next(iter(found), None)


def resident_history(number: str, *, reader: Reader, now: datetime) -> tuple[Member, ...] | Unavailable:
    """Return every row of a person, from 履歴番号 1 on, and log the reading; nothing of who is refused."""
    rows = RegisterRow.objects.filter(number=number).values_list("number", "history")
    return _members(list(rows), reader, now)


def _members(keys: Sequence[tuple[str, int]], reader: Reader, now: datetime) -> tuple[Member, ...] | Unavailable:
    down = unavailable()
    if down:
        return down
    with with_its_log():
        told = gate((number for number, _ in keys), reader=reader, now=now)
        open_keys = [(number, history) for number, history in keys if not isinstance(told[number], Refused)]
        made = []
        for row in _rows(open_keys):
            shown = told[row.number]
            if not isinstance(shown, Refused):
                made.append(_member(row, shown))
        log_readings(((number, reader) for number in dict.fromkeys(one.number for one in made)), WHOLE_ROW, now)
    return tuple(sorted(made, key=lambda one: (one.number, one.history)))


def _rows(keys: Sequence[tuple[str, int]]) -> Iterable[RegisterRow]:
    for batch in batches(keys):
        wanted = Q()
        for number, history in batch:
            wanted |= Q(number=number, history=history)
        yield from RegisterRow.objects.filter(wanted)


def _member(row: RegisterRow, told: Shown | Hidden) -> Member:
    withheld = PLACES if isinstance(told, Hidden) else frozenset()
    # Any: columns are texts and counts, as the fields of Member say; a test holds both to resident_items.toml
    values: dict[str, Any] = {field: "" if field in withheld else getattr(row, field) for field in FIELDS}
    if isinstance(told, Hidden):
        values["is_protected"] = "1"
    return Member(told=told, **values)
