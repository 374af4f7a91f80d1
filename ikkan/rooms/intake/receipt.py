"""Receipt: a form becomes a case at once, and the same form again is answered with the first receipt."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.procedure import Procedure
from ikkan.ledger.chain import canonical
from ikkan.ledger.models import Case, Document, Round, RoundEntry
from ikkan.ledger.numbers import draw_case_number
from ikkan.ledger.steps import LONG_AGO, CaseState, NewEvent, record_step
from ikkan.people.models import Account
from ikkan.rooms.intake.drafts import CHANGED_ELSEWHERE, end_draft
from ikkan.rooms.intake.models import Attachment, Draft, Filing, Submission
from ikkan.store.rows import insert, is_there


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What comes in at the counter window, whichever door it came through.

    Args:
        answers: the form, valid by its schema.
        form_version: version of the form.
        key: idempotency key of the sender; the same key again gets the first receipt.
        channel: ``web``, ``api``, ``counter`` or ``paper``.
        applicant: account of the applicant, if they have one.
        actor: who enters it; the applicant, their delegate or an officer.
        subject: 宛名番号 of the applicant where known.
        reference_day: day whose book decides the case.
        attachments: files of the draft.
        draft: the draft as it was read; it ends with the receipt.
    """

    answers: JsonObject
    form_version: str
    key: str
    channel: str
    reference_day: date
    applicant: Account | None = None
    actor: UUID | None = None
    subject: str = ""
    attachments: Sequence[Attachment] = ()
    draft: Draft | None = None


def receive(
    *, procedure: Procedure, filed: Filed, round_: Round | None, then: CaseState, now: datetime
) -> Case | Refused:
    """Take a form in: case, filing, documents, event and the end of the draft in one transaction.

    Args:
        procedure: whose form it is.
        filed: what came in.
        round_: the round it takes part in, if the procedure has rounds.
        then: state of the case after receipt; the corridor says it.
        now: moment of receipt (デジタル手続法 6条3項: arrival is the recording in our file).

    Returns:
        The case; the first one if this key was used before. Refused when the key was used for another form, or when
        another window saved the draft since it was read: nothing is written then.
    """
    digest = hashlib.sha256(canonical(filed.answers)).hexdigest()
    try:
        with transaction.atomic():
            if is_there(Submission, account=filed.actor, key=filed.key):
                return _first_receipt(_sent_before(filed), digest)
            case = _open_case(procedure, filed, round_, then, now)
            insert(Submission(account=filed.actor, key=filed.key, body_digest=digest, at=now, case=case))
            if filed.draft is not None and not end_draft(draft=filed.draft):
                transaction.set_rollback(True)
                return CHANGED_ELSEWHERE
            return case
    except IntegrityError:
        # the same form came a second time while the first was being written
        if not is_there(Submission, account=filed.actor, key=filed.key):
            raise
        return _first_receipt(_sent_before(filed), digest)


def find_submission(account: UUID | None, key: str) -> Submission | None:
    """Return what this sender sent under this key before."""
    return Submission.objects.filter(account=account, key=key).first()


def file_version(
    case: Case, *, answers: JsonObject, form_version: str, actor: UUID | None, now: datetime, is_first: bool = False
) -> Filing:
    """Keep a version of the form as filed; the latest counts, none is ever changed.

    Args:
        case: the case.
        answers: the whole form.
        form_version: version of the form.
        actor: who filed it.
        now: moment.
        is_first: whether the case is being opened now, so that there is no earlier version to look for.
    """
    last = None
    if not is_first:
        last = Filing.objects.filter(case=case).order_by("-version").values_list("version", flat=True).first()
    filing = Filing(
        case=case,
        version=(last or 0) + 1,
        form_version=form_version,
        answers=answers,
        filed_at=now,
        filed_by=actor,
    )
    insert(filing)
    return filing


def keep_documents(case: Case, attachments: Sequence[Attachment], *, now: datetime, is_first: bool = False) -> None:
    """Turn the files of a draft into documents of the case; a newer file of a kind replaces the older one."""
    documents = [
        Document(
            case=case,
            kind=attachment.kind,
            of=attachment.of,
            name=attachment.name,
            content_type=attachment.content_type,
            size=attachment.size,
            sha256=attachment.sha256,
            safe_sha256=attachment.safe_sha256,
            thumb_sha256=attachment.thumb_sha256,
            meta=attachment.facts,
            created_at=now,
        )
        for attachment in attachments
    ]
    insert(*documents)
    for document in () if is_first else documents:
        older = Document.objects.filter(case=case, kind=document.kind, of=document.of, replaced_by=None)
        older.exclude(pk=document.pk).update(replaced_by=document)


def _sent_before(filed: Filed) -> Submission:
    return Submission.objects.select_related("case").get(account=filed.actor, key=filed.key)


def _first_receipt(earlier: Submission, digest: str) -> Case | Refused:
    if earlier.body_digest != digest or earlier.case is None:
        return Refused(
            "key_reused",
            "同じ送信番号で別の内容が送られています。新しい送信番号で送ってください。",
            "This Idempotency-Key was used for another form. Send it under a new key.",
        )
    return earlier.case


def _open_case(procedure: Procedure, filed: Filed, round_: Round | None, then: CaseState, now: datetime) -> Case:
    case = Case(
        number=draw_case_number(procedure.letter),
        procedure=procedure.code,
        applicant=filed.applicant,
        subject=filed.subject,
        round=round_,
        form_version=filed.form_version,
        channel=filed.channel,
        reference_day=filed.reference_day,
        received_at=now,
        entered_at=now,
        lease_until=LONG_AGO,
    )
    insert(case)
    if round_ is not None:
        insert(RoundEntry(round=round_, case=case))
    name = "intake.recorded_paper" if filed.channel in {"paper", "counter"} else "intake.received"
    received = NewEvent(name, actor=filed.actor, codes={"channel": filed.channel, "form": filed.form_version})
    record_step(case, [received], then, now=now)
    file_version(
        case, answers=filed.answers, form_version=filed.form_version, actor=filed.actor, now=now, is_first=True
    )
    keep_documents(case, filed.attachments, now=now, is_first=True)
    return case
