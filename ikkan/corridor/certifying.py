"""Decisions that need no round: taken at once under the declared ground (専決), or put up on the route of the book."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ikkan.corridor.approving import put_up
from ikkan.corridor.deciding import Plan, plan_of
from ikkan.corridor.telling import after_telling, keep_told
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.procedure import Procedure
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent


@dataclass(frozen=True, slots=True)
class Decided:
    """What a case's own decisions lead to.

    Args:
        events: to be recorded.
        then: next state: the approvers, the round, the posting of the letter, or the end.
        keep: writes decisions, notices and the draft; call it within the step's transaction.
    """

    events: tuple[NewEvent, ...]
    then: CaseState
    keep: Callable[[], None]


def decide_alone(case: Case, procedure: Procedure, facts: Any, book: BookAt, now: datetime) -> Decided:
    """Decide what needs no round, and say where the case goes next.

    A decision that already stands as it is (the case was corrected, but nothing changed for it) is not told again.
    What takes a route that asks people is put up and not told before the last of them approved.

    Args:
        case: a case that passed its check.
        procedure: its procedure.
        facts: as gathered.
        book: the book on the reference day.
        now: moment.

    Raises:
        LookupError: the book has no such route on its day.
        ValueError: a procedure without rounds decides nothing.
    """
    plan = plan_of(case, procedure, facts, book)
    events = [_decided_event(plan, book), *_automatic(plan, book)]
    asked = put_up(case, procedure, plan, facts, book, now) if plan.route is not None else None
    if asked is None:
        told, then = after_telling(case, procedure, plan.decisions)
        events += told
    else:
        events.append(asked.event)
        then = asked.then

    def keep() -> None:
        at_once = [decision for _route, decisions in plan.at_once for decision in decisions]
        keep_told(case, procedure, at_once, edition=book.edition, now=now)
        if asked is not None:
            asked.keep()

    return Decided(tuple(events), then, keep)


def _decided_event(plan: Plan, book: BookAt) -> NewEvent:
    if not plan.decisions:
        return NewEvent("decide.joined_round", edition=book.edition)
    results: JsonObject = {f"{d.kind}:{d.subject}": d.result for d in plan.decisions}
    return NewEvent("decide.decided", codes={"results": results}, edition=book.edition)


def _automatic(plan: Plan, book: BookAt) -> tuple[NewEvent, ...]:
    """Return the events of the automatic approval and the notices; none when there is nothing new to tell."""
    if not plan.at_once:
        return ()
    told = sum(len(decisions) for _route, decisions in plan.at_once)
    return (
        *(
            NewEvent("approve.automatic", codes={"route": route.name, "ground": route.ground}, edition=book.edition)
            for route, _decisions in plan.at_once
        ),
        NewEvent("answer.made", codes={"notices": told}, edition=book.edition),
    )
