"""The resident register as the certificate reads it; every reading names its case."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

from ikkan.kernel.names import compare_key, kana_key
from ikkan.kernel.reader import Reader
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.procedures.certificate.resident import changes_of, record_of
from ikkan.procedures.certificate.rules import Named, Record
from ikkan.procedures.certificate.rules.facts import BY_OFFICER
from ikkan.registers.availability import Unavailable, register_is_up
from ikkan.registers.certificates import (
    Sought,
    certificate_households,
    certificate_matches,
    certificate_people,
    resident_histories,
)
from ikkan.registers.holding import issue_holds_by_person
from ikkan.rooms.intake.models import Filing

__all__ = [
    "RegisterAwayError", "first_match", "household", "households", "is_same", "matches", "members_shown_to", "people",
    "person", "reader_for", "register_is_up", "somebody", "with_history",
]  # fmt: skip

_PURPOSE: Final = "住民票の写しの請求の審査と交付"
_OWN_PURPOSE: Final = "住民票の写しを請求する本人の画面"
_GROUND: Final = "住民基本台帳法12条、12条の2、12条の3；個人情報の保護に関する法律69条1項"
Found = TypeVar("Found")
ByNumber = dict[tuple[str, Reader], Record]


class RegisterAwayError(RuntimeError):
    """Say that the register does not answer: whoever asked waits, and asks again."""


def reader_for(case: Case, filing: Filing | None = None) -> Reader:
    """Return who reads the register for a case: the machine, or for a request that an officer entered that officer.

    Only so does what was released to the officer for this case reach its certificate.

    Args:
        case: the case.
        filing: its form in force, where it is known.
    """
    by_officer = filing is not None and case.channel in BY_OFFICER and filing.filed_by is not None
    who = str(filing.filed_by) if filing is not None and by_officer else ""
    return Reader(who=who, why=_PURPOSE, case=case.number, ground=_GROUND)


def people(asked: Iterable[tuple[str, Reader]], *, now: datetime) -> ByNumber:
    """Return people by number and reader, also of closed records; unknown and refused ones are absent.

    Raises:
        RegisterAwayError: the register does not answer.
    """
    found = _answered(certificate_people([(number, by) for number, by in asked if number], now=now))
    holds = issue_holds_by_person((number for number, _ in found), now=now)
    return {pair: record_of(one, holds) for pair, one in found.items()}


def households(asked: Iterable[tuple[str, Reader]], *, now: datetime) -> dict[tuple[str, Reader], tuple[Record, ...]]:
    """Return who lives in households today by household and reader, in the order of a certificate.

    Raises:
        RegisterAwayError: the register does not answer.
        UnfitRelationError: the register has a 続柄 that is none.
    """
    found = _answered(certificate_households([(home, by) for home, by in asked if home], now=now))
    holds = issue_holds_by_person((one.number for members in found.values() for one in members), now=now)
    return {pair: tuple(record_of(one, holds) for one in members) for pair, members in found.items()}


def matches(asked: Iterable[tuple[Named, Reader]], *, now: datetime) -> dict[tuple[Named, Reader], Record]:
    """Return the only resident of each named person's reading and birth date; who is nobody or several is absent.

    Raises:
        RegisterAwayError: the register does not answer.
    """
    sought = {
        (named, by): (Sought(named.birth, kana_key(named.kana)), by)
        for named, by in asked
        if named.birth is not None and named.kana
    }
    found = _answered(certificate_matches(sought.values(), now=now)) if sought else {}
    holds = issue_holds_by_person((one.number for one in found.values()), now=now)
    return {pair: record_of(found[key], holds) for pair, key in sought.items() if key in found}


def with_history(records: Collection[tuple[Record, Reader]], *, now: datetime) -> dict[tuple[str, Reader], Record]:
    """Return the records with what changed in them, oldest first, by number and reader.

    Raises:
        RegisterAwayError: the register does not answer.
    """
    asked = [(record.number, by) for record, by in records]
    rows = _answered(resident_histories(asked, now=now)) if asked else {}
    return {(record.number, by): replace(record, history=changes_of(rows[record.number, by])) for record, by in records}


def person(number: str, *, reader: Reader, now: datetime) -> Record | None:
    """Return one person, as :func:`people`."""
    return people([(number, reader)], now=now).get((number, reader))


def household(number: str, *, reader: Reader, now: datetime) -> tuple[Record, ...]:
    """Return one household, as :func:`households`."""
    return households([(number, reader)], now=now).get((number, reader), ())


def somebody(named: Named, *, reader: Reader, now: datetime) -> Record | None:
    """Return the only resident of this reading and birth date, as :func:`matches`."""
    return matches([(named, reader)], now=now).get((named, reader))


def members_shown_to(account: Account, *, now: datetime) -> tuple[Record, ...]:
    """Return the household of a citizen for their own screen, the citizen's own record included.

    It is read for them alone: of whoever is protected nothing is there, not even that there is somebody.

    Raises:
        RegisterAwayError: the register does not answer.
    """
    number = account.resident_number
    reader = Reader(who=str(account.pk), why=_OWN_PURPOSE, ground=_GROUND, resident=number)
    own = person(number, reader=reader, now=now) if number else None
    return household(own.household, reader=reader, now=now) if own else ()


def is_same(named: Named, record: Record) -> bool:
    """Whether a name on the form is this person: the birth date, and the name or its reading in any form."""
    names = {compare_key(one) for one in (record.name, record.latin_name, record.alias, record.kanji_name) if one}
    reads_the_same = bool(named.kana) and kana_key(named.kana) == kana_key(record.name_kana)
    return named.birth == record.birth and (compare_key(named.name) in names or reads_the_same)


def first_match(named: Named, records: Sequence[Record]) -> Record | None:
    """Return the only record that a name on the form means."""
    met = [record for record in records if is_same(named, record)]
    return met[0] if len(met) == 1 else None


def _answered(found: Found | Unavailable) -> Found:
    if isinstance(found, Unavailable):
        raise RegisterAwayError(f"The resident register does not answer: {found.why}. Nothing was read.")
    return found
