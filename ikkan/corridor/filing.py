"""The way in: what citizens and officers at the counter do, each one service, and where the case goes next."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from ikkan.corridor.acting import mandate_in, may_act
from ikkan.corridor.order import to_check
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused, Text
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Case
from ikkan.ledger.steps import hold_still, retry_when_stale
from ikkan.people.models import Account
from ikkan.rooms.answer.choices import choose_electronic
from ikkan.rooms.approve.proposing import void_of_case
from ikkan.rooms.check.judgements import close_requests
from ikkan.rooms.intake.changes import refile, withdraw
from ikkan.rooms.intake.drafts import CHANGED_ELSEWHERE, end_draft
from ikkan.rooms.intake.models import Attachment, Draft, Filing
from ikkan.rooms.intake.receipt import Filed, find_submission, receive

NOT_FOUND = Refused("not_found", "この申込みは見つかりません。", "There is no such application.")
TOO_LATE = Refused(
    "round_closed",
    "締切を過ぎているため、ここでは直せません。窓口に相談してください。",
    "The deadline has passed, so it cannot be changed here. Ask at the counter.",
)

DECIDED = Refused(
    "already_decided",
    "もう決定が出ているため、ここでは直せません。窓口に相談してください。",
    "It has been decided already, so it cannot be changed here. Ask at the counter.",
)

CORRECTED = Text("申込みの内容が直されたため", "The application was corrected")
WITHDRAWN = Text("申込みが取り下げられたため", "The application was withdrawn")


def file_application(
    *,
    procedure: str,
    answers: JsonObject,
    key: str,
    channel: str,
    now: datetime,
    applicant: Account | None = None,
    actor: Account | None = None,
    subject: str = "",
    draft: Draft | None = None,
    beside: Callable[[], None] | None = None,
) -> Case | Refused | Faulty:
    """File an application and give its receipt at once.

    Args:
        procedure: code of the procedure.
        answers: whole answers document of the form in force.
        key: idempotency key; the same key and form again gives the first receipt.
        channel: ``web``, ``api``, ``counter`` or ``paper``.
        now: moment of arrival.
        applicant: account of the applicant; None on paper or at the counter.
        actor: who enters it; the applicant unless a delegate or an officer does.
        subject: 宛名番号 of the applicant where known.
        draft: the draft it comes from, with its files; it ends with the receipt.
        beside: what else is written by the commit of the receipt.

    Returns:
        The case; Faulty with every fault of the form; Refused when no round takes it, the key is another form's, or
        another window saved the draft since it was read.
    """
    declared = procedure_of(procedure)
    entered_by = actor or applicant
    faults = declared.validate(answers, now)
    found = Faulty(faults) if faults else declared.find_round(answers, now)
    if isinstance(found, Refused | Faulty):
        if find_submission(entered_by.pk if entered_by else None, key) is None:
            return found
        # it was received while it was right and in time: the first receipt stands
        found = None
    filed = Filed(
        answers=answers, form_version=declared.form_version, key=key, channel=channel,
        reference_day=declared.reference_day(answers), applicant=applicant,
        actor=entered_by.pk if entered_by else None,
        subject=subject or (applicant.resident_number if applicant else ""), attachments=_files(draft), draft=draft,
    )  # fmt: skip
    with transaction.atomic():
        case = receive(procedure=declared, filed=filed, round_=found, then=to_check(found, now), now=now)
        if isinstance(case, Case) and applicant is not None and answers.get("electronic_notice") is True:
            choose_electronic(account=applicant, procedure=procedure, now=now)
        if beside is not None:
            beside()
    return case


def correct_application(
    *, case: Case, answers: JsonObject, actor: Account, now: datetime, draft: Draft | None = None
) -> Filing | Refused | Faulty:
    """File a new version of a case's form until the deadline of its round or its decision.

    The applicant does it, or their delegate for as long as the mandate stands; the event then names the mandate.
    """

    def attempt() -> Filing | Refused | Faulty:
        if not may_act(case, actor, now):
            return NOT_FOUND
        if case.room in {"answer", "closed"}:
            return DECIDED
        if case.round is not None and case.round.closes_at < now:
            return TOO_LATE
        return _refile(case, "intake.corrected", answers, actor, now=now, draft=draft)

    return retry_when_stale(case, attempt)


def answer_request(
    *, case: Case, answers: JsonObject, actor: Account, now: datetime, draft: Draft | None = None
) -> Filing | Refused | Faulty:
    """Answer what was asked (補正): the whole form with the mended answers, and new documents.

    A delegate may while their mandate stands, and an officer for an applicant without an account.
    """

    def attempt() -> Filing | Refused | Faulty:
        if not may_act(case, actor, now) and not (actor.is_staff_member and case.applicant_id is None):
            return NOT_FOUND
        if case.waits_for != "citizen":
            return Refused(
                "nothing_asked",
                "いま直していただくことはありません。",
                "Nothing is asked of you at the moment.",
            )
        return _refile(case, "intake.answered", answers, actor, now=now, draft=draft)

    return retry_when_stale(case, attempt)


def withdraw_application(*, case: Case, actor: Account, why: str, now: datetime) -> Case | Refused:
    """Withdraw an application (取下げ) at the applicant's wish; a filed public document stays in the record.

    What was granted already is given up the way its procedure says, so that a seat goes to the next child.
    """

    def attempt() -> Case | Refused:
        if case.applicant_id != actor.pk:
            return NOT_FOUND
        give_up = procedure_of(case.procedure).withdraw_granted
        granted: Case | Refused | None = give_up(case=case, actor=actor, why=why, now=now) if give_up else None
        if granted is not None:
            return granted
        if case.room == "closed":
            return Refused("already_closed", "この手続きはもう終わっています。", "This case is closed already.")
        with transaction.atomic():
            hold_still(case)
            close_requests(case, now=now, answered=True)
            void_of_case(case, why=WITHDRAWN.ja, account=actor, now=now)
            withdraw(case=case, actor=actor.pk, why=why, now=now)
        return case

    return retry_when_stale(case, attempt)


def _refile(
    case: Case, event: str, answers: JsonObject, actor: Account, *, now: datetime, draft: Draft | None
) -> Filing | Refused | Faulty:
    faults = procedure_of(case.procedure).validate(answers, now)
    if faults:
        return Faulty(faults)
    mandate = None if case.applicant_id == actor.pk else mandate_in(case, actor, now)
    with transaction.atomic():
        hold_still(case)
        close_requests(case, now=now, answered=True)
        # what was put up rests on the form as it was
        void_of_case(case, why=CORRECTED.ja, account=actor, now=now)
        filing = refile(
            case=case, event=event, answers=answers, actor=actor.pk, mandate=mandate, then=to_check(case.round, now),
            now=now, attachments=_files(draft),
        )  # fmt: skip
        if draft is not None and not end_draft(draft=draft):
            transaction.set_rollback(True)
            return CHANGED_ELSEWHERE
    return filing


def _files(draft: Draft | None) -> list[Attachment]:
    return list(draft.attachments.all()) if draft is not None else []
