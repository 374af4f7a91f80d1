"""The queue: what is due, what is stuck, what could not be sent, and whether a worker runs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.corridor.health.finding import Finding, State
from ikkan.ledger.models import Case, Checkpoint, Event, Round
from ikkan.ledger.steps import LONG_AGO
from ikkan.store.models import OutboxRow

# A worker takes what is due within a second and seals within five; a busy round may take minutes.
SLOW: Final = timedelta(minutes=2)
STOPPED: Final = timedelta(minutes=10)
DO_START: Final = "systemctl restart ikkan-worker"


def find_queue(now: datetime) -> Iterator[Finding]:
    """Look at cases and rounds that are due, at effects to send, and for signs of life of a worker."""
    yield _due(now)
    yield _stuck(now)
    yield _handed_over()
    yield from _outbox(now)
    yield _worker(now)


def _due(now: datetime) -> Finding:
    counts, oldest = 0, None
    for model in (Case, Round):
        due = model._default_manager.filter(due_at__lte=now)
        counts += due.count()
        first = due.aggregate(first=Min("due_at"))["first"]
        oldest = first if oldest is None or (first is not None and first < oldest) else oldest
    name = _("待ち行列")
    if oldest is None:
        return Finding("queue.due", name, State.GOOD, _("いま進めるものはありません"))
    waited = now - oldest
    state = State.BAD if waited > STOPPED else State.ATTENTION if waited > SLOW else State.GOOD
    said = _("%(n)d 件が順番を待っています。いちばん古いものは %(minutes)d 分前からです") % {
        "n": counts,
        "minutes": waited // timedelta(minutes=1),
    }
    return Finding("queue.due", name, state, said, since=oldest, do="" if state is State.GOOD else DO_START)


def _stuck(now: datetime) -> Finding:
    """A lease that ran out on something still due: its worker died or hangs, and nobody took over."""
    left = 0
    since = None
    for model in (Case, Round):
        found = model._default_manager.filter(due_at__lte=now, lease_until__gt=LONG_AGO, lease_until__lt=now - SLOW)
        left += found.count()
        first = found.aggregate(first=Min("lease_until"))["first"]
        since = first if since is None or (first is not None and first < since) else since
    name = _("途中で止まった作業")
    if not left:
        return Finding("queue.stuck", name, State.GOOD, _("ありません"))
    said = _("%(n)d 件の受け持ちが切れたままです。作業係（ikkan work）が止まっています") % {"n": left}
    return Finding("queue.stuck", name, State.BAD, said, since=since, do=DO_START)


def _handed_over() -> Finding:
    failed = Case.objects.filter(reason_code="machine_failed")
    trying = Round.objects.filter(attempts__gt=0)
    numbers = [*failed.values_list("number", flat=True)[:5], *trying.values_list("number", flat=True)[:5]]
    name = _("機械が進められなかったもの")
    if not numbers:
        return Finding("queue.failed", name, State.GOOD, _("ありません"))
    said = _("%(n)d 件：%(numbers)s") % {"n": failed.count() + trying.count(), "numbers": "、".join(numbers)}
    return Finding("queue.failed", name, State.ATTENTION, said, do="journalctl -u ikkan-worker --since -1d")


def _outbox(now: datetime) -> Iterator[Finding]:
    waiting = OutboxRow.objects.filter(done_at__isnull=True, failed_at__isnull=True, due_at__lte=now)
    oldest = waiting.aggregate(first=Min("due_at"))["first"]
    if oldest is None:
        yield Finding("outbox.waiting", _("送信待ち"), State.GOOD, _("ありません"))
    else:
        late = now - oldest
        state = State.BAD if late > STOPPED else State.ATTENTION if late > SLOW else State.GOOD
        said = _("%(n)d 件。いちばん古いものは %(minutes)d 分前からです") % {
            "n": waiting.count(),
            "minutes": late // timedelta(minutes=1),
        }
        do = "" if state is State.GOOD else DO_START
        yield Finding("outbox.waiting", _("送信待ち"), state, said, since=oldest, do=do)
    dead = OutboxRow.objects.filter(failed_at__isnull=False, done_at__isnull=True)
    count = dead.count()
    if count:
        said = _("%(n)d 件が8回失敗して止まっています") % {"n": count}
        since = dead.aggregate(first=Min("failed_at"))["first"]
        yield Finding("outbox.failed", _("送れなかったもの"), State.BAD, said, since=since, do="ikkan outbox retry")
    else:
        yield Finding("outbox.failed", _("送れなかったもの"), State.GOOD, _("ありません"))


def _worker(now: datetime) -> Finding:
    """Tell a worker by its deeds: it seals every event within seconds, so an old unsealed event means none runs."""
    name = _("作業係（ikkan work）")
    unsealed = Event.objects.filter(leaf__isnull=True).aggregate(first=Min("at"))["first"]
    signs = (
        Checkpoint.objects.aggregate(last=Max("at"))["last"],
        OutboxRow.objects.aggregate(last=Max("done_at"))["last"],
    )
    last = max((sign for sign in signs if sign is not None), default=None)
    if unsealed is not None and now - unsealed > SLOW:
        said = _("%(at)s からの記録が封印されていません。作業係が動いていません") % {"at": _shown(unsealed)}
        return Finding("worker", name, State.BAD, said, since=unsealed, do=DO_START)
    if last is None:
        return Finding("worker", name, State.ATTENTION, _("まだ動いた跡がありません"), do=DO_START)
    said = _("最後の仕事の跡は %(at)s です（封印と送信の時刻から分かること）") % {"at": _shown(last)}
    return Finding("worker", name, State.GOOD, said, since=last)


def _shown(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
