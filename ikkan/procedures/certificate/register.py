"""The resident register as the certificate reads it; every reading names its case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings

from ikkan.kernel.names import compare_key, kana_key
from ikkan.kernel.reader import Reader
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.rules import Named, Record
from ikkan.registers.models import Resident
from ikkan.registers.selectors import find_residents, read_household, read_resident

_FIELDS: Final = (
    "household", "family_name", "given_name", "family_kana", "given_kana", "latin_name", "birth", "relation",
    "is_foreign", "postal", "town", "block", "building", "resident_since",
)  # fmt: skip
_HEAD: Final = "世帯主"
_PURPOSE: Final = "住民票の写しの請求の審査と交付"
_GROUND: Final = "住民基本台帳法12条、12条の2、12条の3；個人情報の保護に関する法律69条1項"
_LAYERS_WITH_REGISTER: Final = frozenset({"all", "core"})


def reader_for(case: Case) -> Reader:
    """Return who reads the register for a case: the machine."""
    return Reader(who="", why=_PURPOSE, case=case.number, ground=_GROUND)


def register_answers() -> bool:
    """Whether the register can be asked from here now."""
    return settings.IKKAN_LAYER in _LAYERS_WITH_REGISTER


def person(number: str, *, reader: Reader, now: datetime) -> Record | None:
    """Return one person, also of a closed record."""
    found = read_resident(number, reader=reader, fields=_FIELDS, now=now) if number else None
    return record_of(found) if found else None


def household(number: str, *, reader: Reader, now: datetime) -> tuple[Record, ...]:
    """Return who lives in a household today in the order of a certificate: the head, then by age."""
    members = read_household(number, reader=reader, fields=_FIELDS, now=now)
    head = next((record_of(one).name for one in members if one.relation == _HEAD), "")
    ordered = sorted(members, key=lambda one: (one.relation != _HEAD, one.birth, one.number))
    return tuple(record_of(one, head) for one in ordered)


def somebody(named: Named, *, reader: Reader, now: datetime) -> Record | None:
    """Return the only resident of this reading and birth date; None for nobody or several."""
    if named.birth is None or not named.kana:
        return None
    found = find_residents(birth=named.birth, kana_key=kana_key(named.kana), reader=reader, now=now)
    return person(found[0].number, reader=reader, now=now) if len(found) == 1 else None


def is_same(named: Named, record: Record) -> bool:
    """Whether a name on the form is this person: the birth date, and the name or its reading in any form."""
    names = {compare_key(one) for one in (record.name, record.latin_name, record.alias, record.kanji_name) if one}
    reads_the_same = bool(named.kana) and kana_key(named.kana) == kana_key(record.name_kana)
    return named.birth == record.birth and (compare_key(named.name) in names or reads_the_same)


def first_match(named: Named, records: Sequence[Record]) -> Record | None:
    """Return the only record that a name on the form means."""
    met = [record for record in records if is_same(named, record)]
    return met[0] if len(met) == 1 else None


def record_of(one: Resident, head: str = "") -> Record:
    """Return a resident as the rules and the certificate look at them."""
    building = f"　{one.building}" if one.building else ""
    return Record(
        number=one.number,
        household=one.household,
        name=f"{one.family_name}　{one.given_name}".strip(),
        name_kana=f"{one.family_kana}　{one.given_kana}".strip(),
        latin_name=one.latin_name,
        birth=one.birth,
        is_foreign=one.is_foreign,
        left_on=one.left_on,
        is_stopped=one.is_protected,
        relation=one.relation,
        head_name=head,
        postal=one.postal,
        address=f"{one.town}{one.block}{building}",
        resident_since=one.resident_since.isoformat(),
    )
