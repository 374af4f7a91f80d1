"""Making notices. Without reasons or 教示 where law wants them, a notice cannot be made."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Reason
from ikkan.ledger.chain import canonical
from ikkan.ledger.models import Case, Round
from ikkan.papers.paper import Paper
from ikkan.rooms.answer.instruction import FaultyInstruction, Instruction, refuse_repealed
from ikkan.rooms.answer.models import ElectronicChoice, Notice
from ikkan.rooms.answer.printing import print_faults


class IncompleteNotice(ValueError):  # noqa: N818 -- reads as the sentence that it says
    """A notice that law does not allow as it stands; the text says what it lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """A notice before it is made.

    Args:
        kind: the procedure's word for it.
        subject: whom it concerns within the case, or blank.
        paper: what is printed, with the instruction and reasons already on it.
        is_disposition: whether it tells a disposition (処分); then it needs an instruction.
        grants_less: whether it grants less than was asked; then it needs reasons.
        reasons: grounds.
        instruction: 教示, or None where it is no disposition.
        decision: key of the decision that it tells, or None.
        edition: edition of the book.
        dated_on: date printed on it.
    """

    kind: str
    paper: Paper
    is_disposition: bool
    edition: str
    dated_on: date
    subject: str = ""
    grants_less: bool = False
    reasons: tuple[Reason, ...] = ()
    instruction: Instruction | None = None
    decision: int | None = None


def notice_of(
    case: Case, draft: NoticeDraft, *, channel: str, now: datetime, round_: Round | None = None, available: bool
) -> Notice:
    """Return an unsaved notice, after holding it against the law.

    Args:
        case: whose notice.
        draft: its content.
        channel: ``mailbox`` only where the recipient chose electronic notices, else ``post``.
        now: moment.
        round_: its round; a round's notices become available when the round is published.
        available: whether the recipient may see it at once.

    Raises:
        IncompleteNotice: a disposition without 教示, or one that grants less without reasons.
        FaultyInstruction: wording of repealed law.
    """
    if draft.is_disposition and draft.instruction is None:
        raise IncompleteNotice(
            f"{case.number}: the notice {draft.kind!r} tells a disposition but carries no 教示 "
            "(行政不服審査法82条). Give NoticeDraft.instruction."
        )
    if draft.grants_less and not draft.reasons:
        raise IncompleteNotice(
            f"{case.number}: the notice {draft.kind!r} grants less than was asked but gives no reason "
            "(行政手続法8条). Give NoticeDraft.reasons."
        )
    refuse_repealed(draft.paper.all_text())
    content = draft.paper.as_json()
    return Notice(
        case=case,
        decision_id=draft.decision,
        round=round_,
        kind=draft.kind,
        subject=draft.subject,
        title=draft.paper.title,
        is_disposition=draft.is_disposition,
        grants_less=draft.grants_less,
        content=content,
        reasons=[reason.as_json() for reason in draft.reasons],
        instruction=draft.instruction.as_json() if draft.instruction else {},
        digest=digest_of(content),
        edition=draft.edition,
        channel=channel,
        print_faults=print_faults(draft.paper) if channel == "post" else {},
        dated_on=draft.dated_on,
        made_at=now,
        available_at=now if available and channel == "mailbox" else None,
    )


def digest_of(content: JsonObject) -> str:
    """Return the SHA-256 of a notice's content, in hex; the ledger holds it."""
    return hashlib.sha256(canonical(content)).hexdigest()


def electronic_recipients(cases: Sequence[Case]) -> set[int]:
    """Return the keys of the cases whose applicant chose electronic notices for the procedure."""
    by_account = {(case.applicant_id, case.procedure): case.pk for case in cases if case.applicant_id}
    chosen = ElectronicChoice.objects.filter(account__in={account for account, _ in by_account}, withdrawn_at=None)
    pairs = set(chosen.values_list("account_id", "procedure"))
    return {case.pk for case in cases if (case.applicant_id, case.procedure) in pairs}


__all__ = ["FaultyInstruction", "IncompleteNotice", "NoticeDraft", "digest_of", "electronic_recipients", "notice_of"]
