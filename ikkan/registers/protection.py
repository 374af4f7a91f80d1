"""The protection gate: what a reader learns of persons under 支援措置. Every selector of this room passes it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from ikkan.kernel.reader import Reader
from ikkan.registers.batches import batches
from ikkan.registers.models import ProtectionRelease, Resident


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything is told."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """The person is told, no place of theirs: address, earlier and later addresses, 本籍, notes. Why in words."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing is told, not even that there is such a person. Why in words, for the log of the office."""

    why: str


Gate: TypeAlias = Shown | Hidden | Refused
_SHOWN = Shown()


def gate(numbers: Iterable[str], *, reader: Reader, now: datetime) -> dict[str, Gate]:
    """Return what a reader may learn of each person.

    Args:
        numbers: 宛名番号.
        reader: who reads, and why.
        now: moment of the reading.
    """
    asked = list(dict.fromkeys(numbers))
    guarded = {
        number
        for batch in batches(asked)
        for number in Resident.objects.filter(number__in=batch, is_protected=True).values_list("number", flat=True)
    }
    return gate_of(asked, guarded, reader=reader, now=now)


def gate_of(numbers: Iterable[str], guarded: Collection[str], *, reader: Reader, now: datetime) -> dict[str, Gate]:
    """Return the same for persons of whom it is known already who is protected."""
    released = _released(guarded, reader, now) if guarded else frozenset()
    return {number: _of_protected(number, reader, released) if number in guarded else _SHOWN for number in numbers}


def guards_household(household: str) -> bool:
    """Tell whether somebody who lives in a household is protected: its forms are then filled in by hand."""
    return Resident.objects.filter(household=household, left_on__isnull=True, is_protected=True).exists()


def _of_protected(number: str, reader: Reader, released: Collection[str]) -> Gate:
    if reader.resident == number:
        # whoever holds the account may be the one that the address is kept from
        return Hidden("支援措置の方の住所は、本人の画面にも出しません")
    if reader.resident:
        return Refused("支援措置の方の情報は、同じ世帯の方にも出しません")
    if not reader.is_machine and not reader.has_purpose:
        return Refused("支援措置の方の情報は、手続きか根拠を示した職員だけが見られます")
    if number in released:
        return _SHOWN
    return Hidden("支援措置の方の住所は、支援措置責任者の解除があるまで出しません")


def _released(guarded: Collection[str], reader: Reader, now: datetime) -> frozenset[str]:
    """Return of whom the reader holds a release; one given for a case opens for that case only."""
    if reader.is_machine or reader.resident or not reader.has_purpose:
        return frozenset()
    live = ProtectionRelease.objects.filter(
        reader=reader.who, until__gt=now, released_at__lte=now, case_number__in=("", reader.case)
    )
    return frozenset(live.values_list("number", flat=True)) & frozenset(guarded)
