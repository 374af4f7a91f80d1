"""The board's figures, read in a few set-based queries: where cases stand, how long they wait, what stops them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone

from ikkan.ledger.models import Case, Event
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.check.models import Verdict
from ikkan.web.board.limits import Limits

ROOMS: Final = ("intake", "check", "decide", "approve", "answer")
DAY: Final = timedelta(days=1)
BY_HAND: Final = ("check.asked_staff", "check.judged")
# events that the figures are made of; everything else is left in the ledger
READ: Final = (
    "intake.received", "intake.recorded_paper", "check.passed", "check.asked_staff", "check.asked_citizen",
    "check.judged", "approve.automatic", "answer.delivered",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the open cases of a room stand: how many, median wait and top decile in days, and how many are late."""

    count: int
    median_days: float
    decile_days: float
    late: int


@dataclass(frozen=True, slots=True)
class Open:
    """One open case as the board sees it."""

    pk: int
    number: str
    procedure: str
    room: str
    waits_for: str
    reason: str
    days: float
    deadline: date | None
    expected: date | None


def open_now(procedure: str, now: datetime) -> list[Open]:
    """Return the open cases; one that waits in a round stands where its round stands."""
    rows = Case.objects.exclude(room="closed")
    if procedure:
        rows = rows.filter(procedure=procedure)
    found = rows.values_list(
        "pk", "number", "procedure", "room", "waits_for", "reason_code", "entered_at", "deadline_on", "expected_on",
        "round__room",
    )  # fmt: skip
    return [
        Open(
            pk, number, code, of_round if waits == "round" and of_round in {"approve", "answer"} else room, waits,
            reason, (now - entered) / DAY, deadline, expected,
        )
        for pk, number, code, room, waits, reason, entered, deadline, expected, of_round in found.iterator()
    ]  # fmt: skip


def standings(cases: Sequence[Open], limits: Limits) -> dict[str, Standing]:
    """Return the standing of each room, with how many stand longer than the town allows."""
    waits: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        waits[case.room].append(case.days)
    return {
        room: Standing(
            len(waits[room]), _median(waits[room]), decile(waits[room]),
            sum(days > limits.days[room] for days in waits[room]),
        )
        for room in ROOMS
    }  # fmt: skip


def stuck(cases: Sequence[Open], limits: Limits, today: date) -> list[Open]:
    """Return the cases past their deadline, or longer in a room than the town allows, the longest first."""
    late = [
        case
        for case in cases
        if (case.deadline is not None and case.deadline < today)
        or (case.waits_for not in {"round", "citizen"} and case.days > limits.days[case.room])
    ]
    return sorted(late, key=lambda case: -case.days)


@dataclass(frozen=True, slots=True)
class Deeds:
    """The events of the weeks that the board shows, by case, oldest first."""

    by_case: dict[int, list[tuple[str, datetime]]]
    asked: Counter[str]

    def firsts(self, *names: str) -> Iterable[tuple[int, datetime]]:
        """Yield the case and moment of the first event of these names."""
        for case, events in self.by_case.items():
            moment = next((at for name, at in events if name in names), None)
            if moment is not None:
                yield case, moment


def deeds_since(since: datetime, procedure: str) -> Deeds:
    """Read the events of cases since a moment in one query."""
    rows = Event.objects.filter(name__in=READ, at__gte=since, case__isnull=False)
    if procedure:
        rows = rows.filter(case__procedure=procedure)
    by_case: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    asked: Counter[str] = Counter()
    ordered = rows.order_by("case_id", "seq").values_list("case_id", "name", "at", "codes")
    for case, name, at, codes in ordered.iterator(chunk_size=5_000):
        by_case[case].append((name, at))
        for code in codes.get("asked", codes.get("found", ())):
            asked[str(code)] += 1
    return Deeds(dict(by_case), asked)


def untouched_share(deeds: Deeds, since: datetime) -> float | None:
    """Return the share of cases that passed their check since a moment without an officer's hand; None for none."""
    passed = touched = 0
    for events in deeds.by_case.values():
        if any(name == "check.passed" and at >= since for name, at in events):
            passed += 1
            touched += any(name in BY_HAND for name, _at in events)
    return (passed - touched) / passed if passed else None


def room_shares(deeds: Deeds, since: datetime, procedure: str) -> dict[str, float | None]:
    """Return the share of each room's work that nobody had to do by hand since a moment."""
    names = Counter(name for events in deeds.by_case.values() for name, at in events if at >= since)
    notices = Notice.objects.filter(made_at__gte=since)
    if procedure:
        notices = notices.filter(case__procedure=procedure)
    sent = notices.aggregate(all=Count("pk"), electronic=Count("pk", filter=Q(channel="mailbox")))
    received = names["intake.received"] + names["intake.recorded_paper"]
    return {
        "intake": names["intake.received"] / received if received else None,
        "check": untouched_share(deeds, since),
        "decide": 1.0,
        "approve": None,
        "answer": sent["electronic"] / sent["all"] if sent["all"] else None,
    }


def door_to_answer(deeds: Deeds) -> float | None:
    """Return the median of days from the citizen's door to the answer, of the cases answered in these weeks."""
    began = dict(deeds.firsts("intake.received", "intake.recorded_paper"))
    days = [(at - began[case]) / DAY for case, at in deeds.firsts("answer.delivered") if case in began]
    return _median(days) if days else None


def weekly_check(deeds: Deeds, weeks: int, today: date) -> list[tuple[date, float, int]]:
    """Return (Monday, median days from receipt to the passed check, cases passed) for each of the last weeks."""
    began = dict(deeds.firsts("intake.received", "intake.recorded_paper"))
    by_week: dict[date, list[float]] = defaultdict(list)
    for case, at in deeds.firsts("check.passed"):
        if case in began:
            by_week[monday(timezone.localdate(at))].append((at - began[case]) / DAY)
    this_week = monday(today)
    mondays = [this_week - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    return [(day, _median(by_week[day]), len(by_week[day])) for day in mondays]


def judgements_by_day(since: datetime, procedure: str) -> dict[date, int]:
    """Return how many cases officers judged on each day."""
    rows = Verdict.objects.filter(at__gte=since)
    if procedure:
        rows = rows.filter(case__procedure=procedure)
    seen = {(timezone.localdate(at), case) for at, case in rows.values_list("at", "case_id")}
    return dict(Counter(day for day, _case in seen))


def monday(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def decile(values: Sequence[float]) -> float:
    """Return the value that nine of ten do not exceed, 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))] if ordered else 0.0


def _median(values: Sequence[float]) -> float:
    return float(median(values)) if values else 0.0
