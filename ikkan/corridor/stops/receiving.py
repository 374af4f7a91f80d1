"""The way in: a hold is set, a filing for protection is received; and a protected record is opened for one reader."""

from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ikkan.corridor.house_book import corridor_book
from ikkan.corridor.stops.deeds import DUTY, NOT_YOURS, Deed, Wish, keep_deed
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.people.models import Account
from ikkan.people.selectors import may
from ikkan.registers.holding import Held, UnfitHoldError, hold
from ikkan.registers.models import Hold, Protection, Resident, StopDeed
from ikkan.registers.protecting import RELEASE_TIME, Filed, UnfitProtectionError, protect, release_protection
from ikkan.registers.reading_log import log_readings

OPENED_FIELDS: Final = ("protection",)
GROUND: Final = "住民基本台帳法12条6項、住民基本台帳事務処理要領第5の10"
# what a row of the log of readings holds
LONGEST_PURPOSE: Final = 200
_NO_PURPOSE: Final = Refused("reason_missing", "何のために見るかを書いてください。", "Write what you look for.", "why")
_NO_READER: Final = Refused(
    "reader_missing",
    "見る職員のログイン名と、受付番号を入れてください。",
    "Give the user name of the member of staff who may read, and the number of the case.",
    "reader",
)
_NO_RESIDENT: Final = Refused(
    "no_resident",
    "この番号の人か世帯は、住民記録にありません。番号を確かめてください。",
    "The register has no person or household of this number. Check the number.",
    "number",
)
_ONESELF: Final = Refused(
    "against_oneself",
    "守られる人と相手方が同じ番号です。番号を確かめてください。",
    "The person to be protected and the one kept from them have the same number. Check the numbers.",
    "abuser_number",
)
_NO_ABUSER: Final = Refused(
    "abuser_missing", "相手方の氏名を入れてください。", "Give the name of the other side.", "abuser_name"
)
_NO_VIOLENCE: Final = Refused(
    "violence_unknown", "申出の事由を選んでください。", "Choose why protection is asked for.", "violence"
)
_NO_CONTACT: Final = Refused(
    "contact_missing",
    "本人が安全に受けられる連絡先を入れてください。",
    "Give a contact that the person can safely be reached at.",
    "contact",
)
_TWICE: Final = Refused(
    "twice", "同じ人が2回入っています。1人1行にしてください。", "The same person is named twice.", "together"
)
_UNFIT: Final = Refused("too_long", "長すぎる項目があります。短くしてください。", "Something is too long. Shorten it.")
_ENDS_FIRST: Final = Refused(
    "ends_before_it_starts",
    "終わりの日が始まりの日より前です。日付を確かめてください。",
    "It ends before it starts. Check the days.",
    "ends_on",
)


def set_hold(wanted: Held, *, account: Account, now: datetime) -> Hold | Refused:
    """Set a hold.

    Args:
        wanted: on whom, against what, why, on which ground and evidence.
        account: officer with the duty ``protect``.
        now: moment.
    """
    if not may(account, DUTY, timezone.localdate(now)):
        return NOT_YOURS
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        return _ENDS_FIRST
    if not _is_there(wanted):
        return _NO_RESIDENT
    try:
        with transaction.atomic():
            made = hold(wanted, by=str(account.pk), now=now)
            keep_deed(made, Wish(Deed.SET, wanted.why, wanted.starts_on), by=str(account.pk), now=now)
    except UnfitHoldError as unfit:
        return unfit.refused
    except ValidationError:
        return _UNFIT
    return made


def receive(filed: Filed, *, why: str, account: Account, now: datetime) -> Protection | Refused:
    """Receive a filing: it protects from this moment (仮支援措置).

    Args:
        filed: the filing.
        why: what was heard and seen, as the officer notes it.
        account: officer with the duty ``protect``.
        now: moment.
    """
    if not may(account, DUTY, timezone.localdate(now)):
        return NOT_YOURS
    refused = _against(filed)
    if refused is not None:
        return refused
    try:
        with transaction.atomic():
            made = protect(filed, by=str(account.pk), now=now)
            keep_deed(made, Wish(Deed.RECEIVE, why, filed.filed_on), by=str(account.pk), now=now)
    except ValidationError:
        return _UNFIT
    return made


def open_record(protection: Protection, *, why: str, account: Account, now: datetime) -> StopDeed | Refused:
    """Record that an officer looks into a filing, and why: a row of its own, and a reading of each protected person."""
    if not may(account, DUTY, timezone.localdate(now)):
        return NOT_YOURS
    if not why.strip():
        return _NO_PURPOSE
    reader = Reader(who=str(account.pk), why=why[:LONGEST_PURPOSE], ground=GROUND)
    with transaction.atomic():
        log_readings(((one.number, reader) for one in protection.persons.all()), OPENED_FIELDS, now)
        return keep_deed(protection, Wish(Deed.OPEN, why[:LONGEST_PURPOSE]), by=str(account.pk), now=now)


def opened_for(protection: Protection, account: Account, now: datetime) -> str:
    """Return what an officer opened a filing for; blank when they did not, or so long ago that it has closed again."""
    mine = StopDeed.objects.filter(protection=protection, deed=Deed.OPEN, by=str(account.pk), at__gt=now - RELEASE_TIME)
    return mine.order_by("-pk").values_list("why", flat=True).first() or ""


def open_places(
    protection: Protection, *, number: str, reader: Account, case: str, why: str, account: Account, now: datetime
) -> StopDeed | Refused:
    """Open a protected person's places to one reader for one case; after a while it closes by itself.

    Args:
        protection: the protection that covers the person.
        number: 宛名番号.
        reader: who may read.
        case: number of the case for which it opens.
        why: result of the review.
        account: the one answerable, another person than the reader.
        now: moment.
    """
    if not may(account, DUTY, timezone.localdate(now)):
        return NOT_YOURS
    if not protection.persons.filter(number=number).exists():
        return _NO_RESIDENT
    if not reader.is_staff_member or not case.strip():
        return _NO_READER
    by = str(account.pk)
    try:
        with transaction.atomic():
            release_protection(number, reader=str(reader.pk), case=case, why=why, by=by, now=now)
            wish = Wish(Deed.RELEASE, why, detail=f"{number} {case} {reader.username}")
            return keep_deed(protection, wish, by=by, now=now)
    except UnfitProtectionError as unfit:
        return unfit.refused


def _is_there(wanted: Held) -> bool:
    residents = Resident.objects.all()
    by_number = not wanted.number or residents.filter(number=wanted.number).exists()
    return by_number and (not wanted.household or residents.filter(household=wanted.household).exists())


def _against(filed: Filed) -> Refused | None:
    numbers = [filed.number, *(one.number for one in filed.together)]
    if len(set(numbers)) != len(numbers):
        return _TWICE
    if Resident.objects.filter(number__in=numbers).count() != len(numbers):
        return _NO_RESIDENT
    if filed.abuser.number in numbers:
        return _ONESELF
    if not filed.abuser.name.strip():
        return _NO_ABUSER
    known = {row.text("id") for row in corridor_book().at(filed.filed_on).rows("violence")}
    if filed.violence not in known:
        return _NO_VIOLENCE
    return None if filed.contact.strip() else _NO_CONTACT
