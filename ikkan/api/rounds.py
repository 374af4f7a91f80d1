"""Rounds, from the officer's desk: close, decide, put up."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, TypeVar

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema
from pydantic import JsonValue

from ikkan.api.doors import DESK_READ, DESK_WRITE, caller_of
from ikkan.api.keys import once, once_unlocked
from ikkan.api.problems import granted, not_found
from ikkan.api.values import Reason
from ikkan.corridor.rounds import close_round, decide_round, propose_round
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.ledger.steps import retry_when_stale

T = TypeVar("T")
router = Router(tags=["rounds"])
Number = Annotated[str, Path(max_length=20, description="Number of the round.")]


class RoundOut(Schema):
    """A round as it stands."""

    number: str
    procedure: str
    kind: str
    title: str
    month: date
    room: str
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    answers_on: date
    publishes_at: datetime | None
    published_at: datetime | None


class CloseIn(Schema):
    """Why it is closed; needed before the deadline."""

    why: Reason = ""


class DecidedOut(Schema):
    """What the run found: totals and verdict."""

    round: RoundOut
    outcome: dict[str, JsonValue]


class ProposeIn(Schema):
    """The day by which the approval is wanted."""

    due_on: date | None = None


class ProposedOut(Schema):
    """The draft that was put up."""

    id: int
    title: str
    fingerprint: str
    state: str
    step: int
    round: RoundOut


@router.get("/desk/rounds", response=list[RoundOut], operation_id="list_rounds", auth=DESK_READ)
def list_rounds(request: HttpRequest) -> list[RoundOut]:
    """List every round, the latest month first."""
    return [round_out(one) for one in Round.objects.order_by("-month", "number")]


@router.post("/desk/rounds/{number}/close", response=RoundOut, operation_id="close_round", auth=DESK_WRITE)
def close(request: HttpRequest, number: Number, body: CloseIn) -> JsonObject:
    """Close a round for applications."""
    account = caller_of(request).account

    def deed() -> RoundOut:
        done = again(number, lambda r: close_round(round_=r, account=account, why=body.why, now=timezone.now()))
        return round_out(done)

    return once(request, deed)


@router.post("/desk/rounds/{number}/decide", response=DecidedOut, operation_id="decide_round", auth=DESK_WRITE)
def decide(request: HttpRequest, number: Number) -> JsonObject:
    """Take the decision of a round; nobody sees it before publication. A further run replaces it."""
    account = caller_of(request).account

    def deed() -> DecidedOut:
        round_ = round_named(number)
        outcome = granted(decide_round(round_=round_, account=account, now=timezone.now()))
        return DecidedOut(round=round_out(round_named(number)), outcome=outcome)

    return once_unlocked(request, deed)


@router.post("/desk/rounds/{number}/propose", response=ProposedOut, operation_id="propose_round", auth=DESK_WRITE)
def put_up(request: HttpRequest, number: Number, body: ProposeIn) -> JsonObject:
    """Put up one draft for the round; its alarms must be settled."""
    account = caller_of(request).account

    def deed() -> ProposedOut:
        made = again(number, lambda r: propose_round(round_=r, account=account, due_on=body.due_on, now=timezone.now()))
        return ProposedOut(
            id=made.pk, title=made.title, fingerprint=made.fingerprint, state=made.state, step=made.step,
            round=round_out(round_named(number)),
        )  # fmt: skip

    return once(request, deed)


def again(number: str, deed: Callable[[Round], T | Refused]) -> T:
    """Do a deed on a round as it is, anew where the machine moved it meanwhile."""
    round_ = round_named(number)
    return granted(retry_when_stale(round_, lambda: deed(round_)))


def round_named(number: str) -> Round:
    """Return the round of a number.

    Raises:
        Problem: 404, there is none.
    """
    found = Round.objects.filter(number=number).first()
    if found is None:
        raise not_found()
    return found


def round_out(one: Round) -> RoundOut:
    """Return a round as it stands."""
    return RoundOut.model_validate({name: getattr(one, name) for name in RoundOut.model_fields})
