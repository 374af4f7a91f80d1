"""Recording changes (異動): one new row of history for each change, numbers given by the standard's rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone

from ikkan.kernel.codes import register_number_check_digit
from ikkan.registers.holding import Stop, stops_on_change
from ikkan.registers.judging import RowFault, judge_rows
from ikkan.registers.models import Hold, RegisterRow, Resident
from ikkan.registers.protecting import follow_move
from ikkan.registers.resident_items import FIELDS, LIVES_HERE, REASONS
from ikkan.registers.writing import frame_of, write_rows

_OF_ONE_CHANGE = (
    "reason", "changed_on", "processed_on", "change_filed_on", "change_requested_on", "change_notified_on",
    "change_claimed_on", "entered_at", "entered_by_terminal", "caution",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one resident.

    Args:
        number: 宛名番号; blank for somebody who is new, who is then given one.
        reason: 異動事由 of the closed list.
        changed_on: 異動日.
        values: items that are new, by their fields; the others stay as they are.
    """

    number: str
    reason: str
    changed_on: date
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """Why a change was not recorded: faults of its values, and holds that stand against it."""

    faults: tuple[RowFault, ...]
    stops: tuple[Stop, ...] = ()


def record_change(change: Change, *, by: str, now: datetime, source: str) -> RegisterRow | RefusedChange:
    """Record a change as the next row of a resident's history; the core follows in the same transaction.

    Args:
        change: what changes, why and from when.
        by: account of the officer.
        now: moment of the recording.
        source: paper or system that it rests on.

    Raises:
        IntegrityError: somebody recorded another change of this resident at the same moment; record this one again.
    """
    with transaction.atomic():
        before = latest_row(change.number) if change.number else None
        number = change.number or new_resident_number()
        row = _row_after(before, change, number, now)
        stops = stops_on_change(number, row["household"], now=now)
        frame = frame_of([row])
        faults = judge_rows(frame)
        if faults or any(stop.level == Hold.Level.ERROR for stop in stops):
            return RefusedChange(tuple(faults), stops)
        write_rows(frame, source=source, now=now, by=by)
        if REASONS[change.reason].group == "removal":
            follow_move([number], moved_to=row["confirmed_address"] or row["planned_address"])
        return RegisterRow.objects.get(number=number, history=int(row["history"]))


def latest_row(number: str) -> RegisterRow | None:
    """Return the row of the highest 履歴番号, None for nobody. Only for services of this room: it passes no gate."""
    return RegisterRow.objects.filter(number=number).order_by("-history").first()


def new_resident_number() -> str:
    """Return the next 宛名番号: a serial number and its check digit (標準仕様書 1.1.13)."""
    return _next("number")


def new_household_number() -> str:
    """Return the next 世帯番号: a serial number and its check digit (標準仕様書 1.1.13)."""
    return _next("household")


def _next(field: str) -> str:
    """Return the number behind the highest: of texts of digits the longest, and of those the last."""
    digits = Resident.objects.filter(**{f"{field}__regex": "^[0-9]+$"}).annotate(digits=Length(field))
    highest = digits.order_by("-digits", f"-{field}").values_list(field, flat=True).first() or ""
    serial = str(int(highest[:-1] or "0") + 1)
    return serial + register_number_check_digit(serial, settings.IKKAN_CHECK_DIGIT_FOR_TEN)


def _row_after(before: RegisterRow | None, change: Change, number: str, now: datetime) -> dict[str, str]:
    """Return every item after a change: what is of the last change only starts anew."""
    held = {field: getattr(before, field) for field in FIELDS} if before else {}
    kept = {field: "" if value is None else str(value) for field, value in held.items() if field not in _OF_ONE_CHANGE}
    reason = REASONS.get(change.reason)
    state = reason.state if reason and reason.group == "removal" else ""
    return {
        "state": LIVES_HERE,
        **kept,
        **({"state": state} if state else {}),
        **({"state": LIVES_HERE} if reason and reason.group == "entry" else {}),
        **change.values,
        "number": number,
        "history": str(before.history + 1 if before else 1),
        "reason": change.reason,
        "changed_on": change.changed_on.isoformat(),
        "processed_on": timezone.localdate(now).isoformat(),
    }
