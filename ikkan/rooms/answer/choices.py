"""The citizen's choice of electronic notices, given and withdrawn for each procedure (デジタル手続法 7条1項)."""

from datetime import datetime

from ikkan.people.models import Account
from ikkan.rooms.answer.models import ElectronicChoice
from ikkan.store.rows import insert_once


def choose_electronic(*, account: Account, procedure: str, now: datetime) -> None:
    """Record that a citizen wants electronic notices; choosing again changes nothing."""
    insert_once(ElectronicChoice(account=account, procedure=procedure, given_at=now))


def withdraw_electronic(*, account: Account, procedure: str, now: datetime) -> int:
    """Record that a citizen wants paper again; return how many choices were withdrawn."""
    return ElectronicChoice.objects.filter(account=account, procedure=procedure, withdrawn_at=None).update(
        withdrawn_at=now
    )


def has_chosen_electronic(account: Account, procedure: str) -> bool:
    """Whether notices of this procedure go to the mailbox."""
    return ElectronicChoice.objects.filter(account=account, procedure=procedure, withdrawn_at=None).exists()
