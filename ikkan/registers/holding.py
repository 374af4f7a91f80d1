"""抑止: holds on changes, issues and inquiries. None ends by itself; a temporary release returns by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.registers.models import Hold, Resident
from ikkan.registers.protecting import RELEASE_TIME, protections_of


class UnfitHoldError(ValueError):
    """Say why a hold cannot be set or released so, as a refusal that can be shown."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.ja)
        self.refused = refused


_NOBODY: Final = Refused(
    "hold_on_one",
    "抑止は、人か世帯のどちらか一方に付けます。宛名番号か世帯番号の一方だけを入れてください",
    "A hold is on a person or on a household. Give one of the two numbers.",
    "number",
)
_NO_REASON: Final = Refused(
    "reason_missing", "抑止の理由がありません。理由を書いてください", "Say why it is held back.", "why"
)
_NO_REASON_TO_PAUSE: Final = Refused(
    "reason_missing", "一時解除の理由がありません。理由を書いてください", "Say why it is released for a while.", "why"
)


@dataclass(frozen=True, slots=True)
class Stop:
    """What stands against an operation.

    Args:
        number: 宛名番号 that it concerns, or blank for a whole household.
        level: error stops; alert is shown and may be passed.
        why: reason of the hold, or 支援措置.
        is_past_end: whether its end date is over, which alone ends nothing.
    """

    number: str
    level: str
    why: str
    is_past_end: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A hold to be set: on a person or on a household, never both."""

    operation: str
    level: str
    why: str
    starts_on: date
    number: str = ""
    household: str = ""
    ends_on: date | None = None
    ground: str = ""
    evidence: str = ""


def hold(wanted: Held, *, by: str, now: datetime) -> Hold:
    """Set a hold.

    Args:
        wanted: on whom, against what, why, from when.
        by: account of the officer.
        now: moment of the recording.

    Raises:
        UnfitHoldError: both or neither of person and household, or no reason.
    """
    if bool(wanted.number) == bool(wanted.household):
        raise UnfitHoldError(_NOBODY)
    if not wanted.why.strip():
        raise UnfitHoldError(_NO_REASON)
    made = Hold(
        number=wanted.number, household=wanted.household, operation=wanted.operation, level=wanted.level,
        why=wanted.why, starts_on=wanted.starts_on, ends_on=wanted.ends_on, set_by=by, set_at=now,
        ground=wanted.ground, evidence=wanted.evidence,
    )  # fmt: skip
    made.full_clean()
    made.save()
    return made


def lift_hold(one: Hold, *, by: str, now: datetime) -> Hold:
    """End a hold, which only a person does."""
    one.lifted_by, one.lifted_at = by, now
    one.save(update_fields=["lifted_by", "lifted_at"])
    return one


def release_hold(one: Hold, *, by: str, why: str, now: datetime, lasts: timedelta = RELEASE_TIME) -> Hold:
    """Release a hold for a while; it returns by itself, and no other system is told of the release.

    Raises:
        UnfitHoldError: no reason is given.
    """
    if not why.strip():
        raise UnfitHoldError(_NO_REASON_TO_PAUSE)
    one.released_by, one.released_why, one.released_until = by, why, now + lasts
    one.save(update_fields=["released_by", "released_why", "released_until"])
    return one


def holds_on(numbers: Iterable[str], operation: str, *, now: datetime) -> QuerySet[Hold]:
    """Return the holds in force against an operation on persons, also those on their households.

    Args:
        numbers: 宛名番号.
        operation: change, issue or inquiry.
        now: moment of the operation.
    """
    asked = list(numbers)
    households = Resident.objects.filter(number__in=asked).values("household")
    return _in_force(Q(number__in=asked) | Q(household__in=households), operation, now)


def stops_on_change(number: str, household: str, *, now: datetime) -> tuple[Stop, ...]:
    """Return what stands against a change of a person, in the household of before or after it."""
    concerned = Q(number=number) | Q(household__in=Resident.objects.filter(number=number).values("household"))
    found = _in_force(concerned | Q(household=household) & ~Q(household=""), Hold.Operation.CHANGE, now)
    return tuple(_stop(one, now) for one in found)


def stops_on_issue(numbers: Iterable[str], *, now: datetime) -> tuple[Stop, ...]:
    """Return what stands against issuing a certificate: holds, and 支援措置, which is always an error.

    Source: 住民記録システム標準仕様書 3.1, 3.4.
    """
    asked = list(numbers)
    stops = [_stop(one, now) for one in holds_on(asked, Hold.Operation.ISSUE, now=now)]
    today = timezone.localdate(now)
    for one in protections_of(asked):
        past = one.ends_on is not None and one.ends_on < today
        covered = [person.number for person in one.persons.filter(number__in=asked)]
        stops += [Stop(number, Hold.Level.ERROR, one.get_state_display(), past) for number in covered]
    return tuple(stops)


def issue_holds_by_person(numbers: Iterable[str], *, now: datetime) -> dict[str, tuple[Stop, ...]]:
    """Return the holds against issuing of each of several persons, in few queries; who has none is absent.

    支援措置 is not among them: the gate tells of it with each reading, and opens where it was released for the reader.

    Args:
        numbers: 宛名番号.
        now: moment of the operation.
    """
    asked = list(dict.fromkeys(numbers))
    holds = list(holds_on(asked, Hold.Operation.ISSUE, now=now)) if asked else []
    if not holds:
        return {}
    households = dict(Resident.objects.filter(number__in=asked).values_list("number", "household"))
    found = {
        number: tuple(
            _stop(one, now) for one in holds if number == one.number or (one.household and one.household == household)
        )
        for number, household in households.items()
    }
    return {number: stops for number, stops in found.items() if stops}


def holds_past_end(*, today: date) -> QuerySet[Hold]:
    """Return the holds whose end date is over and which nobody has lifted: a list for the officer."""
    return Hold.objects.filter(lifted_at__isnull=True, ends_on__lt=today).order_by("ends_on", "pk")


def _in_force(concerned: Q, operation: str, now: datetime) -> QuerySet[Hold]:
    is_released = Q(released_until__isnull=False, released_until__gt=now)
    return Hold.objects.filter(
        concerned, ~is_released, operation=operation, lifted_at__isnull=True, starts_on__lte=timezone.localdate(now)
    ).order_by("pk")


def _stop(one: Hold, now: datetime) -> Stop:
    past = one.ends_on is not None and one.ends_on < timezone.localdate(now)
    return Stop(one.number, one.level, one.why, past)
