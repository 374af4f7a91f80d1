"""The caller's own data: who looked at it, and all of it in one piece."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import JsonValue

from ikkan.api.cases import CaseOut, EventOut, FilingOut, case_line, events_of
from ikkan.api.doors import ME, caller_of
from ikkan.api.papers import PaperOut, paper_of
from ikkan.ledger.disclosure import card_links_of
from ikkan.ledger.models import Case, Document
from ikkan.ledger.told_readings import told_readings_of
from ikkan.people.kept import ways_kept_of
from ikkan.people.models import Account
from ikkan.people.selectors import mandates_given_by, mandates_held_by
from ikkan.registers.models import Reading
from ikkan.rooms.answer.models import ElectronicChoice, Notice
from ikkan.rooms.intake.models import Draft
from ikkan.rooms.intake.selectors import filings_of

router = Router(tags=["me"])
PAGE = 200
Limit = Annotated[int, Query(ge=1, le=1000)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


class ReadingOut(Schema):
    """One reading of the caller's entry in the register."""

    at: datetime
    purpose: str
    ground: str
    case: str
    fields: list[str]
    by_machine: bool


class AccountOut(Schema):
    """The caller's account."""

    username: str
    email: str
    display_name: str
    language: str
    resident_number: str
    created_at: datetime


class DocumentOut(Schema):
    """A file of a case."""

    kind: str
    of: str
    name: str
    content_type: str
    size: int
    sha256: str
    facts: dict[str, JsonValue]
    created_at: datetime


class NoticeExport(Schema):
    """A notice with its content."""

    id: UUID
    title: str
    dated_on: date
    content: dict[str, JsonValue]


class CaseExport(CaseOut):
    """A case with everything filed, everything that happened and every notice."""

    filings: list[FilingOut]
    events: list[EventOut]
    documents: list[DocumentOut]
    notices: list[NoticeExport]


class DraftExport(Schema):
    """A draft."""

    id: UUID
    procedure: str
    answers: dict[str, JsonValue]
    attachments: list[PaperOut]
    saved_at: datetime


class MandateExport(Schema):
    """A mandate given or held."""

    procedure: str
    given: bool
    ground: str
    granted_at: datetime
    expires_on: date
    withdrawn_at: datetime | None


class ChoiceExport(Schema):
    """A choice of electronic notices."""

    procedure: str
    given_at: datetime
    withdrawn_at: datetime | None


class Export(Schema):
    """All data of the caller."""

    made_at: datetime
    account: AccountOut
    sign_in: dict[str, JsonValue]
    cases: list[CaseExport]
    drafts: list[DraftExport]
    mandates: list[MandateExport]
    electronic_choices: list[ChoiceExport]
    readings: list[ReadingOut]


@router.get("/me/readings", response=list[ReadingOut], operation_id="list_readings", auth=ME)
def list_readings(request: HttpRequest, limit: Limit = PAGE, offset: Offset = 0) -> list[ReadingOut]:
    """List who read the caller's entry in the register, when, why and on which ground; the latest first."""
    number = caller_of(request).account.resident_number
    return [_reading(one) for one in told_readings_of(number)[offset : offset + limit]] if number else []


@router.get("/me/export", response=Export, operation_id="export_my_data", auth=ME)
def export(request: HttpRequest) -> Export:
    """Export all data that the town keeps under the caller's account."""
    account = caller_of(request).account
    today = timezone.localdate()
    mandates = [(one, True) for one in mandates_given_by(account)]
    mandates += [(one, False) for one in mandates_held_by(account, today)]
    number = account.resident_number
    return Export(
        made_at=timezone.now(),
        account=_account(account),
        sign_in={**ways_kept_of(account), "card_links": card_links_of(account)},
        cases=[_case(one) for one in _cases(account)],
        drafts=[_draft(one) for one in Draft.objects.filter(owner=account).order_by("created_at", "pk")],
        mandates=[
            MandateExport(
                procedure=one.procedure, given=given, ground=one.ground, granted_at=one.granted_at,
                expires_on=one.expires_on, withdrawn_at=one.withdrawn_at,
            )
            for one, given in mandates
        ],
        electronic_choices=[
            ChoiceExport(procedure=one.procedure, given_at=one.given_at, withdrawn_at=one.withdrawn_at)
            for one in ElectronicChoice.objects.filter(account=account).order_by("given_at", "pk")
        ],
        readings=[_reading(one) for one in told_readings_of(number)] if number else [],
    )  # fmt: skip


def _cases(account: Account) -> list[Case]:
    return list(Case.objects.filter(applicant=account).select_related("round").order_by("received_at", "pk"))


def _account(account: Account) -> AccountOut:
    return AccountOut(
        username=account.username,
        email=account.email,
        display_name=account.display_name,
        language=account.language,
        resident_number=account.resident_number,
        created_at=account.created_at,
    )


def _reading(one: Reading) -> ReadingOut:
    return ReadingOut(
        at=one.at,
        purpose=one.purpose,
        ground=one.ground,
        case=one.case_number,
        fields=[str(name) for name in one.fields],
        by_machine=one.reader is None,
    )


def _case(case: Case) -> CaseExport:
    notices = Notice.objects.filter(case=case, available_at__lte=timezone.now()).order_by("made_at", "pk")
    whole = {
        "filings": [
            FilingOut(
                version=one.version, form_version=one.form_version, filed_at=one.filed_at, filed_by=one.filed_by,
                answers=one.answers,
            )
            for one in filings_of(case)
        ],
        "events": events_of(case),
        "documents": [
            DocumentOut(
                kind=one.kind, of=one.of, name=one.name, content_type=one.content_type, size=one.size,
                sha256=one.sha256, facts=one.meta, created_at=one.created_at,
            )
            for one in Document.objects.filter(case=case).order_by("created_at", "pk")
        ],
        "notices": [
            NoticeExport(id=one.pk, title=one.title, dated_on=one.dated_on, content=one.content) for one in notices
        ],
    }  # fmt: skip
    return CaseExport.model_validate({**case_line(case), **whole})


def _draft(draft: Draft) -> DraftExport:
    return DraftExport(
        id=draft.pk,
        procedure=draft.procedure,
        answers=draft.answers,
        attachments=[paper_of(one) for one in draft.attachments.order_by("created_at", "pk")],
        saved_at=draft.saved_at,
    )
