"""Reservations that nobody came for: the applicant is reminded before the last day, and after it the request ends."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone

from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case, Event
from ikkan.ledger.steps import CaseState, NewEvent, hold_still, record_step, retry_when_stale, state_of
from ikkan.procedures.certificate.reserving import NOT_PROVED, reservation_of
from ikkan.procedures.certificate.rules.facts import BY_OFFICER
from ikkan.rooms.answer.announcing import announce_case
from ikkan.rooms.check.models import Finding
from ikkan.rooms.check.outcomes import close_findings

ENDS_SOON: Final = "certificate.reservation_ends_soon"
OVER: Final = "certificate.reservation_over"


def end_reservations(now: datetime) -> int:
    """Remind of reservations that end soon and close those that are over; return how many were closed.

    Args:
        now: moment.
    """
    ended = 0
    for case in _reserved():
        reserved = reservation_of(case)
        if reserved is None:
            continue
        left = reserved.last_day - timezone.localdate(now)
        if left < timedelta(0):
            ended += retry_when_stale(case, partial(_end, case, now))
        elif left <= _warned_before(case):
            retry_when_stale(case, partial(_remind, case, now))
    return ended


def _reserved() -> Iterable[Case]:
    open_ones = Finding.objects.filter(code=NOT_PROVED, state=Finding.State.OPEN, case__procedure="certificate")
    # what an officer took in lies on their desk, and ends by their hand
    left = open_ones.exclude(case__channel__in=BY_OFFICER).select_related("case__round", "case__applicant")
    return [one.case for one in left.order_by("pk")]


def _warned_before(case: Case) -> timedelta:
    book = book_in_force(case.procedure).at(case.reference_day)
    return timedelta(days=int(str(book.value("reservation", "remind_days"))))


def _end(case: Case, now: datetime) -> bool:
    reserved = reservation_of(case)
    if reserved is None:
        # somebody came in this moment
        return False
    codes: JsonObject = {"last_day": reserved.last_day.isoformat()}
    with transaction.atomic():
        hold_still(case)
        close_findings([case])
        record_step(case, [NewEvent(OVER, codes=codes)], CaseState("closed", "nobody"), now=now)
        announce_case(case, "over", key=case.number, now=now)
    return True


def _remind(case: Case, now: datetime) -> bool:
    reserved = reservation_of(case)
    if reserved is None or Event.objects.filter(case=case, name=ENDS_SOON).exists():
        return False
    codes: JsonObject = {"last_day": reserved.last_day.isoformat()}
    with transaction.atomic():
        hold_still(case)
        record_step(case, [NewEvent(ENDS_SOON, codes=codes)], state_of(case), now=now)
        announce_case(case, "ends_soon", key=case.number, now=now)
    return True
