"""Registering to be told when a paper about oneself is issued to others: by the person, or by an officer for them."""

from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from ikkan.kernel.book import Block, Row
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.kernel.terms import end_of_months
from ikkan.people.models import Account
from ikkan.people.recovery import papers_on
from ikkan.people.selectors import may
from ikkan.registers.selectors import read_resident
from ikkan.rooms.answer.instruction import house_book
from ikkan.rooms.answer.issue_rows import IssueWatch

DUTY: Final = "desk"
_NOT_OFFERED: Final = Refused("not_offered", "この市では行っていません。", "This town does not offer it.")
_NOT_YOURS: Final = Refused("not_found", "この仕事は割り当てられていません。", "This is not among your duties.")
_NOBODY: Final = Refused(
    "issue_watch_nobody",
    "この宛名番号の人は、いまの住民記録にありません。番号を確かめてください。",
    "Nobody of this number lives here now. Check the number.",
    "resident",
)
_NOT_LINKED: Final = Refused(
    "issue_watch_not_linked",
    "このアカウントは住民記録とつながっていません。カードでログインするか、窓口で登録してください。",
    "This account is not linked to the resident register. Sign in by card, or register at the counter.",
)
_NO_PAPER: Final = Refused(
    "issue_watch_paper", "見せてもらった書類を選んでください。", "Choose the paper that you were shown.", "paper"
)
_NONE: Final = Refused(
    "issue_watch_none", "この宛名番号の登録はありません。", "Nobody of this number is registered.", "resident"
)


def rules_of_watch(on: date) -> Block:
    """Return the town's rules on a day: whether it is offered, for how long, told after how many days."""
    return house_book().at(on).block("issue_watch")


def requester_row(requester: str, on: date) -> Row | None:
    """Return the row of a class of requesters, None for one that the book does not know."""
    return next((row for row in house_book().at(on).rows("issue_requester") if row.text("id") == requester), None)


def live_watch(resident: str, on: date) -> IssueWatch | None:
    """Return a resident's registration in force on a day."""
    if not resident:
        return None
    return IssueWatch.objects.filter(resident=resident, cancelled_at=None, ends_on__gte=on).first()


def watch_own(*, account: Account, now: datetime) -> IssueWatch | Refused:
    """Register the person of an account; again begins a new term."""
    if not account.resident_number:
        return _NOT_LINKED
    return _watch(account.resident_number, None, "", now)


def watch_at_counter(*, resident: str, paper: str, officer: Account, now: datetime) -> IssueWatch | Refused:
    """Register the person who stands at the counter.

    Args:
        resident: their 宛名番号.
        paper: code of the identity paper that was looked at.
        officer: who looked, with the duty ``desk``.
        now: moment.
    """
    if not may(officer, DUTY, timezone.localdate(now)):
        return _NOT_YOURS
    return _watch(resident.strip(), officer, paper, now) if paper in papers_on(now) else _NO_PAPER


def cancel_at_counter(*, resident: str, paper: str, officer: Account, now: datetime) -> int | Refused:
    """End the registration of the person who stands at the counter, after a look at an identity paper."""
    if not may(officer, DUTY, timezone.localdate(now)):
        return _NOT_YOURS
    if paper not in papers_on(now):
        return _NO_PAPER
    return cancel_watch(resident=resident, now=now) or _NONE


def cancel_watch(*, resident: str, now: datetime) -> int:
    """End a resident's registration at once; return how many ended. What was told stays."""
    return IssueWatch.objects.filter(resident=resident, cancelled_at=None).update(cancelled_at=now)


def _watch(resident: str, officer: Account | None, paper: str, now: datetime) -> IssueWatch | Refused:
    today = timezone.localdate(now)
    rules = rules_of_watch(today)
    if not rules.values["offered"]:
        return _NOT_OFFERED
    who, own = (str(officer.pk), "") if officer else ("", resident)
    reader = Reader(who=who, why=str(rules.values["entry"]), ground=str(rules.values["ground"]), resident=own)
    found = read_resident(resident, reader=reader, fields=("left_on",), now=now)
    if found is None or found.left_on is not None:
        return _NOBODY
    ends_on = end_of_months(today, 12 * int(str(rules.values["years"])))
    made = IssueWatch(resident=resident, registered_at=now, ends_on=ends_on, officer=officer, paper=paper)
    try:
        with transaction.atomic():
            cancel_watch(resident=resident, now=now)
            made.save(force_insert=True)
    except IntegrityError:
        # pressed twice in the same moment: the other one stands
        return IssueWatch.objects.get(resident=resident, cancelled_at=None)
    return made
