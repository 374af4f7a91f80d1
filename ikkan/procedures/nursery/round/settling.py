"""After publication: offers to those placed, and what the next year will be told of this round."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ikkan.ledger.models import Case, Round, RoundEntry
from ikkan.ledger.steps import NewEvent, record_steps, state_of
from ikkan.procedures.nursery.models import Child, Offer, PastResult, Run, RunChild
from ikkan.procedures.nursery.round.following import following_round
from ikkan.rooms.decide.models import DecisionRecord


def settle(cases: Sequence[Case], round_: Round, now: datetime) -> None:
    """Write the offers of a batch of cases; doing it twice changes nothing. Call within the batch's transaction."""
    placed = DecisionRecord.objects.filter(
        round=round_, case__in=cases, kind="placement", result="placed", voided_at=None
    )
    seats = {(one.case_id, one.subject): one.figures for one in placed}
    facility = {key: str(figures["facility"]) for key, figures in seats.items()}
    children = [child for child in Child.objects.filter(case__in=cases) if (child.case_id, child.key) in facility]
    Offer.objects.bulk_create(
        (
            Offer(
                child=child, round=round_, facility=facility[child.case_id, child.key], age=child.class_age,
                seat_kind=str(seats[child.case_id, child.key].get("seat_kind", "general")),
                # the day on the letter, from which its terms run, also where a batch follows past midnight
                offered_at=round_.published_at or now,
            )
            for child in children
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    for code in sorted(set(facility.values())):
        keys = [child.pk for child in children if facility[child.case_id, child.key] == code]
        Child.objects.filter(pk__in=keys).update(placed_facility=code, placed_from=round_.month)


def finish_round(round_: Round, now: datetime) -> None:
    """Keep what next year is told of this round, and let the cases that were not ready wait for the next one."""
    _pass_on(round_, now)
    _keep_lowest(round_)


def _pass_on(round_: Round, now: datetime) -> None:
    """Move the cases that were not ready to the round that follows: each gets its answer there."""
    following = following_round(round_)
    unready = list(Case.objects.filter(round=round_, room__in=("intake", "check", "approve")).order_by("pk"))
    if following is None or not unready:
        return
    RoundEntry.objects.bulk_create([RoundEntry(round=following, case=case) for case in unready], ignore_conflicts=True)
    Case.objects.filter(pk__in=[case.pk for case in unready]).update(round=following)
    joined = NewEvent("decide.joined_round", codes={"round": following.number, "because": "not_ready"})
    states = [replace(state_of(case), expected_on=following.answers_on) for case in unready]
    record_steps(unready, [[joined] for _ in unready], states, now=now)


def _keep_lowest(round_: Round) -> None:
    """Keep the lowest score admitted in each class; small classes are not shown."""
    run = Run.objects.filter(round=round_, is_current=True).first()
    if run is None:
        return
    lowest: dict[tuple[str, int], list[int]] = {}
    admitted = RunChild.objects.filter(run=run, child__offers__round=round_).select_related("child")
    for one in admitted:
        lowest.setdefault((one.facility, one.child.class_age), []).append(one.total)
    for (facility, age), totals in lowest.items():
        PastResult.objects.update_or_create(
            year=round_.month.year, facility=facility, age=age,
            defaults={"admitted": len(totals), "lowest_score": min(totals)},
        )  # fmt: skip
