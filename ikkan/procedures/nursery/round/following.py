"""Which round a case takes part in, and which one follows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.models import Child
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.selectors import current_filings

WAITING: Final = frozenset({"held", "kept"})


def reference_day(answers: Mapping[str, Any]) -> date:
    """Return the day whose book decides: the first day of the month of admission."""
    return date.fromisoformat(str(answers["start_month"])).replace(day=1)


def find_round(answers: JsonObject, now: datetime) -> Round | Refused:
    """Return the round that takes an application for this month now."""
    month = reference_day(answers)
    open_ones = Round.objects.filter(
        procedure="nursery", month=month, room="intake", opens_at__lte=now, closes_at__gte=now
    )
    found = open_ones.order_by("closes_at").first()
    if found is not None:
        return found
    return Refused(
        "no_open_round",
        f"{month.year}年{month.month}月入所の申込みは、いま受け付けていません。受付期間を確かめてください。",
        f"Applications for {month:%B %Y} are not taken now. Look at the dates of the rounds.",
        "start_month",
    )


def next_round_of(round_: Round) -> JsonObject | None:
    """Return title and dates of the round that follows, as notices tell it, or None when none is announced."""
    following = following_round(round_)
    if following is None:
        return None
    return {
        "number": following.number,
        "title": following.title,
        "closes": timezone.localdate(following.closes_at).isoformat(),
        "answers": following.answers_on.isoformat(),
    }


def carry_over(cases: Sequence[Case], now: datetime) -> dict[int, Round]:
    """Return the next round of every case with a child on hold whose family wants to wait (随時選考).

    A child whom the round refused is told so and waits no more; one whom the round did not decide on waits whatever
    its family wants, because it still has no answer.
    """
    del now
    wanting = {
        key
        for key, filing in current_filings(case.pk for case in cases).items()
        if filing.answers.get("continue_after_hold") is not False
    }
    results = {
        (record.case_id, record.round_id, record.subject): record.result
        for record in DecisionRecord.objects.filter(
            case__in=cases, kind="placement", voided_at=None, round__in={case.round_id for case in cases}
        )
    }
    children: dict[int, list[str]] = {case.pk: [] for case in cases}
    unplaced = Child.objects.filter(case__in=cases, is_withdrawn=False, placed_facility="")
    for case_id, key in unplaced.values_list("case", "key"):
        children[case_id].append(key)
    rounds = {case.round_id: following_round(case.round) for case in cases if case.round is not None}
    onward: dict[int, Round] = {}
    for case in cases:
        told = {results.get((case.pk, case.round_id, key), "") for key in children[case.pk]}
        following = rounds.get(case.round_id)
        if following is not None and ("" in told or (case.pk in wanting and told & WAITING)):
            onward[case.pk] = following
    return onward


def following_round(round_: Round) -> Round | None:
    """Return the round whose answers come next after a round's and that still takes cases."""
    later = Round.objects.filter(procedure=round_.procedure, room="intake", answers_on__gt=round_.answers_on)
    return later.order_by("answers_on").first()


def start_months(now: datetime) -> list[date]:
    """Return the months for which applications are taken now."""
    months = Round.objects.filter(procedure="nursery", room="intake", opens_at__lte=now, closes_at__gte=now)
    return sorted(set(months.values_list("month", flat=True)))
