"""Claiming of due rows by a lease: a dead worker's rows come back when the lease runs out."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, models, transaction
from django.db.models import QuerySet

Row = TypeVar("Row", bound=models.Model)


def claim(due: QuerySet[Row], *, now: datetime, lease: timedelta, most: int) -> list[int]:
    """Lease up to `most` rows of a query and return their keys.

    The query is read once without a lock, so that an idle worker opens no write transaction.

    Args:
        due: rows that could be worked on, in order; their model has ``lease_until``.
        now: this worker's clock; leases must exceed the skew between machines.
        lease: how long the rows are ours.
        most: how many.
    """
    free = due.filter(lease_until__lt=now)
    if not free.values_list("pk", flat=True)[:1]:
        return []
    with transaction.atomic():
        locked = free
        if connection.features.has_select_for_update_skip_locked:
            # SQLite needs none: its IMMEDIATE transaction is the lock
            locked = free.select_for_update(skip_locked=True)
        keys = list(locked.values_list("pk", flat=True)[:most])
        due.model._default_manager.filter(pk__in=keys).update(lease_until=now + lease)
    return keys
