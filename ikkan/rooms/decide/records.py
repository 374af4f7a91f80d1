"""Keeping decisions: what, why, by which edition. A decision is voided by a later one, never changed."""

from collections.abc import Sequence
from datetime import date, datetime

from ikkan.kernel.outcome import Decision
from ikkan.ledger.models import Case, Round
from ikkan.rooms.decide.models import DecisionRecord


def keep_decisions(
    case: Case,
    decisions: Sequence[Decision],
    *,
    edition: str,
    reference_day: date,
    now: datetime,
    round_: Round | None = None,
) -> list[DecisionRecord]:
    """Write decisions of a case; an earlier decision of the same kind and subject is voided."""
    records = unsaved_records(case, decisions, edition=edition, reference_day=reference_day, now=now, round_=round_)
    for record in records:
        DecisionRecord.objects.filter(
            case=case, round=round_, kind=record.kind, subject=record.subject, voided_at=None
        ).update(voided_at=now)
    return DecisionRecord.objects.bulk_create(records)


def unsaved_records(
    case: Case,
    decisions: Sequence[Decision],
    *,
    edition: str,
    reference_day: date,
    now: datetime,
    round_: Round | None = None,
) -> list[DecisionRecord]:
    """Return decisions as they would be written, to compose their notices before they are taken."""
    return [_record(case, decision, edition, reference_day, now, round_) for decision in decisions]


def keep_round_decisions(
    round_: Round,
    decisions: Sequence[tuple[Case, Decision]],
    *,
    edition: str,
    now: datetime,
) -> list[DecisionRecord]:
    """Write the decisions of a round at once; those of an earlier run are voided. Nobody sees them yet."""
    DecisionRecord.objects.filter(round=round_, voided_at=None).update(voided_at=now)
    return DecisionRecord.objects.bulk_create(
        [_record(case, decision, edition, case.reference_day, now, round_) for case, decision in decisions],
        batch_size=500,
    )


def _record(
    case: Case, decision: Decision, edition: str, reference_day: date, now: datetime, round_: Round | None
) -> DecisionRecord:
    return DecisionRecord(
        case=case,
        round=round_,
        kind=decision.kind,
        subject=decision.subject,
        result=decision.result,
        reasons=[reason.as_json() for reason in decision.reasons],
        figures=decision.figures,
        grants_less=decision.grants_less,
        edition=edition,
        reference_day=reference_day,
        decided_at=now,
    )
