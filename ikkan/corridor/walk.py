"""The order of the rooms. One step: read, think without a lock, then write all in one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from ikkan.corridor.certifying import decide_alone
from ikkan.corridor.clocks import Clock, due_clock, next_wake, tell_delay
from ikkan.corridor.deadlines import answer_by
from ikkan.corridor.owing import BY_ITSELF, keep_charges, news_of
from ikkan.corridor.telling import keep_told
from ikkan.corridor.visit import Step, Visit, nothing, visits_of
from ikkan.ledger.steps import CaseState, NewEvent, hold_still, record_steps
from ikkan.rooms.answer.announcing import announce_case
from ikkan.rooms.check.judgements import close_requests
from ikkan.rooms.check.outcomes import day_end, keep_rows, step_of


def walk(case_id: int, *, now: datetime | None = None) -> bool:
    """Take one due case a step on, as :func:`walk_together` does; return whether it is due again at once."""
    return walk_together([case_id], now=now)


def walk_together(case_ids: Sequence[int], *, now: datetime | None = None) -> bool:
    """Take due cases a step on, and with the same facts into the next room those whose check passed.

    The cases of one procedure and reference day are read by sets and written in one transaction, all or none.

    Args:
        case_ids: keys of the cases; those that are not due are left alone.
        now: moment; the clock's unless given.

    Returns:
        Whether one of them is due again at once.

    Raises:
        Stale: somebody else moved one of them first; nothing of its set was written.
    """
    moment = now or timezone.now()
    steps = [step for visits in visits_of(case_ids, moment) for step in _walk_set(visits, moment)]
    return any(step.state.due_at is not None and step.state.due_at <= moment for step in steps)


def _walk_set(visits: Sequence[Visit], now: datetime) -> list[Step]:
    cases, steps = [visit.case for visit in visits], [_step(visit) for visit in visits]
    checked = {visit.case: visit.facts for visit, step in zip(visits, steps, strict=True) if step.found}
    with transaction.atomic():
        hold_still(*cases)
        found = [step.found for step in steps if step.found]
        keep_rows(found)
        keep_charges(found, now=now)
        visits[0].procedure.keep(checked)
        keep_told(visits[0].procedure, [step.told for step in steps if step.told], now=now)
        for step in steps:
            step.keep()
        record_steps(cases, [step.events for step in steps], [step.state for step in steps], now=now)
    return steps


def _step(visit: Visit) -> Step:
    clock = due_clock(visit.case, visit.procedure, visit.facts, visit.now)
    if clock is not None:
        return _tell_delay(visit, clock)
    if visit.case.room == "check" and visit.case.waits_for in BY_ITSELF:
        return _check(visit)
    if visit.case.room == "check" and visit.case.waits_for == "citizen" and _is_past_deadline(visit):
        return _lapse(visit)
    if visit.case.room == "decide" and visit.case.waits_for == "machine":
        return _decide(visit)
    # nothing is due in this state: the wake-up was a clock's that has stopped
    return Step((), _same(visit))


def _check(visit: Visit) -> Step:
    case, now = visit.case, visit.now
    due_on = answer_by(visit.procedure, visit.book, now)
    outcome = visit.procedure.check(visit.facts)
    found = step_of(outcome, case, edition=visit.book.edition, due_on=due_on, now=now)
    if found.state is None:
        # nothing moved since it was read: the registers need not be read, and logged, a second time
        decided = _decide(visit)
        return replace(decided, events=(found.event, *decided.events), found=found)
    wake = next_wake(case, visit.procedure, visit.facts, at=found.state.due_at)
    events, told = news_of(found)
    keep = partial(announce_case, case, told, key=f"{case.number}:{case.version}", now=now) if told else nothing
    return Step(events, replace(found.state, due_at=wake), keep, found)


def _decide(visit: Visit) -> Step:
    decided = decide_alone(visit)
    return Step(decided.events, decided.then, decided.keep, told=decided.told)


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
    wake = visit.now if case.waits_for in BY_ITSELF else wake
    return CaseState(case.room, case.waits_for, case.reason_code, due_at=wake, deadline_on=case.deadline_on)
