"""Telling a case's own decisions: records, notices, mail, and where the case goes then."""

from collections.abc import Sequence
from datetime import datetime

from ikkan.kernel.outcome import Decision
from ikkan.kernel.procedure import Procedure
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent
from ikkan.rooms.answer.announcing import announce_case
from ikkan.rooms.answer.notices import electronic_recipients, notice_of
from ikkan.rooms.decide.records import keep_decisions


def channel_of(case: Case) -> str:
    """Return how the notices of a case go out: ``mailbox`` where its applicant chose so, else ``post``."""
    return "mailbox" if case.pk in electronic_recipients([case]) else "post"


def keep_told(case: Case, procedure: Procedure, decisions: Sequence[Decision], *, edition: str, now: datetime) -> None:
    """Write decisions with their notices, available at once. Call within the step's transaction.

    Args:
        case: whose decisions.
        procedure: its procedure.
        decisions: what is decided and approved.
        edition: edition of the book that they were taken by.
        now: moment.
    """
    channel = channel_of(case)
    records = keep_decisions(case, decisions, edition=edition, reference_day=case.reference_day, now=now)
    if procedure.fulfil is not None and records:
        procedure.fulfil(records, now)
    drafts = procedure.compose(records, now) if records else ()
    notices = [notice_of(case, draft, channel=channel, now=now, available=True) for draft in drafts]
    for notice in notices:
        notice.save()
    if notices and channel == "mailbox":
        announce_case(case, "notice", key=str(notices[0].pk), now=now)


def after_telling(
    case: Case, procedure: Procedure, decisions: Sequence[Decision]
) -> tuple[tuple[NewEvent, ...], CaseState]:
    """Return the events and the state after the last own decision: the round, the handing over, or the end.

    Args:
        case: whose decisions were told.
        procedure: its procedure.
        decisions: what was told now.
    """
    if procedure.decide_together is not None:
        return (), CaseState("decide", "round")
    owed = procedure.hands_over(decisions) if procedure.hands_over is not None else ""
    if owed:
        return (), CaseState("answer", "delivery", owed)
    if channel_of(case) == "post":
        return (), CaseState("answer", "delivery")
    return (NewEvent("answer.delivered"), NewEvent("answer.closed")), CaseState("closed", "nobody")
