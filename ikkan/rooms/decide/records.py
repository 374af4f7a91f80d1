"""Keeping decisions: what, why, by which edition. A decision is voided by a later one, never changed."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from ikkan.kernel.outcome import Decision
from ikkan.ledger.models import Case, Round
from ikkan.rooms.decide.models import DecisionRecord


def standing_records(cases: Sequence[Case]) -> QuerySet[DecisionRecord]:
    """Return the cases' own decisions, without those of rounds, that no later one voided."""
    return DecisionRecord.objects.filter(case__in=cases, round=None, voided_at=None)


def keep_decisions(records: Sequence[DecisionRecord], *, now: datetime) -> list[DecisionRecord]:
    """Write cases' own decisions; an earlier decision of the same case, kind and subject is voided.

    Args:
        records: as :func:`unsaved_records` gives them, of any number of cases.
        now: moment.
    """
    said = {(record.case_id, record.kind, record.subject) for record in records}
    standing = standing_records([record.case for record in records]).values_list("case_id", "kind", "subject", "pk")
    earlier = [key for case, kind, subject, key in standing if (case, kind, subject) in said]
    if earlier:
        DecisionRecord.objects.filter(pk__in=earlier).update(voided_at=now)
    return DecisionRecord.objects.bulk_create(records)


def unsaved_records(case: Case, decisions: Sequence[Decision], *, edition: str, now: datetime) -> list[DecisionRecord]:
    """Return decisions as they would be written, to compose their notices before they are taken."""
    return [_record(case, decision, edition, now) for decision in decisions]


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
        [_record(case, decision, edition, now, round_) for case, decision in decisions],
        batch_size=500,
    )


def _record(case: Case, decision: Decision, edition: str, now: datetime, round_: Round | None = None) -> DecisionRecord:
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
        reference_day=case.reference_day,
        decided_at=now,
    )
