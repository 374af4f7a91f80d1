"""From the rows of the register to the record that rules and certificate look at."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

from ikkan.procedures.certificate.rules import Change, Record
from ikkan.registers.holding import Stop
from ikkan.registers.members import Member
from ikkan.registers.models import Hold
from ikkan.registers.protection import Hidden

# What a history tells: one line a change, of what stood before it. Other items change without a line.
_TOLD_OF_CHANGES: Final = (
    "address", "name", "former_name", "alias", "head_name", "relation", "domicile", "first_in_register",
)  # fmt: skip


def record_of(one: Member, holds: Mapping[str, tuple[Stop, ...]]) -> Record:
    """Return a resident as the rules and the certificate look at them.

    Args:
        one: the row of the register that holds now.
        holds: holds against issuing, by 宛名番号.
    """
    levels = {stop.level for stop in holds.get(one.number, ())}
    return replace(
        _as_written(one),
        is_stopped=isinstance(one.told, Hidden) or Hold.Level.ERROR in levels,
        is_alerted=Hold.Level.ALERT in levels,
        left_on=None if one.lives_here else one.day("event_on") or one.day("changed_on"),
        removal_reason="" if one.lives_here else one.reason,
        event_on=one.event_as_written if one.is_event_day_unknown == "1" else _known_day(one, "event_on"),
        moved_to=one.confirmed_address,
        planned_to=one.planned_address,
    )


def _as_written(one: Member) -> Record:
    is_since_unknown = one.is_resident_since_unknown == "1"
    return Record(
        number=one.number,
        household=one.household,
        state=one.state,
        is_foreign=one.is_foreign,
        name=one.name,
        name_kana=one.name_kana,
        former_name=one.former_name,
        kanji_name=one.kanji_name,
        latin_name=one.latin_name if one.latin_name != one.name else "",
        alias=one.alias,
        # a day that the register leaves open is nobody's birthday: the four items then differ, and an officer looks
        birth=one.day("birth") or date.min,
        birth_as_written=one.birth_as_written if one.is_birth_unknown == "1" else "",
        sex=one.sex,
        head_name=one.head_name,
        relation=one.relation,
        domicile=one.domicile,
        first_in_register=one.first_in_register,
        address=one.address,
        postal=one.postal,
        resident_since=one.resident_since_as_written if is_since_unknown else _known_day(one, "resident_since"),
        address_since=_known_day(one, "address_since"),
        filed_on=_known_day(one, "filed_on"),
        previous_address=one.previous_address,
        record_code=one.record_code,
        foreign_since=_known_day(one, "foreign_since"),
        nationality=one.nationality,
        stay_class=one.stay_class,
        stay_status=one.stay_status,
        stay_period=one.stay_period,
        stay_until=_known_day(one, "stay_until"),
        card_number=one.card_number,
    )


def _known_day(one: Member, field: str) -> str:
    """Return a day as the register writes it, blank for an open one."""
    return str(one.day(field) or "")


def changes_of(rows: Sequence[Member]) -> tuple[Change, ...]:
    """Return a line for each item that a row of the history changed, oldest first.

    Args:
        rows: every row of one person from 履歴番号 1 on.
    """
    return tuple(
        Change(on=after.changed_on, kind=after.reason, was=was, item=item)
        for before, after in pairwise(rows)
        for item in _TOLD_OF_CHANGES
        if (was := str(getattr(before, item))) and was != str(getattr(after, item))
    )
