"""Seats of a round: set by an officer with the event that says so, confirmed, and never changed under an approval."""

from datetime import datetime
from typing import Final

from django.db import transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Round
from ikkan.ledger.steps import NewEvent, hold_still, record_round_step
from ikkan.people.models import Account
from ikkan.procedures.nursery.models import Alarm, Run, Seat
from ikkan.procedures.nursery.round.alarms import Raised, case_alarms, seat_alarms, set_alarms
from ikkan.rooms.approve.proposing import void_if_changed

OLDEST_CLASS: Final = 5
MOST_SEATS: Final = 999
LOOKED_AT_NOW: Final = frozenset(
    {"seats_changed", "total_changed", "seats_unconfirmed", "unready_cases", "double_child"}
)
NOT_A_NUMBER: Final = Refused(
    "seats_negative",
    "募集人数は0から999までの数字で入力してください。",
    "Enter the seats as a number from 0 to 999.",
    "seats",
)
NO_CLASS: Final = Refused("no_such_class", "この園にそのクラスはありません。", "There is no such class.", "age")
PUBLISHED: Final = Refused(
    "already_published",
    "公表したあとの募集人数は直せません。次の回で直してください。",
    "Seats cannot be changed after publication. Change them in the next round.",
)


def set_seat(
    *, round_: Round, facility: str, age: int, kind: str, seats: int, account: Account, now: datetime
) -> Seat | Refused:
    """Set the seats of a class; the placement must then be run again, and an approval of the old figures is void.

    Args:
        round_: the round; refused once it is published.
        facility: code of the facility.
        age: class, 0 to 5.
        kind: ``general`` or ``reserved:<kind>``.
        seats: places offered, 0 or more.
        account: officer.
        now: moment.
    """
    if round_.published_at is not None:
        return PUBLISHED
    if not 0 <= seats <= MOST_SEATS:
        return NOT_A_NUMBER
    found = Seat.objects.filter(round=round_, facility=facility, age=age, kind=kind).first()
    if found is None or not 0 <= age <= OLDEST_CLASS:
        return NO_CLASS
    if found.seats == seats:
        return found
    with transaction.atomic():
        hold_still(round_)
        before, found.seats, found.confirmed_at = found.seats, seats, None
        found.save(update_fields=["seats", "confirmed_at"])
        codes: JsonObject = {"facility": facility, "age": age, "kind": kind, "seats": seats, "before": before}
        record_round_step(round_, [NewEvent("round.seats_set", actor=account.pk, codes=codes)], now=now)
        _outdate(round_, codes, now)
    return found


def confirm_seats(*, round_: Round, facility: str, account: Account, now: datetime) -> int | Refused:
    """Record that a facility, or every facility (blank), has confirmed its seats; return how many classes that was."""
    if round_.published_at is not None:
        return PUBLISHED
    with transaction.atomic():
        hold_still(round_)
        waiting = Seat.objects.filter(round=round_, confirmed_at=None)
        if facility:
            waiting = waiting.filter(facility=facility)
        count = waiting.update(confirmed_at=now)
        if count:
            codes: JsonObject = {"facility": facility, "classes": count}
            confirmed = NewEvent("nursery.confirmed_seats", actor=account.pk, codes=codes)
            record_round_step(round_, [confirmed], now=now)
            look_at_alarms(round_, now)
    return count


def look_at_alarms(round_: Round, now: datetime) -> int:
    """Bring the alarms of seats and cases up to date; those of a run stay until the next run. Return those unsigned."""
    book = book_in_force(round_.procedure).at(round_.month)
    standing = Alarm.objects.filter(round=round_, cleared_at=None).exclude(code__in=LOOKED_AT_NOW)
    kept = [Raised(one.code, one.subject, one.figures) for one in standing]
    return set_alarms(round_, [*kept, *seat_alarms(round_, book), *case_alarms(round_)], now=now)


def _outdate(round_: Round, codes: JsonObject, now: datetime) -> None:
    """Let nothing stand that rests on the old figures: the run counts no more, an approval of it is void."""
    Run.objects.filter(round=round_, is_current=True).update(is_current=False)
    why = f"募集人数を{codes['before']}人から{codes['seats']}人に直したため"
    # the content of the old run can never be what would be approved now, whatever the sums say
    void_if_changed(round_=round_, content={"seats_set": codes, "at": now.isoformat()}, why=why, now=now)
    look_at_alarms(round_, now)
