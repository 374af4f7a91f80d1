"""Drafts: kept as long as they are unfinished, told their faults, filed with one call."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field, JsonValue

from ikkan.api.doors import FILE, READ, caller_of
from ikkan.api.forms import Code, known_procedure
from ikkan.api.keys import once
from ikkan.api.papers import PaperOut, paper_of, with_papers
from ikkan.api.problems import Failure, Fault, fail, faults_of, granted, not_found
from ikkan.api.values import Answers, Done
from ikkan.corridor.acting import may_act
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.procedure import Procedure
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.people.selectors import mandates_held_by
from ikkan.rooms.intake.drafts import delete_draft, find_draft, save_draft, start_draft
from ikkan.rooms.intake.models import Draft

router = Router(tags=["drafts"])


class DraftIn(Schema):
    """A new draft."""

    answers: Answers = Field(examples=[{"start_month": "2027-04-01"}])
    corrects: str = Field("", max_length=20, description="Number of the case that it will correct or answer, or blank.")
    on_behalf_of: str = Field(
        "", max_length=15, description="宛名番号 of the person acted for, under a recorded mandate; blank for oneself."
    )


class DraftSave(Schema):
    """New answers of a draft."""

    answers: Answers
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = Field(description="Version that the answers were made from.")
    finished_sections: list[Annotated[str, Field(max_length=60)]] = Field([], max_length=100)


class DraftState(Schema):
    """A draft as it stands, without its answers. No faults: it can be filed."""

    id: UUID
    version: int
    faults: list[Fault]


class DraftOut(DraftState):
    """A draft with its answers and files."""

    procedure: str
    form_version: str
    corrects: str
    on_behalf_of: str
    answers: dict[str, JsonValue]
    finished_sections: list[str]
    attachments: list[PaperOut]
    saved_at: datetime


@router.get("/{procedure}/drafts", response=list[DraftOut], operation_id="list_drafts", auth=READ)
def list_drafts(request: HttpRequest, procedure: Code) -> list[DraftOut]:
    """List the caller's drafts."""
    declared = opened_procedure(request, procedure)
    mine = Draft.objects.filter(owner=caller_of(request).account, procedure=declared.code).select_related("corrects")
    return [_whole(draft, declared) for draft in mine.order_by("created_at", "pk")]


@router.post("/{procedure}/drafts", response={201: DraftState}, operation_id="start_draft", auth=FILE)
def start(request: HttpRequest, procedure: Code, body: DraftIn) -> Status[JsonObject]:
    """Start a draft. A person has one draft for one thing: where it exists already the answer is 409."""
    declared, account = opened_procedure(request, procedure), caller_of(request).account

    def deed() -> DraftState:
        acted_for(account, body.on_behalf_of, declared.code)
        draft = start_draft(
            owner=account,
            procedure=declared.code,
            form_version=declared.form_version,
            answers=body.answers,
            corrects=_case_to_correct(account, body.corrects, declared),
            on_behalf_of=body.on_behalf_of,
        )
        if draft.version or draft.answers != body.answers:
            raise _draft_exists(draft)
        return _state(draft, declared)

    return Status(201, once(request, deed))


@router.get("/{procedure}/drafts/{draft_id}", response=DraftOut, operation_id="read_draft", auth=READ)
def read(request: HttpRequest, procedure: Code, draft_id: UUID) -> DraftOut:
    """Read a draft with its answers, files and faults so far."""
    declared = opened_procedure(request, procedure)
    return _whole(own_draft(request, declared, draft_id), declared)


@router.put("/{procedure}/drafts/{draft_id}", response=DraftState, operation_id="save_draft", auth=FILE)
def save(request: HttpRequest, procedure: Code, draft_id: UUID, body: DraftSave) -> JsonObject:
    """Save the whole answers of a draft; 409 where it was saved elsewhere since `version`, and nothing is lost."""
    declared = opened_procedure(request, procedure)

    def deed() -> DraftState:
        draft = own_draft(request, declared, draft_id)
        answers = with_papers(draft, body.answers)
        saved = save_draft(
            draft=draft, answers=answers, finished_sections=body.finished_sections, version=body.version
        )  # fmt: skip
        return _state(granted(saved), declared)

    return once(request, deed)


@router.delete("/{procedure}/drafts/{draft_id}", response={204: None}, operation_id="delete_draft", auth=FILE)
def delete(request: HttpRequest, procedure: Code, draft_id: UUID) -> HttpResponse:
    """Delete a draft with its files."""
    declared = opened_procedure(request, procedure)

    def deed() -> Done:
        delete_draft(draft=own_draft(request, declared, draft_id))
        return Done()

    once(request, deed)
    return HttpResponse(status=204)


def opened_procedure(request: HttpRequest, code: str) -> Procedure:
    """Return a procedure that the caller's token opens.

    Raises:
        Failure: 404, no such procedure; 403, the token is for others.
    """
    declared = known_procedure(code)
    if code not in caller_of(request).opened:
        raise fail(
            403,
            "token_scope",
            f"このトークンでは「{code}」の手続きを使えません。範囲に加えたトークンを作ってください。",
            f"This token does not open the procedure {code!r}. Make a token with that scope.",
        )
    return declared


def own_draft(request: HttpRequest, declared: Procedure, draft_id: UUID) -> Draft:
    """Return the caller's draft.

    Raises:
        Failure: 404.
    """
    draft = granted(find_draft(draft_id=draft_id, owner=caller_of(request).account))
    if draft.procedure != declared.code:
        raise not_found()
    return draft


def acted_for(account: Account, number: str, procedure: str) -> Account:
    """Return the person for whom a draft is made: the caller, or who gave them a mandate.

    Raises:
        Failure: 403, there is no mandate in force.
    """
    if not number:
        return account
    mandates = mandates_held_by(account, timezone.localdate())
    mandate = mandates.filter(grantor__resident_number=number, procedure=procedure).first()
    if mandate is None:
        raise fail(
            403,
            "no_mandate",
            "この方の代理の記録がありません。先に代理の届けをしてください。",
            "There is no mandate in force from this person. Have it recorded first.",
        )
    return mandate.grantor


def _case_to_correct(account: Account, number: str, declared: Procedure) -> Case | None:
    if not number:
        return None
    case = Case.objects.filter(number=number, procedure=declared.code).select_related("applicant").first()
    if case is None or not may_act(case, account, timezone.now()):
        raise not_found()
    return case


def _state(draft: Draft, declared: Procedure) -> DraftState:
    faults = faults_of(declared.validate(draft.answers, timezone.now()))
    return DraftState(id=draft.pk, version=draft.version, faults=faults)


def _whole(draft: Draft, declared: Procedure) -> DraftOut:
    return DraftOut(
        **_state(draft, declared).model_dump(),
        procedure=draft.procedure,
        form_version=draft.form_version,
        corrects=draft.corrects.number if draft.corrects else "",
        on_behalf_of=draft.on_behalf_of,
        answers=draft.answers,
        finished_sections=[str(section) for section in draft.finished_sections],
        attachments=[paper_of(one) for one in draft.attachments.order_by("created_at", "pk")],
        saved_at=draft.saved_at,
    )


def _draft_exists(draft: Draft) -> Failure:
    return fail(
        409,
        "draft_exists",
        f"この手続きの下書きがもうあります（{draft.pk}）。それを続けるか、消してください。",
        f"There is a draft for this already ({draft.pk}). Go on with it, or delete it.",
    )
