"""Filing: a draft or whole answers become a case, with its receipt at once."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from ikkan.api.assurance import demand_assurance
from ikkan.api.doors import FILE, caller_of
from ikkan.api.drafts import acted_for, opened_procedure, own_draft
from ikkan.api.forms import Code
from ikkan.api.keys import sending_of
from ikkan.api.papers import with_papers
from ikkan.api.problems import Failure, fail, granted
from ikkan.api.values import Answers
from ikkan.corridor.filing import file_application
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case
from ikkan.rooms.intake.idempotency import file_once
from ikkan.rooms.intake.models import Draft

router = Router(tags=["filing"])
CHANNEL = "api"


class ApplicationIn(Schema):
    """A whole application without files."""

    answers: Answers


class Links(Schema):
    """Where to go on from a receipt."""

    case: str
    filings: str


class Receipt(Schema):
    """The receipt: the application has arrived."""

    number: str
    received_at: datetime
    expected_on: date | None
    links: Links


@router.post("/{procedure}/drafts/{draft_id}/submit", response={201: Receipt}, operation_id="submit_draft", auth=FILE)
def submit(request: HttpRequest, procedure: Code, draft_id: UUID) -> Status[Receipt]:
    """File a draft with its files. The same key again gives the first receipt, though the draft is gone."""
    declared, account = opened_procedure(request, procedure), caller_of(request).account
    demand_assurance(request, declared.code, "file")
    sending = sending_of(request)

    def file() -> Case | Refused | Faulty:
        try:
            draft = own_draft(request, declared, draft_id)
        except Failure as gone:
            return gone.refused
        _refuse_correction(draft)
        return file_application(
            procedure=declared.code,
            answers=with_papers(draft, draft.answers),
            key=sending.key,
            channel=CHANNEL,
            now=timezone.now(),
            applicant=acted_for(account, draft.on_behalf_of, declared.code),
            actor=account,
            draft=draft,
        )

    return Status(201, receipt_of(granted(file_once(sending, file))))


@router.post("/{procedure}/applications", response={201: Receipt}, operation_id="file_application", auth=FILE)
def file_whole(request: HttpRequest, procedure: Code, body: ApplicationIn) -> Status[Receipt]:
    """File whole answers in one call, where no file goes with them."""
    declared, account = opened_procedure(request, procedure), caller_of(request).account
    demand_assurance(request, declared.code, "file")
    sending = sending_of(request)

    def file() -> Case | Refused | Faulty:
        return file_application(
            procedure=declared.code,
            answers=body.answers,
            key=sending.key,
            channel=CHANNEL,
            now=timezone.now(),
            applicant=account,
        )

    return Status(201, receipt_of(granted(file_once(sending, file))))


def receipt_of(case: Case) -> Receipt:
    """Return the receipt of a case."""
    at = f"/api/v1/cases/{case.number}"
    return Receipt(
        number=case.number,
        received_at=case.received_at,
        expected_on=case.expected_on,
        links=Links(case=at, filings=f"{at}/filings"),
    )


def _refuse_correction(draft: Draft) -> None:
    if draft.corrects is not None:
        raise fail(
            409,
            "draft_corrects_case",
            "この下書きは出した申込みを直すものです。answer か application に、draft を付けて送ってください。",
            "This draft corrects a filed application. Send it to its case's `answer` or `application`, with `draft`.",
        )
