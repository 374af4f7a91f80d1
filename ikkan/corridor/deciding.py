"""What a case's own decisions come to: which are new, which are taken at once, and which go up for approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Decision
from ikkan.kernel.procedure import Procedure
from ikkan.kernel.routes import Route, route_of
from ikkan.ledger.chain import canonical
from ikkan.ledger.models import Case
from ikkan.rooms.decide.records import standing_records
from ikkan.rooms.intake.selectors import current_filing

Standing = Mapping[tuple[int, str, str], bytes]


@dataclass(frozen=True, slots=True)
class Plan:
    """The decisions of a case by the routes that they take.

    Args:
        decisions: all of them, also those that stand already.
        at_once: routes that ask nobody, each with its new decisions.
        route: the first route that asks people, or None.
        asked: the new decisions that take it.
        left: how many new decisions take yet another route; they follow when these are approved.
    """

    decisions: tuple[Decision, ...]
    at_once: tuple[tuple[Route, tuple[Decision, ...]], ...]
    route: Route | None
    asked: tuple[Decision, ...]
    left: int


def plan_of(case: Case, procedure: Procedure, facts: Any, book: BookAt, standing: Standing) -> Plan:
    """Decide what needs no round, and sort what is new by its route.

    Args:
        case: a case that passed its check.
        procedure: its procedure.
        facts: as gathered.
        book: the book on the reference day.
        standing: what stands for the case already, by :func:`standing_of`.

    Raises:
        LookupError: the book has no such route on its day.
        ValueError: a procedure without rounds decides nothing.
    """
    decisions = procedure.decide(facts)
    if not decisions and procedure.decide_together is None:
        raise ValueError(f"Procedure {procedure.code} has no rounds, so decide() must decide, but it gave nothing.")
    by_route: dict[str, list[Decision]] = {}
    # a decision that stands in the same words is not taken again
    new = (one for one in decisions if standing.get((case.pk, one.kind, one.subject)) != _said_by(one))
    for decision in new:
        by_route.setdefault(procedure.route_for(decision), []).append(decision)
    routes = {name: route_of(book, name) for name in by_route}
    asking = [route for route in routes.values() if not route.is_automatic]
    first = asking[0] if asking else None
    return Plan(
        decisions,
        tuple((route, tuple(by_route[name])) for name, route in routes.items() if route.is_automatic),
        first,
        tuple(by_route[first.name]) if first else (),
        sum(len(by_route[route.name]) for route in asking[1:]),
    )


def content_of(case: Case, plan: Plan) -> JsonObject:
    """Return what is put up for approval; its fingerprint changes when anything in it does."""
    return {
        "case": case.number,
        "filing": current_filing(case).version,
        "decisions": [decision.as_json() for decision in plan.asked],
        "left": plan.left,
    }


def put_up_decisions(content: JsonObject) -> tuple[Decision, ...]:
    """Return the decisions that a proposal's content holds."""
    stored = content["decisions"]
    return tuple(Decision.from_json(one) for one in stored) if isinstance(stored, list) else ()


def standing_of(cases: Sequence[Case]) -> Standing:
    """Return what stands for cases, by case, kind and subject, in the words that were told."""
    return {
        (record.case_id, record.kind, record.subject): canonical(
            [record.result, record.reasons, record.figures, record.grants_less]
        )
        for record in standing_records(cases)
    }


def _said_by(decision: Decision) -> bytes:
    reasons = [reason.as_json() for reason in decision.reasons]
    return canonical([decision.result, reasons, decision.figures, decision.grants_less])
