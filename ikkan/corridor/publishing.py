"""From approval to delivery: notices in restartable batches, publication in one update, case rows afterwards."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Case, Round, RoundEntry
from ikkan.ledger.steps import CaseState, NewEvent, hold_still, record_round_step, record_steps
from ikkan.rooms.answer.announcing import announce_notices
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.answer.notices import electronic_recipients, notice_of
from ikkan.rooms.decide.models import DecisionRecord

BATCH = 100


def walk_round(round_id: int, *, now: datetime) -> bool:
    """Take an approved round one step on; return whether it is due again at once."""
    round_ = Round.objects.get(pk=round_id)
    if round_.due_at is None or round_.due_at > now or round_.room != "answer":
        return False
    if prepare_notices(round_, now=now):
        return True
    if round_.published_at is None:
        return bool(date_notices(round_, now=now)) or _publish(round_, now)
    if deliver_notices(round_, now=now):
        return True
    with transaction.atomic():
        if finish := procedure_of(round_.procedure).finish_round:
            finish(round_, now)
        record_round_step(round_, [NewEvent("answer.closed")], now=now, room="closed", due_at=None)
    return False


def prepare_notices(round_: Round, *, now: datetime, most: int = BATCH) -> int:
    """Make notices for decisions of a round that have none yet; nobody sees them before publication."""
    waiting = (
        DecisionRecord.objects.filter(round=round_, voided_at=None, notice=None)
        .select_related("case", "case__applicant", "round")
        .order_by("pk")[:most]
    )
    records = list(waiting)
    if not records:
        return 0
    made = _made(round_, records, dated=now, now=now)
    with transaction.atomic():
        Notice.objects.bulk_create(made)
    return len(records)


def date_notices(round_: Round, *, now: datetime, most: int = BATCH) -> int:
    """Make the letters anew that do not bear the day on which the round is published; nobody has seen them yet.

    Letters are first made after the approval, when that day may not be fixed yet. Their date and every term that runs
    from it must be those of the publication, also when the hour was set anew or the worker came a day late.

    Raises:
        ValueError: the procedure dates letters by another day than that of the moment that it is given.
    """
    if round_.publishes_at is None:
        return 0
    moment = max(now, round_.publishes_at)
    day = timezone.localdate(moment)
    old = live_notices(round_).filter(decision__isnull=False).exclude(dated_on=day)
    stale = list(old.order_by("decision_id").values_list("pk", "decision_id")[:most])
    if not stale:
        return 0
    decisions = [decision for _key, decision in stale]
    records = DecisionRecord.objects.filter(pk__in=decisions).select_related("case", "case__applicant", "round")
    made = _made(round_, list(records.order_by("pk")), dated=moment, now=now)
    if any(notice.dated_on != day for notice in made):
        raise ValueError(f"{round_.number}: compose() must date letters on {day}, the day it is given.")
    with transaction.atomic():
        hold_still(round_)
        Notice.objects.filter(pk__in=[key for key, _decision in stale]).delete()
        Notice.objects.bulk_create(made)
    return len(made)


def _made(round_: Round, records: Sequence[DecisionRecord], *, dated: datetime, now: datetime) -> list[Notice]:
    drafts = procedure_of(round_.procedure).compose(records, dated)
    electronic = electronic_recipients([record.case for record in records])
    return [
        notice_of(
            record.case, draft, channel="mailbox" if record.case_id in electronic else "post", now=now,
            round_=round_, available=False,
        )
        for record, draft in zip(records, drafts, strict=True)
    ]  # fmt: skip


def _publish(round_: Round, now: datetime) -> bool:
    """Publish when the hour has come: one update, one event; a round is seen whole or not at all."""
    if round_.publishes_at is None or round_.publishes_at > now:
        with transaction.atomic():
            Round.objects.filter(pk=round_.pk, version=round_.version).update(due_at=round_.publishes_at)
        return False
    with transaction.atomic():
        record_round_step(round_, [NewEvent("answer.published")], now=now, published_at=now, due_at=now)
        mailbox = live_notices(round_).filter(channel="mailbox")
        mailbox.update(available_at=now)
        announce_notices(mailbox, now=now)
    return True


def live_notices(round_: Round) -> QuerySet[Notice]:
    """Return the notices of a round whose decision still stands; those of an earlier run never go out."""
    return Notice.objects.filter(round=round_, decision__voided_at=None)


def deliver_notices(round_: Round, *, now: datetime, most: int = BATCH) -> int:
    """Advance cases of a published round: mailbox notices are delivered, paper waits for its posting.

    A case whose every notice is delivered closes, or waits for the next round that the procedure names.
    """
    cases = list(
        Case.objects.filter(round=round_, room="decide", waits_for="round")
        .select_related("applicant", "round")
        .order_by("pk")[:most]
    )
    if not cases:
        return 0
    by_case: dict[int, list[Notice]] = {case.pk: [] for case in cases}
    for notice in live_notices(round_).filter(case__in=by_case).only("pk", "case_id", "channel", "digest"):
        by_case[notice.case_id].append(notice)
    on_paper = {key for key, notices in by_case.items() if any(n.channel == "post" for n in notices)}
    with transaction.atomic():
        if settle := procedure_of(round_.procedure).settle:
            settle(cases, round_, now)
        paper = [case for case in cases if case.pk in on_paper]
        made = [[NewEvent("answer.made", codes=_digests(by_case[case.pk]))] for case in paper]
        record_steps(paper, made, [CaseState("answer", "delivery")] * len(paper), now=now)
        digital = [case for case in cases if case.pk not in on_paper]
        finish_cases(digital, [_digests(by_case[case.pk]) for case in digital], now=now)
    return len(cases)


def finish_cases(cases: list[Case], codes: list[JsonObject], *, now: datetime) -> None:
    """Record delivery, and close the cases or let them wait for their next round. Call within a transaction.

    Args:
        cases: cases whose every notice is delivered, of any procedures.
        codes: references of each case's event of delivery.
        now: moment.
    """
    if not cases:
        return
    onward = _next_rounds(cases, now)
    events, states = [], []
    for case, notices in zip(cases, codes, strict=True):
        delivered = NewEvent("answer.delivered", codes=notices)
        told = [NewEvent("answer.posted", codes=notices), delivered] if "posted" in notices else [delivered]
        next_round = onward.get(case.pk)
        if next_round is None:
            events.append([*told, NewEvent("answer.closed")])
            states.append(CaseState("closed", "nobody"))
        else:
            events.append([*told, NewEvent("decide.joined_round", codes={"round": next_round.number})])
            states.append(CaseState("decide", "round", expected_on=next_round.answers_on))
            RoundEntry.objects.get_or_create(round=next_round, case=case)
            Case.objects.filter(pk=case.pk).update(round=next_round)
            case.round = next_round
    record_steps(cases, events, states, now=now)


def _next_rounds(cases: list[Case], now: datetime) -> dict[int, Round]:
    """Return the round that each case waits for next, as its own procedure names it."""
    by_procedure: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_procedure[case.procedure].append(case)
    onward: dict[int, Round] = {}
    for code, own in by_procedure.items():
        carry_over = procedure_of(code).carry_over
        onward |= carry_over(own, now) if carry_over else {}
    return onward


def _digests(notices: list[Notice]) -> JsonObject:
    return {"digests": [*sorted(notice.digest for notice in notices)]}
