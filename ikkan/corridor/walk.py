"""The order of the rooms. One step: read, think without a lock, then write all in one transaction."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ikkan.corridor.certifying import decide_alone
from ikkan.corridor.clocks import Clock, due_clock, next_wake, tell_delay
from ikkan.corridor.deadlines import answer_by
from ikkan.corridor.visit import Step, Visit
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.editions import book_in_force, keep_edition
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent, hold_still, record_step
from ikkan.rooms.answer.announcing import announce_case
from ikkan.rooms.check.judgements import close_requests
from ikkan.rooms.check.outcomes import CheckStep, day_end, step_of


def walk(case_id: int, *, now: datetime | None = None) -> bool:
    """Take a due case one step on, and with the same facts one more when its check passed.

    Args:
        case_id: key of the case.
        now: moment; the clock's unless given.

    Returns:
        Whether it is due again at once.

    Raises:
        Stale: somebody else moved it first; nothing was written.
    """
    moment = now or timezone.now()
    case = Case.objects.select_related("round", "applicant").get(pk=case_id)
    if case.due_at is None or case.due_at > moment or case.room == "closed":
        return False
    procedure = procedure_of(case.procedure)
    book = book_in_force(case.procedure)
    keep_edition(book, case.procedure, now=moment)
    at = book.at(case.reference_day)
    visit = Visit(case, procedure, procedure.gather(case, at, moment), at, moment)
    came_from = case.room
    step = _take(visit)
    if came_from == "check" and (case.room, case.waits_for) == ("decide", "machine"):
        # nothing moved since it was read: the registers need not be read, and logged, a second time
        step = _take(visit)
    return step.state.due_at is not None and step.state.due_at <= moment


def _take(visit: Visit) -> Step:
    step = _step(visit)
    with transaction.atomic():
        hold_still(visit.case)
        step.keep()
        record_step(visit.case, step.events, step.state, now=visit.now)
    return step


def _step(visit: Visit) -> Step:
    clock = due_clock(visit.case, visit.procedure, visit.facts, visit.now)
    if clock is not None:
        return _tell_delay(visit, clock)
    if visit.case.room == "check" and visit.case.waits_for == "machine":
        return _check(visit)
    if visit.case.room == "check" and visit.case.waits_for == "citizen" and _is_past_deadline(visit):
        return _lapse(visit)
    if visit.case.room == "decide" and visit.case.waits_for == "machine":
        return _decide(visit)
    # nothing is due in this state: the wake-up was a clock's that has stopped
    return Step((), _same(visit), lambda: None)


def _check(visit: Visit) -> Step:
    outcome = visit.procedure.check(visit.facts)
    due_on = answer_by(visit.procedure, visit.book, visit.now)
    found = step_of(outcome, visit.case, edition=visit.book.edition, due_on=due_on, now=visit.now)
    if found.state is None:
        return Step(
            (found.event,), CaseState("decide", "machine", due_at=visit.now), lambda: _keep_checked(visit, found)
        )
    wake = next_wake(visit.case, visit.procedure, visit.facts, at=found.state.due_at)
    return Step((found.event,), replace(found.state, due_at=wake), lambda: _keep_checked(visit, found))


def _keep_checked(visit: Visit, found: CheckStep) -> None:
    found.keep()
    visit.procedure.keep(visit.case, visit.facts)
    if found.state is not None and found.state.waits_for == "citizen":
        announce_case(visit.case, "asked", key=f"{visit.case.number}:{visit.case.version}", now=visit.now)


def _decide(visit: Visit) -> Step:
    decided = decide_alone(visit.case, visit.procedure, visit.facts, visit.book, visit.now)
    return Step(decided.events, decided.then, decided.keep)


def _is_past_deadline(visit: Visit) -> bool:
    deadline = visit.case.deadline_on
    return deadline is None or day_end(deadline) <= visit.now


def _lapse(visit: Visit) -> Step:
    lapsed = NewEvent("check.lapsed", codes={"reason": visit.case.reason_code})
    state = CaseState("check", "machine", visit.case.reason_code, due_at=visit.now)
    return Step((lapsed,), state, lambda: close_requests(visit.case, now=visit.now, answered=False))


def _tell_delay(visit: Visit, clock: Clock) -> Step:
    event, keep = tell_delay(visit.case, visit.procedure, clock, visit.now)
    return Step((event,), _same(visit, told=clock.name), keep)


def _same(visit: Visit, told: str = "") -> CaseState:
    case = visit.case
    lapse = day_end(case.deadline_on) if case.waits_for == "citizen" and case.deadline_on else None
    wake = next_wake(case, visit.procedure, visit.facts, at=lapse, told=told)
    wake = visit.now if case.waits_for == "machine" else wake
    return CaseState(case.room, case.waits_for, case.reason_code, due_at=wake, deadline_on=case.deadline_on)
