"""Recovery at the counter: an officer looks at a person's identity paper and opens one way back in.

The officer never signs in as the person: the code is handed over, and whoever brings it takes the old ways away
and makes a new one.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.people.house_book import number_of, words_of
from ikkan.people.models import Account, Recovery
from ikkan.people.second_factor import drop_second_factors
from ikkan.people.selectors import may
from ikkan.people.telling import tell_owner

DUTY: Final = "accounts"
# no sign that is mistaken for another on paper; 16 of 31 are 79 bits
_SIGNS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH: Final = 16
_NOT_YOURS: Final = Refused("not_found", "この仕事は割り当てられていません。", "This is not among your duties.")
_NO_ACCOUNT: Final = Refused(
    "no_account",
    "このログイン名のアカウントはありません。つづりを本人に確かめてください。",
    "There is no account of this user name. Ask the person how it is spelled.",
    "username",
)
_ONESELF: Final = Refused(
    "recovery_oneself",
    "自分のアカウントの復旧は、ほかの担当者に頼んでください。",
    "Ask another officer to open the recovery of your own account.",
    "username",
)
_NO_PAPER: Final = Refused(
    "recovery_paper", "見せてもらった書類を選んでください。", "Choose the paper that you were shown.", "paper"
)
_NOT_OPEN: Final = Refused(
    "recovery_not_open",
    "ログイン名か復旧の番号が違うか、期限が切れています。番号を確かめるか、窓口でもう一度受け取ってください。",
    "The user name or the recovery code is wrong, or it has expired. Check the code, or get a new one at the counter.",
    "code",
)


def papers_on(moment: datetime) -> dict[str, tuple[str, str]]:
    """Return the identity papers that an officer may have looked at: code to Japanese and English."""
    return words_of("identity_paper", timezone.localdate(moment))


def open_recovery(*, username: str, paper: str, officer: Account, now: datetime) -> tuple[Recovery, str] | Refused:
    """Open a way back in for the person who stands at the counter; an earlier one that is still open is void.

    Args:
        username: name that the person signs in by.
        paper: code of the identity paper that was looked at.
        officer: who looked, with the duty ``accounts``.
        now: moment.

    Returns:
        The record and the code to hand over. The code is shown once; only its hash is kept.
    """
    if not may(officer, DUTY, timezone.localdate(now)):
        return _NOT_YOURS
    account = Account.objects.filter(username=username.strip(), is_active=True).first()
    if account is None:
        return _NO_ACCOUNT
    if account == officer:
        return _ONESELF
    if paper not in papers_on(now):
        return _NO_PAPER
    code = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    hours = number_of("second_factor", "recovery_hours", timezone.localdate(now))
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        _open(account, now).update(void_at=now)
        made = Recovery.objects.create(
            account=account, opened_by=officer, paper=paper, digest=_digest(code), opened_at=now,
            expires_at=now + timedelta(hours=hours),
        )  # fmt: skip
        tell_owner(account, "recovery_opened", key=str(made.pk), now=now)
    return made, "-".join(code[at : at + 4] for at in range(0, _LENGTH, 4))


def use_recovery(*, username: str, code: str, now: datetime) -> Account | Refused:
    """Let the person back in: every old passkey and app is removed, and every other window is signed out.

    Args:
        username: name that the person signs in by.
        code: as the officer handed it over; spaces, hyphens and small letters make no difference.
        now: moment.
    """
    wanted = _digest("".join(sign for sign in code.upper() if sign.isalnum()))
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(username=username.strip(), is_active=True).first()
        if account is None or not _open(account, now).filter(digest=wanted).update(used_at=now):
            return _NOT_OPEN
        drop_second_factors(account)
        Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
        account.refresh_from_db(fields=["sessions_ended"])
        tell_owner(account, "recovery_used", key=wanted, now=now)
    return account


def recoveries_opened_by(officer: Account) -> "QuerySet[Recovery]":
    """Return what an officer opened, the newest first."""
    return Recovery.objects.filter(opened_by=officer).select_related("account").order_by("-opened_at", "-pk")


def _open(account: Account, now: datetime) -> "QuerySet[Recovery]":
    return Recovery.objects.filter(account=account, used_at__isnull=True, void_at__isnull=True, expires_at__gt=now)


def _digest(code: str) -> str:
    return sha256(f"ikkan.people.recovery:{code}".encode()).hexdigest()
