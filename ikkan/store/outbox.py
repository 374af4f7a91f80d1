"""Effects on the outside, put down in the deed's own transaction and carried out by a worker."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import F

from ikkan.kernel.json_value import JsonObject
from ikkan.store.claims import claim
from ikkan.store.models import OutboxRow

LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
LEASE = timedelta(seconds=60)
GIVE_UP_AFTER = 8

Send = Callable[[str, JsonObject], None]


def put_out(key: str, channel: str, payload: JsonObject, *, at: datetime) -> None:
    """Put down an effect; the same key again changes nothing.

    Args:
        key: names the effect for ever.
        channel: name of the port that carries it out.
        payload: what the port needs; no personal data beyond an account id or an address to write to.
        at: earliest moment.
    """
    OutboxRow.objects.get_or_create(
        key=key, defaults={"channel": channel, "payload": payload, "due_at": at, "lease_until": LONG_AGO}
    )


def put_all_out(effects: Sequence[tuple[str, JsonObject]], channel: str, *, at: datetime) -> None:
    """Put down many effects of one channel by one statement; keys that are there already change nothing.

    Args:
        effects: key and payload of each.
        channel: as in :func:`put_out`.
        at: earliest moment.
    """
    rows = [
        OutboxRow(key=key, channel=channel, payload=payload, due_at=at, lease_until=LONG_AGO)
        for key, payload in effects
    ]
    OutboxRow.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def send_due(senders: Mapping[str, Send], *, now: datetime, most: int = 50) -> int:
    """Carry out due effects and return how many were sent.

    They are leased a bout at a time; when a port is so slow that the lease might run out, the rest of the bout is let
    go. An effect that fails is tried again after 2^attempts seconds; after eight attempts it is left for a person.
    """
    due = OutboxRow.objects.filter(done_at__isnull=True, failed_at__isnull=True, due_at__lte=now).order_by("due_at")
    keys = claim(due, now=now, lease=LEASE, most=most)
    rows = OutboxRow.objects.in_bulk(keys)
    started, sent = time.monotonic(), 0
    for place, key in enumerate(keys):
        passed = timedelta(seconds=time.monotonic() - started)
        if passed > LEASE / 3:
            OutboxRow.objects.filter(pk__in=keys[place:], done_at__isnull=True).update(lease_until=LONG_AGO)
            break
        sent += _send(rows[key], senders, now + passed)
    return sent


def _send(row: OutboxRow, senders: Mapping[str, Send], now: datetime) -> int:
    try:
        senders[row.channel](row.key, row.payload)
    # a port may fail in any way of its own; the row keeps the error and comes again
    except Exception as fault:  # noqa: BLE001
        gave_up = row.attempts + 1 >= GIVE_UP_AFTER
        OutboxRow.objects.filter(pk=row.pk).update(
            attempts=F("attempts") + 1,
            due_at=now + timedelta(seconds=2 ** (row.attempts + 1)),
            lease_until=LONG_AGO,
            failed_at=now if gave_up else None,
            error=f"{type(fault).__name__}: {fault}"[:300],
        )
        return 0
    # the key is enough to know that it was done; whom it went to need not be kept
    return OutboxRow.objects.filter(pk=row.pk, done_at__isnull=True).update(done_at=now, error="", payload={})
