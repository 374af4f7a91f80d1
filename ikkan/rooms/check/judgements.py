"""A person's verdict (判断) on what a machine could not settle, through one service."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Question, Refused
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent, hold_still, record_step
from ikkan.people.models import Account
from ikkan.rooms.check.models import DECISIONS, Finding, Request, Verdict
from ikkan.rooms.check.outcomes import close_findings, day_end, request_of
from ikkan.rooms.check.rechecks import draw_recheck


def record_verdict(
    *,
    case: Case,
    finding: Finding,
    decision: str,
    note: str,
    account: Account,
    filing_version: int,
    then: CaseState,
    now: datetime,
    is_deed: bool = False,
) -> Verdict | Refused:
    """Record a verdict; when no doubt is left open, the case becomes due.

    Args:
        case: as read.
        finding: the doubt judged.
        decision: ``same`` (the difference means nothing), ``form_right``, ``register_right`` or ``refuse``.
        note: why; needed for ``refuse``.
        account: officer.
        filing_version: version of the form that was looked at; a later version is judged anew.
        then: state when nothing is left open.
        now: moment.
        is_deed: whether the procedure's own deed stands behind it, for doubts that it keeps to itself (``by_deed``).
    """
    if decision not in DECISIONS:
        return Refused("unknown_decision", "判断の種類が正しくありません。", f"Choose one of {', '.join(DECISIONS)}.")
    if decision == "refuse" and not note.strip():
        return Refused("note_missing", "認めない理由を書いてください。", "Write why it is not accepted.", "note")
    if decision != "refuse" and not is_deed and finding.code in procedure_of(case.procedure).by_deed:
        return Refused(
            "by_deed",
            "この確認は、判断だけでは終わりません。窓口の画面で、見た書類を記録してください。",
            "A judgement alone does not settle this. Record on the counter screen which papers were seen.",
        )
    if finding.case_id != case.pk or finding.state != Finding.State.OPEN:
        return Refused(
            "already_settled",
            "この確認はもう終わっています。画面を新しくしてください。",
            "This doubt is settled already. Reload the page.",
        )
    with transaction.atomic():
        hold_still(case)
        verdict = Verdict.objects.create(
            case=case, code=finding.code, field=finding.field, decision=decision, note=note, account=account, at=now,
            filing_version=filing_version,
        )  # fmt: skip
        draw_recheck(verdict, finding, now=now)
        Finding.objects.filter(pk=finding.pk).update(state=Finding.State.SETTLED)
        left = Finding.objects.filter(case=case, state=Finding.State.OPEN).order_by("pk").first()
        # the wake-up stays: a legal clock runs on while an officer still judges
        state = then if left is None else CaseState("check", "officer", left.code, due_at=case.due_at)
        judged = NewEvent(
            "check.judged",
            actor=account.pk,
            codes={"code": finding.code, "decision": decision},
            body={"note": note} if note else {},
        )
        record_step(case, [judged], state, now=now)
    return verdict


def judged_by(case: Case, filing_version: int) -> Account | None:
    """Return who judged a version of the form last; None when no person had to."""
    last = Verdict.objects.filter(case=case, filing_version=filing_version).select_related("account").order_by("-pk")
    found = last.first()
    return found.account if found else None


def ask_for_correction(
    *, case: Case, questions: Sequence[Question], message: str, due_on: date, account: Account, now: datetime
) -> Request | Refused:
    """Ask the citizen for a correction in an officer's name (行政手続法 7条).

    Args:
        case: as read.
        questions: fields and documents asked for.
        message: sentence to the citizen.
        due_on: day by which to answer.
        account: officer.
        now: moment.
    """
    if not questions:
        return Refused("nothing_asked", "直してほしい項目を選んでください。", "Choose what is to be corrected.")
    if case.room == "approve":
        return Refused(
            "in_approval",
            "いま決裁中です。起案を引き戻すか、決裁が終わってからにしてください。",
            "It is being approved. Take the draft back first, or wait for the approval.",
        )
    if due_on <= timezone.localdate(now):
        return Refused("due_in_past", "期限は明日より後にしてください。", "Set a date after today.", "due_on")
    with transaction.atomic():
        hold_still(case)
        close_findings([case])
        request = request_of(case, questions, due_on=due_on, now=now, message=message)
        request.asked_by = account
        request.save()
        codes: JsonObject = {"asked": [*sorted({q.code for q in questions})]}
        asked = NewEvent("check.asked_citizen", actor=account.pk, codes=codes)
        # a legal clock that strikes before the deadline still wakes the case
        wake = min(day_end(due_on), case.due_at or day_end(due_on))
        state = CaseState("check", "citizen", questions[0].code, due_at=wake, deadline_on=due_on)
        record_step(case, [asked], state, now=now)
    return request


def close_requests(case: Case, *, now: datetime, answered: bool) -> int:
    """Mark open requests as answered, or as lapsed; return how many there were."""
    open_ones = Request.objects.filter(case=case, answered_at=None, lapsed_at=None)
    return open_ones.update(**{"answered_at" if answered else "lapsed_at": now})
