"""The mailbox: the notices that a citizen may see, and the record that they were opened."""

from datetime import datetime

from django.db.models import Q, QuerySet

from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice


def notices_for(account: Account, now: datetime) -> QuerySet[Notice]:
    """Return the notices that this citizen may see, latest first: theirs, by mailbox, and available by now.

    A notice of a round is there with all the others of its round, or not at all.
    """
    published = Q(round=None) | Q(round__published_at__lte=now)
    seen = Notice.objects.filter(published, case__applicant=account, available_at__lte=now)
    return seen.select_related("case", "round").order_by("-available_at", "-made_at")


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
