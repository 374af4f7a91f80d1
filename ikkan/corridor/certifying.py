"""Decisions that need no round: taken at once under the declared ground (専決), or put up on the route of the book."""

from collections.abc import Callable
from dataclasses import dataclass

from ikkan.corridor.approving import put_up
from ikkan.corridor.deciding import Plan, plan_of
from ikkan.corridor.telling import Telling, after_telling
from ikkan.corridor.visit import Visit, nothing
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.steps import CaseState, NewEvent


@dataclass(frozen=True, slots=True)
class Decided:
    """What a case's own decisions lead to.

    Args:
        events: to be recorded.
        then: next state: the approvers, the round, the posting of the letter, or the end.
        told: decisions that are told at once.
        keep: writes what is put up for approval; call it within the step's transaction.
    """

    events: tuple[NewEvent, ...]
    then: CaseState
    told: Telling
    keep: Callable[[], object]


def decide_alone(visit: Visit) -> Decided:
    """Decide what needs no round, and say where the case goes next.

    A decision that already stands as it is (the case was corrected, but nothing changed for it) is not told again.
    What takes a route that asks people is put up and not told before the last of them approved.

    Args:
        visit: of a case that passed its check.

    Raises:
        LookupError: the book has no such route on its day.
        ValueError: a procedure without rounds decides nothing.
    """
    case, procedure, book = visit.case, visit.procedure, visit.book
    plan = plan_of(case, procedure, visit.facts, book, visit.standing)
    at_once = tuple(decision for _route, decisions in plan.at_once for decision in decisions)
    told = Telling(case, at_once, book.edition, visit.channel)
    events = (_decided_event(plan, book), *_automatic(plan, book))
    if plan.route is None:
        ended, then = after_telling(procedure, plan.decisions, visit.channel)
        return Decided((*events, *ended), then, told, nothing)
    asked = put_up(case, procedure, plan, visit.facts, book, visit.now)
    return Decided((*events, asked.event), asked.then, told, asked.keep)


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
