"""Legal clocks that run while a case is open: when one is about to strike, the citizen is told by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from ikkan.kernel.procedure import Procedure
from ikkan.ledger.models import Case, Event
from ikkan.ledger.steps import NewEvent
from ikkan.rooms.answer.notices import electronic_recipients, notice_of


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock and the day on which it acts.

    Args:
        name: the procedure's word, such as ``certification_30_days``.
        day: from its first moment on the clock is due.
    """

    name: str
    day: date


def due_clock(case: Case, procedure: Procedure, facts: Any, now: datetime) -> Clock | None:
    """Return the clock that has struck and of which the citizen was not told yet."""
    today = timezone.localdate(now)
    for clock in _running(procedure, facts):
        if clock.day <= today and clock.name not in _told(case):
            return clock
    return None


def next_wake(case: Case, procedure: Procedure, facts: Any, *, at: datetime | None, told: str = "") -> datetime | None:
    """Return when the case must be looked at again: its own time or the next clock, whichever is first.

    Args:
        case: the case.
        procedure: its procedure.
        facts: as gathered.
        at: the case's own next time, if it has one.
        told: a clock that is being told of in this very step.
    """
    times = [at] if at is not None else []
    running = [clock for clock in _running(procedure, facts) if clock.name != told]
    known = _told(case) if running else set()
    times += [_morning(clock.day) for clock in running if clock.name not in known]
    return min(times, default=None)


def tell_delay(case: Case, procedure: Procedure, clock: Clock, now: datetime) -> tuple[NewEvent, Callable[[], object]]:
    """Return the event and the writing of the notice that tells a delay with its reasons.

    Raises:
        LookupError: the procedure declares a clock but no notice for it.
    """
    if procedure.delay is None:
        raise LookupError(f"Procedure {procedure.code} has the clock {clock.name} but declares no notice of delay.")
    draft = procedure.delay(case, clock.name, now)
    channel = "mailbox" if case.pk in electronic_recipients([case]) else "post"
    notice = notice_of(case, draft, channel=channel, now=now, available=True)
    event = NewEvent("answer.delay_told", codes={"clock": clock.name, "digest": notice.digest}, edition=draft.edition)
    return event, notice.save


def _running(procedure: Procedure, facts: Any) -> list[Clock]:
    if procedure.clocks is None:
        return []
    return [Clock(name, day) for name, day in procedure.clocks(facts)]


def _told(case: Case) -> set[str]:
    told = Event.objects.filter(case=case, name="answer.delay_told").values_list("codes", flat=True)
    return {str(codes.get("clock", "")) for codes in told}


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
