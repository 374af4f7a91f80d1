"""What an applicant does to a case after receipt: correct, answer what was asked, withdraw."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from ikkan.api.cases import CaseOut, Number, acted_case, case_line, own_case
from ikkan.api.doors import FILE, caller_of
from ikkan.api.drafts import own_draft
from ikkan.api.forms import known_procedure
from ikkan.api.keys import once
from ikkan.api.papers import with_papers
from ikkan.api.problems import fail, granted
from ikkan.api.values import Answers, Reason
from ikkan.corridor.filing import answer_request, correct_application, withdraw_application
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case
from ikkan.ledger.steps import retry_when_stale
from ikkan.rooms.intake.models import Draft, Filing

router = Router(tags=["cases"])


class CorrectionIn(Schema):
    """The whole form anew."""

    answers: Answers
    draft: UUID | None = None


class WithdrawalIn(Schema):
    """Why it is withdrawn; may be blank."""

    why: Reason = ""


class FiledOut(Schema):
    """The version that was filed, and where the case went."""

    number: str
    filing: int
    filed_at: datetime
    room: str
    waits_for: str


@router.put("/cases/{number}/application", response=FiledOut, operation_id="correct_application", auth=FILE)
def correct(request: HttpRequest, number: Number, body: CorrectionIn) -> JsonObject:
    """Correct an application until the deadline of its round. New files come from `draft`."""
    return _refile(request, number, body, correct_application)


@router.post("/cases/{number}/answer", response=FiledOut, operation_id="answer_request", auth=FILE)
def answer(request: HttpRequest, number: Number, body: CorrectionIn) -> JsonObject:
    """Answer what was asked (補正): the whole form with the mended answers. New files come from `draft`."""
    return _refile(request, number, body, answer_request)


@router.post("/cases/{number}/withdraw", response=CaseOut, operation_id="withdraw_application", auth=FILE)
def withdraw(request: HttpRequest, number: Number, body: WithdrawalIn) -> JsonObject:
    """Withdraw an application. What was filed stays on record."""
    account = caller_of(request).account

    def deed() -> CaseOut:
        case = own_case(request, number)
        done = retry_when_stale(
            case, lambda: withdraw_application(case=case, actor=account, why=body.why, now=timezone.now())
        )
        return CaseOut.model_validate(case_line(granted(done)))

    return once(request, deed)


def _refile(
    request: HttpRequest, number: str, body: CorrectionIn, service: Callable[..., Filing | Refused | Faulty]
) -> JsonObject:
    account = caller_of(request).account

    def deed() -> FiledOut:
        case = acted_case(request, number)
        draft = _draft_for(request, case, body.draft)
        answers = with_papers(draft, body.answers) if draft else body.answers
        done = retry_when_stale(
            case, lambda: service(case=case, answers=answers, actor=account, now=timezone.now(), draft=draft)
        )
        filing = granted(done)
        return FiledOut(
            number=case.number, filing=filing.version, filed_at=filing.filed_at, room=case.room,
            waits_for=case.waits_for,
        )  # fmt: skip

    return once(request, deed)


def _draft_for(request: HttpRequest, case: Case, draft_id: UUID | None) -> Draft | None:
    """Return the draft whose files go along; it must have been started for this case."""
    if draft_id is None:
        return None
    draft = own_draft(request, known_procedure(case.procedure), draft_id)
    if draft.corrects_id != case.pk:
        raise fail(
            409,
            "draft_of_another",
            "この下書きは、この申込みを直すものではありません。corrects に番号を入れて下書きを作ってください。",
            "This draft was not started for this case. Start one with its number in `corrects`.",
        )
    return draft
