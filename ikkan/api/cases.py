"""Cases: where an application stands, what happened, what is asked, and every version that was filed."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema
from pydantic import JsonValue

from ikkan.api.doors import READ, caller_of
from ikkan.api.problems import not_found
from ikkan.api.values import Words, sentence_of_reason, words_of
from ikkan.corridor.acting import may_act
from ikkan.ledger.event_names import sentence_of
from ikkan.ledger.models import Case, Event
from ikkan.rooms.check.models import Request
from ikkan.rooms.intake.selectors import filings_of

router = Router(tags=["cases"])
Number = Annotated[str, Path(max_length=20, description="Number of the case, as on its receipt.")]
# what a round lets be seen of itself before it is published
_OPEN_OF_ROUND = ("round.opened", "round.closed", "answer.published")


class CaseOut(Schema):
    """A case in one line."""

    number: str
    procedure: str
    round: str | None
    room: str
    waits_for: str
    received_at: datetime
    expected_on: date | None
    deadline_on: date | None
    closed_at: datetime | None


class EventOut(Schema):
    """Something that happened."""

    name: str
    at: datetime
    sentence: Words


class QuestionOut(Schema):
    """One thing to mend."""

    code: str
    field: str
    document_kind: str
    sentence: Words


class RequestOut(Schema):
    """What was asked of the applicant (補正)."""

    id: int
    asked_at: datetime
    due_on: date
    answered_at: datetime | None
    lapsed_at: datetime | None
    message: str
    questions: list[QuestionOut]


class CaseWhole(CaseOut):
    """A case with its history."""

    events: list[EventOut]
    requests: list[RequestOut]


class FilingOut(Schema):
    """One version of the form as filed."""

    version: int
    form_version: str
    filed_at: datetime
    filed_by: UUID | None
    answers: dict[str, JsonValue]


@router.get("/cases", response=list[CaseOut], operation_id="list_cases", auth=READ)
def list_cases(request: HttpRequest) -> list[CaseOut]:
    """List the caller's cases, the latest first."""
    return [CaseOut.model_validate(case_line(case)) for case in own_cases(request).order_by("-received_at", "pk")]


@router.get("/cases/{number}", response=CaseWhole, operation_id="read_case", auth=READ)
def read_case(request: HttpRequest, number: Number) -> CaseWhole:
    """Read where a case stands, what happened and what is asked."""
    case = acted_case(request, number)
    asked = Request.objects.filter(case=case).order_by("asked_at", "pk")
    history = {"events": events_of(case), "requests": [_request(one) for one in asked]}
    return CaseWhole.model_validate({**case_line(case), **history})


@router.get("/cases/{number}/filings", response=list[FilingOut], operation_id="list_filings", auth=READ)
def list_filings(request: HttpRequest, number: Number) -> list[FilingOut]:
    """List every version of the form as it was filed, oldest first."""
    return [
        FilingOut(
            version=one.version,
            form_version=one.form_version,
            filed_at=one.filed_at,
            filed_by=one.filed_by,
            answers=one.answers,
        )
        for one in filings_of(acted_case(request, number))
    ]


def own_cases(request: HttpRequest) -> QuerySet[Case]:
    """Return the caller's cases of the procedures that the call may touch."""
    caller = caller_of(request)
    mine = Case.objects.filter(applicant=caller.account, procedure__in=caller.opened)
    return mine.select_related("round", "applicant")


def own_case(request: HttpRequest, number: str) -> Case:
    """Return the caller's case.

    Raises:
        Failure: 404, also to a stranger.
    """
    case = own_cases(request).filter(number=number).first()
    if case is None:
        raise not_found()
    return case


def acted_case(request: HttpRequest, number: str) -> Case:
    """Return a case of the caller, or of somebody whose mandate for it still stands.

    Raises:
        Failure: 404, also to a stranger.
    """
    caller = caller_of(request)
    found = Case.objects.filter(number=number, procedure__in=caller.opened).select_related("round", "applicant")
    case = found.first()
    if case is None or not may_act(case, caller.account, timezone.now()):
        raise not_found()
    return case


# pydantic checks the types of what CaseOut is made from
def case_line(case: Case) -> dict[str, object]:
    """Return the values of a case's line."""
    return {
        "number": case.number,
        "procedure": case.procedure,
        "round": case.round.number if case.round else None,
        "room": case.room,
        "waits_for": case.waits_for,
        "received_at": case.received_at,
        "expected_on": case.expected_on,
        "deadline_on": case.deadline_on,
        "closed_at": case.closed_at,
    }


def events_of(case: Case) -> list[EventOut]:
    """Return what happened to a case and, as far as it may be seen, to its rounds, in order."""
    of_rounds = Q(round__entries__case=case, name__in=_OPEN_OF_ROUND)
    found = Event.objects.filter(Q(case=case) | of_rounds).distinct().order_by("at", "pk")
    return [EventOut(name=one.name, at=one.at, sentence=words_of(sentence_of(one.name))) for one in found]


def _request(one: Request) -> RequestOut:
    return RequestOut(
        id=one.pk,
        asked_at=one.asked_at,
        due_on=one.due_on,
        answered_at=one.answered_at,
        lapsed_at=one.lapsed_at,
        message=one.message,
        questions=[
            QuestionOut(
                code=str(question["code"]),
                field=str(question["field"]),
                document_kind=str(question["document_kind"]),
                sentence=sentence_of_reason(question["reason"]),
            )
            for question in one.questions
        ],
    )
