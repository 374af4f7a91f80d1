"""Effects that were given up: looked at without their content, and tried again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from ikkan.store.models import OutboxRow
from ikkan.store.outbox import LONG_AGO


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An effect that failed eight times; neither its key nor its content is shown, as both may tell of a person."""

    id: int
    channel: str
    attempts: int
    failed_at: datetime
    fault: str


def dead_letters(most: int = 50) -> list[DeadLetter]:
    """Return what was given up, the oldest first."""
    rows = OutboxRow.objects.filter(failed_at__isnull=False, done_at__isnull=True).order_by("failed_at", "id")
    # the text after the kind of a fault may quote an address
    return [
        DeadLetter(row.pk, row.channel, row.attempts, row.failed_at, row.error.split(":", 1)[0])
        for row in rows[:most]
        if row.failed_at is not None
    ]


def retry_effects(ids: Collection[int] | None = None, *, now: datetime) -> int:
    """Let a worker try given-up effects again, with eight fresh attempts.

    Args:
        ids: which; None for all.
        now: moment from which they are due.

    Returns:
        How many will be tried.
    """
    given_up = OutboxRow.objects.filter(failed_at__isnull=False, done_at__isnull=True)
    if ids is not None:
        given_up = given_up.filter(pk__in=ids)
    return given_up.update(failed_at=None, attempts=0, due_at=now, lease_until=LONG_AGO)
