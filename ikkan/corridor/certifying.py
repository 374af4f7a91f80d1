"""Decisions that need no round: decided, approved under the declared ground (専決), told, in one step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Decision
from ikkan.kernel.procedure import Procedure
from ikkan.ledger.chain import canonical
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent
from ikkan.rooms.answer.announcing import announce_case
from ikkan.rooms.answer.notices import electronic_recipients, notice_of
from ikkan.rooms.approve.routes import route_of
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.decide.records import keep_decisions


@dataclass(frozen=True, slots=True)
class Decided:
    """What a case's own decisions lead to.

    Args:
        events: to be recorded.
        then: next state: the round, the posting of the letter, or the end.
        keep: writes decisions and notices; call it within the step's transaction.
    """

    events: tuple[NewEvent, ...]
    then: CaseState
    keep: Callable[[], None]


def decide_alone(case: Case, procedure: Procedure, facts: Any, book: BookAt, now: datetime) -> Decided:
    """Decide what needs no round, and say where the case goes next.

    A decision that already stands as it is (the case was corrected, but nothing changed for it) is not told again.

    Args:
        case: a case that passed its check.
        procedure: its procedure.
        facts: as gathered.
        book: the book on the reference day.
        now: moment.

    Raises:
        ValueError: the automatic route asks for people or names no ground, or a procedure without rounds decides
            nothing.
    """
    decisions = procedure.decide(facts)
    has_rounds = procedure.decide_together is not None
    if not decisions and not has_rounds:
        raise ValueError(f"Procedure {procedure.code} has no rounds, so decide() must decide, but it gave nothing.")
    changed = _not_standing(case, decisions)
    channel = "mailbox" if case.pk in electronic_recipients([case]) else "post"
    events = [_decided_event(decisions, book), *_telling(procedure, changed, book)]
    if has_rounds:
        then = CaseState("decide", "round")
    elif channel == "post":
        then = CaseState("answer", "delivery")
    else:
        events += [NewEvent("answer.delivered"), NewEvent("answer.closed")]
        then = CaseState("closed", "nobody")

    def keep() -> None:
        records = keep_decisions(case, changed, edition=book.edition, reference_day=case.reference_day, now=now)
        notices = [
            notice_of(case, draft, channel=channel, now=now, available=True)
            for draft in (procedure.compose(records, now) if records else ())
        ]
        for notice in notices:
            notice.save()
        if notices and channel == "mailbox":
            announce_case(case, "notice", key=str(notices[0].pk), now=now)

    return Decided(tuple(events), then, keep)


def _not_standing(case: Case, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the decisions that no standing record already says in the same words."""
    standing = {
        (record.kind, record.subject): canonical([record.result, record.reasons, record.figures, record.grants_less])
        for record in DecisionRecord.objects.filter(case=case, round=None, voided_at=None)
    }
    return tuple(d for d in decisions if standing.get((d.kind, d.subject)) != _said_by(d))


def _said_by(decision: Decision) -> bytes:
    reasons = [reason.as_json() for reason in decision.reasons]
    return canonical([decision.result, reasons, decision.figures, decision.grants_less])


def _decided_event(decisions: Sequence[Decision], book: BookAt) -> NewEvent:
    if not decisions:
        return NewEvent("decide.joined_round", edition=book.edition)
    results: JsonObject = {f"{d.kind}:{d.subject}": d.result for d in decisions}
    return NewEvent("decide.decided", codes={"results": results}, edition=book.edition)


def _telling(procedure: Procedure, changed: Sequence[Decision], book: BookAt) -> tuple[NewEvent, ...]:
    """Return the events of the automatic approval and the notices; none when there is nothing new to tell."""
    if not changed:
        return ()
    route = route_of(book, procedure.automatic_route)
    if not route.is_automatic:
        raise ValueError(f"Route {route.name} asks people; decisions without a round need an automatic route.")
    return (
        NewEvent("approve.automatic", codes={"route": route.name, "ground": route.ground}, edition=book.edition),
        NewEvent("answer.made", codes={"notices": len(changed)}, edition=book.edition),
    )
