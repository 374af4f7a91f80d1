"""Alarms of a round: each must be green, or signed off with a reason, before the round goes up for approval."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Round
from ikkan.ledger.steps import NewEvent, record_round_step
from ikkan.people.models import Account
from ikkan.procedures.nursery.models import Alarm, Child, Seat
from ikkan.procedures.nursery.placement.checker import Verdict


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm that is raised now.

    Args:
        code: its word; the book has the sentence under ``alarm.<code>``.
        subject: what it concerns, such as a facility's code, or blank.
        figures: the numbers that the sentence names.
    """

    code: str
    subject: str
    figures: JsonObject


def seat_alarms(round_: Round, book: BookAt) -> Iterator[Raised]:
    """Compare seats with last year's by facility and in total (the Toyohashi failure: 119 places missing)."""
    now: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for seat in Seat.objects.filter(round=round_):
        if seat.last_year is None:
            continue
        now[seat.facility] += seat.seats
        before[seat.facility] += seat.last_year
    limit = _percent(book, "seats_change_percent")
    for facility in sorted(before):
        if _changed(now[facility], before[facility]) > limit:
            yield Raised("seats_changed", facility, {"now": now[facility], "before": before[facility]})
    total, total_before = sum(now.values()), sum(before.values())
    if _changed(total, total_before) > _percent(book, "total_change_percent"):
        yield Raised("total_changed", "", {"now": total, "before": total_before})
    if unconfirmed := Seat.objects.filter(round=round_, confirmed_at=None).count():
        yield Raised("seats_unconfirmed", "", {"count": unconfirmed})


def case_alarms(round_: Round) -> Iterator[Raised]:
    """Account for every application of the deadline, and for every child once."""
    unready = Case.objects.filter(round=round_).exclude(room="closed").exclude(room="decide", waits_for="round")
    if count := unready.count():
        yield Raised(
            "unready_cases", "", {"count": count, "cases": [*sorted(unready.values_list("number", flat=True))[:20]]}
        )
    children = Child.objects.filter(case__round=round_, is_withdrawn=False).exclude(resident="")
    seen = Counter(children.exclude(case__room="closed").values_list("resident", flat=True))
    doubles = sum(count > 1 for count in seen.values())
    if doubles:
        yield Raised("double_child", "", {"count": doubles})


def run_alarms(verdict: Verdict, status: str, wrong_scores: list[str], unconfirmed_rows: int) -> Iterator[Raised]:
    """Hold a run against the independent checker and the second route of scoring."""
    if not verdict.feasible or verdict.problems:
        yield Raised("checker_failed", "", {"problems": [*verdict.problems[:20]]})
    elif not verdict.stable:
        yield Raised("not_stable", "", {"families": len({b.family for b in verdict.blocking}), "status": status})
    if wrong_scores:
        yield Raised("score_mismatch", "", {"count": len(wrong_scores), "children": [*wrong_scores[:20]]})
    if unconfirmed_rows:
        yield Raised("unconfirmed_rows", "", {"count": unconfirmed_rows})


def set_alarms(round_: Round, raised: Iterable[Raised], *, now: datetime) -> int:
    """Bring the alarms up to date: an alarm that no longer holds is cleared; one with other figures is new.

    Returns:
        How many alarms stand unsigned.
    """
    standing = {(a.code, a.subject): a for a in Alarm.objects.filter(round=round_, cleared_at=None)}
    for one in raised:
        known = standing.pop((one.code, one.subject), None)
        if known is not None and known.figures == one.figures:
            continue
        if known is not None:
            Alarm.objects.filter(pk=known.pk).update(cleared_at=now)
        Alarm.objects.create(round=round_, code=one.code, subject=one.subject, figures=one.figures, raised_at=now)
    Alarm.objects.filter(pk__in=[alarm.pk for alarm in standing.values()]).update(cleared_at=now)
    return unsigned(round_)


def unsigned(round_: Round) -> int:
    """Return how many alarms of a round still need a person."""
    return Alarm.objects.filter(round=round_, cleared_at=None, signed_at=None).count()


def sign_alarm(*, alarm: Alarm, account: Account, reason: str, now: datetime) -> Alarm | Refused:
    """Sign an alarm off with a reason, in one's own name. A run that is not feasible cannot be signed off."""
    if not reason.strip():
        return Refused("reason_missing", "認める理由を書いてください。", "Write why it is accepted.", "reason")
    if alarm.code in {"checker_failed", "score_mismatch"}:
        return Refused(
            "cannot_be_signed",
            "この警報は理由を書いても通せません。原因を直して、もう一度実行してください。",
            "This alarm cannot be signed off. Mend its cause and run again.",
        )
    if alarm.cleared_at is not None or alarm.signed_at is not None:
        return alarm
    signed = NewEvent(
        "decide.signed_off",
        actor=account.pk,
        codes={"alarm": alarm.code, "subject": alarm.subject},
        body={"reason": reason},
    )
    record_round_step(alarm.round, [signed], now=now)
    alarm.signed_by, alarm.signed_at, alarm.sign_reason = account, now, reason
    alarm.save(update_fields=["signed_by", "signed_at", "sign_reason"])
    return alarm


def _changed(now: int, before: int) -> float:
    return abs(now - before) * 100 / before if before else 0


def _percent(book: BookAt, key: str) -> float:
    return float(str(book.value("alarms", key)))
