"""Seals over the access log: what was written is signed minutes later, so that no row can change, go or come unseen.

The rows of a seal are all readings after the last of the seal before it. Each seal covers the digest of that one.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from django.db import OperationalError, connection, transaction
from django.db.models import Max

from ikkan.ledger.access_rows import AccessSeal
from ikkan.ledger.chain import canonical
from ikkan.ledger.checkpoints import key_id, signing_key
from ikkan.registers.models import Reading
from ikkan.store.locks import hold

FORMAT: Final = "ikkan-access-1"
EVERY: Final = timedelta(minutes=1)
BATCH: Final = 20_000
# below every number: a row slipped in before the first one is seen too
_START: Final = -(2**63)
_COLUMNS: Final = (
    "pk", "resident", "at", "reader", "purpose", "case_number", "fields", "ground", "terminal", "channel", "function",
    "number_read", "detail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SealFault:
    """A seal over the access log that no longer holds.

    Args:
        last: number of the last reading that it covers.
        what: what is wrong.
    """

    last: int
    what: str


def seal_readings(*, now: datetime) -> int:
    """Seal the readings written since the last seal; return how many rows were sealed.

    Args:
        now: moment.
    """
    last = AccessSeal.objects.order_by("-last").first()
    if last is not None and now - last.at < EVERY:
        return 0
    horizon = _settled_up_to(last.last if last else 0)
    sealed = 0
    while horizon:
        with transaction.atomic():
            hold("ledger.access")
            rows = _seal_next(horizon, now)
        if not rows:
            break
        sealed += rows
    return sealed


def verify_readings() -> list[SealFault]:
    """Recompute every seal over the access log and return what does not hold; rows after the last are not judged."""
    public, faults = signing_key().public_key(), []
    rows = _rows(_START)
    waiting = next(rows, None)
    prev = ""
    for seal in AccessSeal.objects.order_by("last").iterator():
        digest, count = hashlib.sha256(), 0
        while waiting is not None and waiting[0] <= seal.last:
            digest.update(_line(waiting))
            count, waiting = count + 1, next(rows, None)
        if count != seal.rows:
            faults.append(SealFault(seal.last, f"{seal.rows} readings were sealed and {count} are there"))
        elif digest.hexdigest() != seal.digest:
            faults.append(SealFault(seal.last, "a reading was altered"))
        if seal.prev != prev:
            faults.append(SealFault(seal.last, "the seal before it was altered or is missing"))
        try:
            public.verify(bytes.fromhex(seal.signature), _note(seal))
        except InvalidSignature:
            faults.append(SealFault(seal.last, "the signature is not the ledger key's"))
        prev = seal.digest
    return faults


def _settled_up_to(sealed: int) -> int:
    """Return the number up to which no writer can add a row any more; 0 when nothing is new or writers are busy."""
    newest = Reading.objects.aggregate(last=Max("pk"))["last"] or 0
    if newest <= sealed:
        return 0
    if connection.vendor != "postgresql":
        # one writer at a time: numbers are committed in their order
        return newest
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # whoever drew a number holds the table until its row is there; nobody waits behind us for long
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            cursor.execute("LOCK TABLE registers_reading IN SHARE MODE")
            return Reading.objects.aggregate(last=Max("pk"))["last"] or 0
    except OperationalError:
        # a long writer: sealed a minute later
        return 0


def _seal_next(horizon: int, now: datetime) -> int:
    # read again under the lock: another worker may have sealed meanwhile
    before = AccessSeal.objects.order_by("-last").first()
    rows = list(islice(_rows(before.last if before else _START), BATCH))
    rows = [row for row in rows if row[0] <= horizon]
    if not rows:
        return 0
    digest = hashlib.sha256(b"".join(map(_line, rows))).hexdigest()
    key = signing_key()
    seal = AccessSeal(
        last=rows[-1][0],
        rows=len(rows),
        digest=digest,
        prev=before.digest if before else "",
        at=now,
        key_id=key_id(key),
    )
    seal.signature = key.sign(_note(seal)).hex()
    seal.save(force_insert=True)
    return len(rows)


def _note(seal: AccessSeal) -> bytes:
    return canonical([FORMAT, seal.last, seal.rows, seal.digest, seal.prev])


# Any: the columns of a reading, as the database gives them
def _rows(after: int) -> Iterator[tuple[Any, ...]]:
    found = Reading.objects.filter(pk__gt=after).order_by("pk").values_list(*_COLUMNS)
    return found.iterator(chunk_size=5_000)


def _line(row: tuple[Any, ...]) -> bytes:
    key, resident, at, reader, *rest = row
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return canonical([key, resident, moment, str(reader or ""), *rest])
