"""One notice of the mailbox, for its reader and nobody else."""

from datetime import datetime
from uuid import UUID

from django.http import Http404

from ikkan.people.models import Account
from ikkan.rooms.answer.mailbox import notices_for
from ikkan.rooms.answer.models import Notice


def notice_for(account: Account, notice_id: UUID, now: datetime) -> Notice:
    """Return one of this citizen's notices.

    Raises:
        Http404: there is none for this person.
    """
    notice = notices_for(account, now).filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    return notice
