"""The mailbox: the notices that a citizen may see, and the record that they were opened."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice


def notices_for(account: Account, now: datetime) -> QuerySet[Notice]:
    """Return the notices that this citizen may see, latest first: theirs, by mailbox, and available by now.

    A notice of a round is there with all the others of its round, or not at all.
    """
    published = Q(round=None) | Q(round__published_at__lte=now)
    seen = Notice.objects.filter(published, case__applicant=account, available_at__lte=now)
    return seen.select_related("case", "round").order_by("-available_at", "-made_at")


def known_on(case: Case, now: datetime) -> date | None:
    """Return the day on which the latest disposition of a case became known; None where none was told yet.

    In the mailbox that is the day of its first opening; one not opened yet is not known before today. On paper it is
    the day of posting: it cannot have been known earlier, and when it arrived nobody recorded.

    Source: 行政不服審査法18条1項 (処分があったことを知った日).
    """
    told = Notice.objects.filter(Q(round=None) | Q(round__published_at__lte=now), case=case, is_disposition=True)
    arrived = told.filter(Q(available_at__lte=now) | Q(posted_at__lte=now)).order_by("-dated_on", "-made_at").first()
    if arrived is None:
        return None
    return timezone.localdate(arrived.posted_at or arrived.first_opened_at or now)


def unread_count(account: Account, now: datetime) -> int:
    """Return how many were never opened."""
    return notices_for(account, now).filter(first_opened_at=None).count()


def note_opened(notice: Notice, now: datetime) -> None:
    """Record the first opening; a later one changes nothing."""
    if Notice.objects.filter(pk=notice.pk, first_opened_at=None).update(first_opened_at=now):
        notice.first_opened_at = now


def note_downloaded(notice: Notice, now: datetime) -> None:
    """Record the first download, apart from the opening."""
    if Notice.objects.filter(pk=notice.pk, downloaded_at=None).update(downloaded_at=now):
        notice.downloaded_at = now
