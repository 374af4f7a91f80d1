"""The officer's desk: what waits for a person, and their verdicts."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from ikkan.api.cases import CaseOut, Number, case_line
from ikkan.api.doors import DESK_READ, DESK_WRITE, caller_of
from ikkan.api.keys import once
from ikkan.api.problems import granted, not_found
from ikkan.api.values import Reason, RowKey, Words, sentence_of_reason
from ikkan.corridor.order import back_to_check
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.ledger.steps import retry_when_stale
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Finding, Verdict
from ikkan.rooms.intake.selectors import current_filing

router = Router(tags=["desk"])
PAGE = 50


class FindingOut(Schema):
    """A doubt that only an officer can settle."""

    id: int
    code: str
    field: str
    found_at: datetime
    sentence: Words


class InboxRow(CaseOut):
    """A case that waits for an officer, with its doubts."""

    reason_code: str
    findings: list[FindingOut]


class Inbox(Schema):
    """One page of the inbox."""

    total: int
    cases: list[InboxRow]


class VerdictIn(Schema):
    """A verdict on a doubt."""

    finding: RowKey
    decision: Literal["same", "form_right", "register_right", "refuse"]
    note: Reason = Field("", description="Why; needed for `refuse`.")


class VerdictOut(Schema):
    """The verdict as recorded, and where the case went."""

    id: int
    decided_on: date
    case: CaseOut


@router.get("/desk/inbox", response=Inbox, operation_id="desk_inbox", auth=DESK_READ)
def inbox(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Inbox:
    """List the cases that wait for an officer: the most urgent first, then the longest waiting."""
    waiting = Case.objects.filter(waits_for="officer").exclude(room="closed").select_related("round")
    page = list(waiting.order_by("-priority", "entered_at", "pk")[offset : offset + limit])
    doubts: dict[int, list[Finding]] = {case.pk: [] for case in page}
    for finding in Finding.objects.filter(case__in=page, state=Finding.State.OPEN).order_by("pk"):
        doubts[finding.case_id].append(finding)
    rows = [
        InboxRow.model_validate(
            {
                **case_line(case),
                "reason_code": case.reason_code,
                "findings": [_finding(one) for one in doubts[case.pk]],
            }
        )
        for case in page
    ]
    return Inbox(total=waiting.count(), cases=rows)


@router.post(
    "/desk/cases/{number}/verdicts", response=VerdictOut, operation_id="record_verdict", auth=DESK_WRITE
)  # fmt: skip
def judge(request: HttpRequest, number: Number, body: VerdictIn) -> JsonObject:
    """Record a verdict in the caller's own name; when no doubt is left the check runs again."""
    account = caller_of(request).account

    def deed() -> VerdictOut:
        case = Case.objects.select_related("round").filter(number=number).first()
        finding = Finding.objects.filter(pk=body.finding, case=case).first() if case else None
        if case is None or finding is None:
            raise not_found()

        def judged() -> Verdict | Refused:
            now = timezone.now()
            return record_verdict(
                case=case, finding=finding, decision=body.decision, note=body.note, account=account,
                filing_version=current_filing(case).version, then=back_to_check(case, now), now=now,
            )  # fmt: skip

        verdict = granted(retry_when_stale(case, judged))
        return VerdictOut(
            id=verdict.pk, decided_on=timezone.localdate(verdict.at), case=CaseOut.model_validate(case_line(case))
        )

    return once(request, deed)


def _finding(one: Finding) -> FindingOut:
    return FindingOut(
        id=one.pk, code=one.code, field=one.field, found_at=one.found_at, sentence=sentence_of_reason(one.reason)
    )
