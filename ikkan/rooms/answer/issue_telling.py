"""Telling registered people that a paper about them was issued to others: the one door that procedures knock at."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, QuerySet
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.people.selectors import may
from ikkan.rooms.answer.announcing import announce_account
from ikkan.rooms.answer.issue_rows import IssueNotice, IssueWatch
from ikkan.rooms.answer.issue_watch import DUTY, requester_row, rules_of_watch

_MAILBOX: Final = IssueNotice.Channel.MAILBOX
_POST: Final = IssueNotice.Channel.POST
_NOT_FOUND: Final = Refused("not_found", "このお知らせは見つかりません。", "There is no such notice.")


def tell_registered(case: Case, *, subjects: Collection[str], requester: str, now: datetime) -> int:
    """Put down for each registered subject that one copy was issued; call within the transaction of the issue.

    Nothing happens where the book does not have this class of requesters told. Copies of one case are one notice.

    Args:
        case: whose paper was issued.
        subjects: 宛名番号 of those who stand on it.
        requester: class of who asked, as the book's table ``issue_requester`` names it.
        now: moment of the issue.

    Returns:
        How many people will be told.
    """
    today = timezone.localdate(now)
    row, rules = requester_row(requester, today), rules_of_watch(today).values
    if row is None or not row.values["told"] or not rules["offered"]:
        return 0
    watches = list(IssueWatch.objects.filter(resident__in=subjects, cancelled_at=None, ends_on__gte=today))
    at = now + timedelta(days=int(str(rules["days"])))
    for watch in watches:
        if IssueNotice.objects.filter(watch=watch, case=case).update(copies=F("copies") + 1):
            continue
        account = Account.objects.filter(resident_number=watch.resident, is_active=True).first()
        made = IssueNotice.objects.create(
            watch=watch, case=case, requester=requester, document=procedure_of(case.procedure).title.ja, copies=1,
            issued_on=today, channel=_MAILBOX if account else _POST, available_at=at,
        )  # fmt: skip
        if account is not None:
            announce_account(account, "issued", key=str(made.pk), now=now, at=at)
    return len(watches)


def issue_notices_of(resident: str, now: datetime) -> QuerySet[IssueNotice]:
    """Return what a resident is told by now, the latest first, and note that they opened it."""
    found = IssueNotice.objects.filter(watch__resident=resident, available_at__lte=now)
    found.filter(first_opened_at=None, channel=_MAILBOX).update(first_opened_at=now)
    return found.order_by("-available_at", "pk")


def letters_to_post(now: datetime) -> QuerySet[IssueNotice]:
    """Return the notices that go out as letters now, the oldest first."""
    found = IssueNotice.objects.filter(channel=_POST, posted_at=None, available_at__lte=now)
    return found.select_related("watch").order_by("available_at", "pk")


def note_posted(*, notice: str, officer: Account, now: datetime) -> IssueNotice | Refused:
    """Record that an officer posted a letter."""
    found = letters_to_post(now).filter(pk=notice).first()
    if found is None or not may(officer, DUTY, timezone.localdate(now)):
        return _NOT_FOUND
    found.posted_at = now
    found.save(update_fields=["posted_at"])
    return found
