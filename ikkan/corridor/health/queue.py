"""The queue: what is due, what is stuck, what could not be sent, and whether a worker runs."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Max, Min, Q
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
    due = Q(due_at__lte=now)
    # a lease that ran out on something still due: its worker died or hangs, and nobody took over
    left = due & Q(lease_until__gt=LONG_AGO, lease_until__lt=now - SLOW)
    given_up = {Case: Q(reason_code="machine_failed"), Round: Q(attempts__gt=0)}
    found = [
        model._default_manager.aggregate(
            due=Count("pk", filter=due), first=Min("due_at", filter=due), left=Count("pk", filter=left),
            since=Min("lease_until", filter=left), failed=Count("pk", filter=failed),
        )
        for model, failed in given_up.items()
    ]  # fmt: skip
    yield _due(now, sum(one["due"] for one in found), _earliest(one["first"] for one in found))
    yield _stuck(sum(one["left"] for one in found), _earliest(one["since"] for one in found))
    yield _handed_over(sum(one["failed"] for one in found))
    waiting, dead = Q(done_at=None, failed_at=None, due_at__lte=now), Q(done_at=None, failed_at__isnull=False)
    outbox = OutboxRow.objects.aggregate(
        waiting=Count("pk", filter=waiting), first=Min("due_at", filter=waiting), dead=Count("pk", filter=dead),
        since=Min("failed_at", filter=dead), last=Max("done_at"),
    )  # fmt: skip
    yield _waiting(now, outbox["waiting"], outbox["first"])
    yield _dead(outbox["dead"], outbox["since"])
    yield _worker(now, outbox["last"])


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _due(now: datetime, count: int, oldest: datetime | None) -> Finding:
    name = _("待ち行列")
    if oldest is None:
        return Finding("queue.due", name, State.GOOD, _("いま進めるものはありません"))
    waited = now - oldest
    state = _state(waited)
    said = _("%(n)d 件が順番を待っています。いちばん古いものは %(minutes)d 分前からです") % {
        "n": count,
        "minutes": waited // timedelta(minutes=1),
    }
    return Finding("queue.due", name, state, said, since=oldest, do="" if state is State.GOOD else DO_START)


def _state(waited: timedelta) -> State:
    return State.BAD if waited > STOPPED else State.ATTENTION if waited > SLOW else State.GOOD


def _stuck(left: int, since: datetime | None) -> Finding:
    name = _("途中で止まった作業")
    if not left:
        return Finding("queue.stuck", name, State.GOOD, _("ありません"))
    said = _("%(n)d 件の受け持ちが切れたままです。作業係（ikkan work）が止まっています") % {"n": left}
    return Finding("queue.stuck", name, State.BAD, said, since=since, do=DO_START)


def _handed_over(count: int) -> Finding:
    name = _("機械が進められなかったもの")
    if not count:
        return Finding("queue.failed", name, State.GOOD, _("ありません"))
    failed = Case.objects.filter(reason_code="machine_failed")
    trying = Round.objects.filter(attempts__gt=0)
    numbers = [*failed.values_list("number", flat=True)[:5], *trying.values_list("number", flat=True)[:5]]
    said = _("%(n)d 件：%(numbers)s") % {"n": count, "numbers": "、".join(numbers)}
    return Finding("queue.failed", name, State.ATTENTION, said, do="journalctl -u ikkan-worker --since -1d")


def _waiting(now: datetime, count: int, oldest: datetime | None) -> Finding:
    if oldest is None:
        return Finding("outbox.waiting", _("送信待ち"), State.GOOD, _("ありません"))
    state = _state(now - oldest)
    said = _("%(n)d 件。いちばん古いものは %(minutes)d 分前からです") % {
        "n": count,
        "minutes": (now - oldest) // timedelta(minutes=1),
    }
    do = "" if state is State.GOOD else DO_START
    return Finding("outbox.waiting", _("送信待ち"), state, said, since=oldest, do=do)


def _dead(count: int, since: datetime | None) -> Finding:
    if not count:
        return Finding("outbox.failed", _("送れなかったもの"), State.GOOD, _("ありません"))
    said = _("%(n)d 件が8回失敗して止まっています") % {"n": count}
    return Finding("outbox.failed", _("送れなかったもの"), State.BAD, said, since=since, do="ikkan outbox retry")


def _worker(now: datetime, sent: datetime | None) -> Finding:
    """Tell a worker by its deeds: it seals every event within seconds, so an old unsealed event means none runs."""
    name = _("作業係（ikkan work）")
    unsealed = Event.objects.filter(leaf__isnull=True).aggregate(first=Min("at"))["first"]
    signs = (
        Checkpoint.objects.aggregate(last=Max("at"))["last"],
        sent,
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
