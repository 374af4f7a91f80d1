"""Notices: as structured content and as PDF; the first opening is recorded."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field, JsonValue

from ikkan.api.doors import FILE, READ, caller_of
from ikkan.api.drafts import opened_procedure
from ikkan.api.forms import Code
from ikkan.api.keys import once
from ikkan.api.problems import not_found
from ikkan.api.values import Words, sentence_of_reason
from ikkan.kernel.json_value import JsonObject
from ikkan.papers.paper import Paper
from ikkan.papers.typeset import paper_pdf
from ikkan.rooms.answer.choices import choose_electronic, withdraw_electronic
from ikkan.rooms.answer.mailbox import note_downloaded, note_opened, notices_for
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.answer.seals import sealed_notice

router = Router(tags=["notices"])


class NoticeOut(Schema):
    """A notice in one line."""

    id: UUID
    case: str
    kind: str
    subject: str
    title: str
    dated_on: date
    is_disposition: bool
    available_at: datetime | None
    first_opened_at: datetime | None


class NoticeWhole(NoticeOut):
    """A notice in full: what is printed, every ground, the instruction on remedies (教示)."""

    content: dict[str, JsonValue]
    reasons: list[Words]
    instruction: dict[str, JsonValue]
    digest: str = Field(description="SHA-256 of the content; the case's history holds it.")
    edition: str = Field(description="Edition of the book by which it was decided.")


class ChoiceOut(Schema):
    """Whether notices of a procedure go to the mailbox."""

    procedure: str
    electronic: bool


@router.get("/notices", response=list[NoticeOut], operation_id="list_notices", auth=READ)
def list_notices(request: HttpRequest) -> list[NoticeOut]:
    """List the notices in the caller's mailbox, the latest first."""
    return [NoticeOut.model_validate(_line(one)) for one in _own(request).order_by("-available_at", "pk")]


@router.get(
    "/notices/{notice_id}.pdf",
    operation_id="read_notice_pdf",
    auth=READ,
    openapi_extra={
        "responses": {
            200: {
                "description": "OK",
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def read_notice_pdf(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Read a notice as PDF; the first opening and the download are recorded."""
    notice = _opened(request, notice_id, note_opened, note_downloaded)
    made = paper_pdf(Paper.from_json(notice.content), made_on=notice.dated_on)
    pdf = sealed_notice(made, case_number=notice.case.number, now=timezone.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{notice.case.number}-{notice.kind}.pdf"'
    return response


@router.get("/notices/{notice_id}", response=NoticeWhole, operation_id="read_notice", auth=READ)
def read_notice(request: HttpRequest, notice_id: UUID) -> NoticeWhole:
    """Read a notice; the first opening is recorded."""
    notice = _opened(request, notice_id, note_opened)
    return NoticeWhole.model_validate(
        {
            **_line(notice),
            "content": notice.content,
            "reasons": [sentence_of_reason(reason) for reason in notice.reasons],
            "instruction": notice.instruction,
            "digest": notice.digest,
            "edition": notice.edition,
        }
    )


@router.put("/{procedure}/electronic-notices", response=ChoiceOut, operation_id="choose_electronic", auth=FILE)
def choose(request: HttpRequest, procedure: Code) -> JsonObject:
    """Choose electronic notices for a procedure (デジタル手続法 7条1項)."""
    declared, account = opened_procedure(request, procedure), caller_of(request).account

    def deed() -> ChoiceOut:
        choose_electronic(account=account, procedure=declared.code, now=timezone.now())
        return ChoiceOut(procedure=declared.code, electronic=True)

    return once(request, deed)


@router.delete("/{procedure}/electronic-notices", response=ChoiceOut, operation_id="choose_paper", auth=FILE)
def choose_paper(request: HttpRequest, procedure: Code) -> JsonObject:
    """Choose paper again; notices made until now stay in the mailbox."""
    declared, account = opened_procedure(request, procedure), caller_of(request).account

    def deed() -> ChoiceOut:
        withdraw_electronic(account=account, procedure=declared.code, now=timezone.now())
        return ChoiceOut(procedure=declared.code, electronic=False)

    return once(request, deed)


def _own(request: HttpRequest) -> QuerySet[Notice]:
    caller = caller_of(request)
    return notices_for(caller.account, timezone.now()).filter(case__procedure__in=caller.opened)


def _opened(request: HttpRequest, notice_id: UUID, *marks: Callable[[Notice, datetime], None]) -> Notice:
    """Return a notice after recording that it was opened: the moment of the first time stays."""
    notice = _own(request).filter(pk=notice_id).first()
    if notice is None:
        raise not_found()
    now = timezone.now()
    for mark in marks:
        mark(notice, now)
    return notice


# pydantic checks the types of what NoticeOut is made from
def _line(one: Notice) -> dict[str, object]:
    return {
        "id": one.pk,
        "case": one.case.number,
        "kind": one.kind,
        "subject": one.subject,
        "title": one.title,
        "dated_on": one.dated_on,
        "is_disposition": one.is_disposition,
        "available_at": one.available_at,
        "first_opened_at": one.first_opened_at,
    }
