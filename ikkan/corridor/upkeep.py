"""Daily upkeep: what nobody needs any more goes by itself, once a day, by whichever worker comes first."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from ikkan.corridor.access_rules import analyse_day
from ikkan.corridor.house_book import corridor_book
from ikkan.corridor.stops.warning import warn_of_ends
from ikkan.kernel.registry import procedures
from ikkan.ledger.retention import destroy_expired
from ikkan.ledger.steps import LONG_AGO
from ikkan.rooms.intake.drafts import drop_drafts_older_than
from ikkan.rooms.intake.idempotency import drop_answers_older_than
from ikkan.store.blobs import sweep_orphans
from ikkan.store.cache_rows import drop_expired_rows
from ikkan.store.claims import claim
from ikkan.store.models import Chore

log = logging.getLogger(__name__)
# Longer than a chore takes; a worker that died in one, or a fault, is followed by another try after it.
LEASE: Final = timedelta(minutes=30)
BATCH: Final = 100


def keep_up(*, now: datetime) -> int:
    """Do the chores that were not done today yet; return how many were done.

    Two workers at once share them: each chore is claimed by a lease. One that fails is noted and tried again when its
    lease has run out; the others are done all the same.

    Args:
        now: moment.
    """
    today = timezone.localdate(now)
    done_on = dict(Chore.objects.values_list("name", "done_on"))
    waiting = [name for name in CHORES if name not in done_on or done_on[name] < today]
    if not waiting:
        return 0
    never = [Chore(name=name, done_on=LONG_AGO.date(), lease_until=LONG_AGO) for name in waiting if name not in done_on]
    Chore.objects.bulk_create(never, ignore_conflicts=True)
    done = 0
    for name in waiting:
        if claim(Chore.objects.filter(name=name, done_on__lt=today), now=now, lease=LEASE, most=1):
            done += _do(name, now)
    return done


def _do(name: str, now: datetime) -> int:
    row = Chore.objects.filter(name=name)
    try:
        removed = CHORES[name](now)
    except (OperationalError, InterfaceError):
        raise
    # a chore may fail in any way of its own, and the others must still be done
    except Exception as fault:  # noqa: BLE001
        # the kind alone: a trace may quote a person's data
        log.error("Upkeep %s failed: %s", name, type(fault).__name__)  # noqa: TRY400
        row.update(fault=type(fault).__name__[:100])
        return 0
    row.update(done_on=timezone.localdate(now), done_at=now, removed=removed, fault="", lease_until=LONG_AGO)
    return 1


def _days(key: str, now: datetime) -> timedelta:
    return timedelta(days=int(str(corridor_book().at(timezone.localdate(now)).value("upkeep", key))))


def _drop_drafts(now: datetime) -> int:
    return drop_drafts_older_than(now - _days("draft_days", now))


def _drop_answers(now: datetime) -> int:
    return drop_answers_older_than(now - _days("answer_days", now))


def _destroy(now: datetime) -> int:
    count = 0
    while batch := destroy_expired(now=now, most=BATCH):
        count += batch
        # the first run of an old town may take long: it stays ours as long as it goes on
        Chore.objects.filter(name="retention").update(lease_until=timezone.now() + LEASE)
    return count


def _drop_sessions(now: datetime) -> int:
    count, _ = Session.objects.filter(expire_date__lt=now).delete()
    return count


def _drop_counters(now: datetime) -> int:
    return drop_expired_rows(now=now)


def _warn(now: datetime) -> int:
    return warn_of_ends(now=now)


def _sweep(now: datetime) -> int:
    return sweep_orphans(now=now, older_than=_days("orphan_days", now))


def _procedures(now: datetime) -> int:
    return sum(procedure.upkeep(now) for procedure in procedures() if procedure.upkeep)


def _analyse(now: datetime) -> int:
    """Look through yesterday's readings, which are all there now."""
    analyse_day(timezone.localdate(now) - timedelta(days=1), now=now)
    return 0


# in this order: files that the earlier ones set free are swept last
CHORES: Final[Mapping[str, Callable[[datetime], int]]] = {
    "procedures": _procedures,
    "drafts": _drop_drafts,
    "answers": _drop_answers,
    "retention": _destroy,
    "sessions": _drop_sessions,
    "counters": _drop_counters,
    "access_log": _analyse,
    "orphans": _sweep,
    "stops": _warn,
}
