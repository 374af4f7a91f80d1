"""The inbox as it is asked for: which cases, in which order, and how many stand where."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import Case as Choose
from django.db.models import CharField, Count, F, Q, QuerySet, When
from django.utils import timezone

from ikkan.ledger.models import Case, Event
from ikkan.people.models import Account
from ikkan.rooms.intake.models import Filing
from ikkan.web.board.limits import limits_on

PER_PAGE: Final = 50
PERSONS_HAND: Final = ("check.asked_staff", "check.asked_citizen", "check.judged")
ROOMS: Final = ("intake", "check", "decide", "approve", "answer")
# a case that waits in a round stands where its round stands
ROOM_SHOWN: Final = Choose(
    When(waits_for="round", round__room__in=("approve", "answer"), then=F("round__room")),
    default=F("room"),
    output_field=CharField(),
)
SORTS: Final = {"due": "deadline_on", "number": "number", "wait": "-entered_at"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer asked to see, from the address; anything odd in it counts as not asked.

    Args:
        tab: ``mine`` (waits for an officer), a room, or ``stuck``.
        reason: code of the reason to stop, or blank.
        procedure: code, or blank.
        assignee: ``me``, ``nobody`` or blank.
        query: part of a case number.
        sort: column, with ``-`` before it for descending.
        page: from 1.
    """

    tab: str = "mine"
    reason: str = ""
    procedure: str = ""
    assignee: str = ""
    query: str = ""
    sort: str = "due"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open cases stand where."""

    rooms: dict[str, int]
    officer: int
    stuck: int
    due_soon: int
    own: int


def open_cases() -> QuerySet[Case]:
    """Return the cases that are not closed, with the room that people are shown."""
    return Case.objects.exclude(room="closed").annotate(shown_room=ROOM_SHOWN)


def stuck(now: datetime) -> Q:
    """Return the condition of a case that stands longer than the town allows, or whose deadline has passed."""
    today = timezone.localdate(now)
    limits = limits_on(today)
    late = Q(deadline_on__lt=today)
    for room, days in limits.days.items():
        if room != "decide":
            late |= Q(room=room, entered_at__lt=now - timedelta(days=days)) & ~Q(waits_for__in=("round", "citizen"))
    return late


def counts(account: Account, now: datetime) -> Counts:
    """Count the open cases by room in one query."""
    today = timezone.localdate(now)
    soon = today + timedelta(days=limits_on(today).due_soon_days)
    found = open_cases().aggregate(
        **{room: Count("pk", filter=Q(shown_room=room)) for room in ROOMS},
        officer=Count("pk", filter=Q(waits_for="officer")),
        late=Count("pk", filter=stuck(now)),
        due_soon=Count("pk", filter=Q(waits_for="officer", deadline_on__lte=soon)),
        own=Count("pk", filter=Q(assignee=account)),
    )
    return Counts(
        {room: found[room] for room in ROOMS}, found["officer"], found["late"], found["due_soon"], found["own"]
    )


def asked_cases(asked: Asked, account: Account, now: datetime) -> QuerySet[Case]:
    """Return the cases that were asked for, in no order yet."""
    found = open_cases()
    if asked.tab == "mine":
        found = found.filter(waits_for="officer")
    elif asked.tab == "stuck":
        found = found.filter(stuck(now))
    else:
        found = found.filter(Q(shown_room=asked.tab))
    if asked.reason:
        found = found.filter(reason_code=asked.reason)
    if asked.procedure:
        found = found.filter(procedure=asked.procedure)
    if asked.assignee == "me":
        found = found.filter(assignee=account)
    elif asked.assignee == "nobody":
        found = found.filter(assignee=None)
    return found.filter(number__contains=asked.query) if asked.query else found


def page_of(found: QuerySet[Case], asked: Asked) -> list[Case]:
    """Return one page; cases without a deadline come last, and the older before the younger."""
    key = asked.sort.removeprefix("-")
    column = SORTS.get(key, "deadline_on")
    name, falls = column.removeprefix("-"), column.startswith("-") != asked.sort.startswith("-")
    order = F(name).desc(nulls_last=True) if falls else F(name).asc(nulls_last=True)
    start = (asked.page - 1) * PER_PAGE
    return list(found.select_related("assignee", "round").order_by(order, "entered_at", "pk")[start : start + PER_PAGE])


def reasons_of(found: QuerySet[Case]) -> list[tuple[str, str, int]]:
    """Return (procedure, reason, count) of the cases, most frequent first; equal reasons are judged together."""
    rows = found.order_by().values_list("procedure", "reason_code").annotate(count=Count("pk"))
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def family_names(cases: list[Case]) -> dict[int, str]:
    """Return the applicant's family name by case, for telling rows apart; the rest stays hidden in lists."""
    rows = Filing.objects.filter(case__in=cases).order_by("case_id", "version")
    named = rows.values_list("case_id", "answers__applicant__name__family")
    return {key: f"{family} ○○" for key, family in named if family}


def straight_through(now: datetime) -> int:
    """Return how many cases passed their check today without anybody's hand."""
    began = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    by_hand = Event.objects.filter(name__in=PERSONS_HAND, case__isnull=False).values("case")
    return Event.objects.filter(name="check.passed", at__gte=began).exclude(case__in=by_hand).count()


def days_waited(case: Case, now: datetime) -> int:
    """Return for how many days a case has been where it is."""
    return (now - case.entered_at).days
