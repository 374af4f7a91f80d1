"""What the register lends to the form: the person themself, and their household to tick; each reading is logged."""

from datetime import datetime
from typing import Final

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reader import Reader
from ikkan.people.models import Account
from ikkan.procedures.certificate.pages.told import told
from ikkan.registers.models import Resident
from ikkan.registers.protection import guards_household
from ikkan.registers.selectors import read_household, read_resident

_SHOWN: Final = ("family_name", "given_name", "family_kana", "given_kana", "birth")


def known_of_account(account: Account, *, now: datetime) -> JsonObject:
    """Return what the town holds of the applicant, in the shape that form.json names; nothing of a protected person.

    Args:
        account: the applicant; without 宛名番号 nothing is known.
        now: moment of the reading.
    """
    if not account.resident_number:
        return {}
    own = read_resident(account.resident_number, reader=_reader(account), fields=_SHOWN, now=now)
    return {} if own is None or own.is_protected else {"resident": _named(own)}


def members_of(account: Account, *, now: datetime) -> tuple[JsonObject, ...]:
    """Return who lives with a person today, themself included, as the form keeps people.

    Nothing is told of a household with a protected person, so that nobody learns who lives there or is kept back.

    Args:
        account: the applicant.
        now: moment of the reading.
    """
    if not account.resident_number:
        return ()
    reader = _reader(account)
    own = read_resident(account.resident_number, reader=reader, fields=("household",), now=now)
    if own is None or own.left_on is not None or guards_household(own.household):
        return ()
    return tuple(_named(one) for one in read_household(own.household, reader=reader, fields=_SHOWN, now=now))


def _reader(account: Account) -> Reader:
    words = told()["prefill"]
    return Reader(who="", why=words["purpose"], ground=words["ground"], resident=account.resident_number)


def _named(one: Resident) -> JsonObject:
    return {
        "name": {"family": one.family_name, "given": one.given_name},
        "kana": {"family": one.family_kana, "given": one.given_kana},
        "birth": one.birth.isoformat(),
    }
