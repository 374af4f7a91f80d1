"""What follows from an outcome of the check: rows for people to act on, events, and whom the case waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import AskCitizen, AskStaff, CheckOutcome, Question, WaitOutside
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent
from ikkan.rooms.check.models import Finding, Request

# Doubts that come from the approval begin so: approval_returned, approval_declined, approval_withdrawn.
SENT_BACK: Final = "approval_"


@dataclass(frozen=True, slots=True)
class CheckStep:
    """What a check leads to.

    Args:
        case: checked case.
        event: to be recorded.
        state: next state, or None when the case passed: the corridor knows what comes next.
        rows: unsaved, for people to act on.
    """

    case: Case
    event: NewEvent
    state: CaseState | None
    rows: tuple[Request | Finding, ...] = ()


def step_of(outcome: CheckOutcome, case: Case, *, edition: str, due_on: date, now: datetime) -> CheckStep:
    """Translate an outcome.

    Args:
        outcome: of the procedure's check.
        case: checked case.
        edition: edition of the book checked by.
        due_on: day by which a citizen is asked to answer.
        now: moment.
    """
    if isinstance(outcome, AskCitizen):
        codes: JsonObject = {"asked": [*sorted({question.code for question in outcome.questions})]}
        first = min(outcome.questions, key=lambda question: question.code).code
        return CheckStep(
            case,
            NewEvent("check.asked_citizen", codes=codes, edition=edition),
            CaseState("check", "citizen", first, due_at=day_end(due_on), deadline_on=due_on),
            (request_of(case, outcome.questions, due_on=due_on, now=now),),
        )
    if isinstance(outcome, AskStaff):
        codes = {"found": [*sorted({reason.code for reason in outcome.reasons})]}
        return CheckStep(
            case,
            NewEvent("check.asked_staff", codes=codes, edition=edition),
            CaseState("check", "officer", outcome.reasons[0].code),
            tuple(_finding_of(case, reason, now) for reason in outcome.reasons),
        )
    if isinstance(outcome, WaitOutside):
        return _wait_outside(outcome, case, edition, now)
    return CheckStep(case, NewEvent("check.passed", edition=edition), None)


def _wait_outside(outcome: WaitOutside, case: Case, edition: str, now: datetime) -> CheckStep:
    codes: JsonObject = {"reason": outcome.reason.code, "minutes": outcome.minutes}
    event = NewEvent("check.waited_outside", codes=codes, body={"reason": outcome.reason.as_json()}, edition=edition)
    again = now + timedelta(minutes=outcome.minutes)
    return CheckStep(case, event, CaseState("check", "machine", outcome.reason.code, due_at=again))


def day_end(day: date) -> datetime:
    """Return the first moment after a day, in the town's time."""
    return timezone.make_aware(datetime.combine(day, time.max))


def keep_rows(steps: Sequence[CheckStep]) -> None:
    """Write what checks found, by set statements; doubts that a check no longer has are gone."""
    close_findings([step.case for step in steps])
    Request.objects.bulk_create([row for step in steps for row in step.rows if isinstance(row, Request)])
    Finding.objects.bulk_create([row for step in steps for row in step.rows if isinstance(row, Finding)])


def request_of(case: Case, questions: Sequence[Question], *, due_on: date, now: datetime, message: str = "") -> Request:
    """Return an unsaved request (補正) with all its questions."""
    asked = [question_json(question) for question in questions]
    return Request(case=case, questions=asked, asked_at=now, due_on=due_on, message=message)


def _finding_of(case: Case, reason: Reason, now: datetime) -> Finding:
    field = str(dict(reason.figures).get("field", ""))
    return Finding(case=case, code=reason.code, field=field, reason=reason.as_json(), found_at=now)


def look_again(case: Case, reason: Reason, *, since: datetime, now: datetime) -> None:
    """Open a new doubt, and every doubt of the check that was judged since a moment, so that an officer judges anew.

    Args:
        case: the case.
        reason: why an officer must look; doubts of the same kind from before stay settled.
        since: moment of the filing that is looked at.
        now: moment.
    """
    settled = Finding.objects.filter(case=case, state=Finding.State.SETTLED, found_at__gte=since)
    settled.exclude(code__startswith=SENT_BACK).update(state=Finding.State.OPEN)
    _finding_of(case, reason, now).save()


def close_findings(cases: Sequence[Case]) -> None:
    """Mark open doubts as gone."""
    Finding.objects.filter(case__in=cases, state=Finding.State.OPEN).update(state=Finding.State.GONE)


def question_json(question: Question) -> JsonObject:
    """Return a question as it is stored."""
    return {
        "code": question.code,
        "field": question.field,
        "document_kind": question.document_kind,
        "reason": question.reason.as_json(),
    }
