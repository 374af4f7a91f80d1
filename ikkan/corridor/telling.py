"""Telling cases' own decisions: records, notices, mail, and where a case goes then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ikkan.kernel.outcome import Decision
from ikkan.kernel.procedure import Procedure
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent
from ikkan.rooms.answer.announcing import announce_notices
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.answer.notices import electronic_recipients, notice_of
from ikkan.rooms.decide.records import keep_decisions, unsaved_records


@dataclass(frozen=True, slots=True)
class Telling:
    """Decisions that are told to the applicant of one case.

    Args:
        case: whose decisions.
        decisions: what is decided and approved.
        edition: edition of the book that they were taken by.
        channel: how the notices go out, by :func:`channels_of`.
    """

    case: Case
    decisions: tuple[Decision, ...]
    edition: str
    channel: str


def channels_of(cases: Sequence[Case]) -> dict[int, str]:
    """Return by case how its notices go out: ``mailbox`` where its applicant chose so, else ``post``."""
    electronic = electronic_recipients(cases)
    return {case.pk: "mailbox" if case.pk in electronic else "post" for case in cases}


def keep_told(procedure: Procedure, tellings: Sequence[Telling], *, now: datetime) -> None:
    """Write decisions with their notices, available at once. Call within the step's transaction.

    Args:
        procedure: the procedure of all the cases.
        tellings: what is told.
        now: moment.
    """
    records = [
        record for one in tellings for record in unsaved_records(one.case, one.decisions, edition=one.edition, now=now)
    ]
    if not records:
        return
    channels = {one.case.pk: one.channel for one in tellings}
    records = keep_decisions(records, now=now)
    if procedure.fulfil is not None:
        procedure.fulfil(records, now)
    notices = Notice.objects.bulk_create(
        notice_of(record.case, draft, channel=channels[record.case.pk], now=now, available=True)
        for record, draft in zip(records, procedure.compose(records, now), strict=True)
    )
    announce_notices(Notice.objects.filter(pk__in=[one.pk for one in notices if one.channel == "mailbox"]), now=now)


def after_telling(
    procedure: Procedure, decisions: Sequence[Decision], channel: str
) -> tuple[tuple[NewEvent, ...], CaseState]:
    """Return the events and the state after the last own decision: the round, the handing over, or the end.

    Args:
        procedure: of the case.
        decisions: what was told now.
        channel: how the notices go out.
    """
    if procedure.decide_together is not None:
        return (), CaseState("decide", "round")
    owed = procedure.hands_over(decisions) if procedure.hands_over is not None else ""
    if owed:
        return (), CaseState("answer", "delivery", owed)
    if channel == "post":
        return (), CaseState("answer", "delivery")
    return (NewEvent("answer.delivered"), NewEvent("answer.closed")), CaseState("closed", "nobody")
