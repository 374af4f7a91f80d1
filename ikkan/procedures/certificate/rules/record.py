"""A resident's record as a certificate shows it, and as the rules look at it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

LIVES_HERE: Final = "住民"
DIED: Final = "死亡"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one item of the record, for the history: its day, its kind, which item, and what stood before."""

    on: str
    kind: str
    item: str
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All items of one person that a certificate may show; blank where the register has none.

    Names, days (ISO text) and codes are as the register writes them: 住民記録システム標準仕様書 1.1.1, 1.1.2.

    Args:
        number: 宛名番号.
        household: 世帯番号.
        state: 住民状態: the first of the closed list is that of a resident, the others close the record.
        is_foreign: whether the items of 住民基本台帳法30条の45 hold.
        left_on: day on which the record was or will be closed.
        is_stopped: whether something stands against issuing (抑止, 支援措置); what it is stays with the one answerable.
        is_alerted: whether a hold warns of issuing; an officer may pass it.
        history: changes, oldest first; empty unless it was asked for.
    """

    number: str
    household: str
    name: str
    birth: date
    state: str = LIVES_HERE
    is_foreign: bool = False
    left_on: date | None = None
    is_stopped: bool = False
    is_alerted: bool = False
    name_kana: str = ""
    former_name: str = ""
    kanji_name: str = ""
    latin_name: str = ""
    alias: str = ""
    birth_as_written: str = ""
    sex: str = ""
    head_name: str = ""
    relation: str = ""
    domicile: str = ""
    first_in_register: str = ""
    address: str = ""
    postal: str = ""
    resident_since: str = ""
    address_since: str = ""
    filed_on: str = ""
    previous_address: str = ""
    record_code: str = ""
    foreign_since: str = ""
    nationality: str = ""
    stay_class: str = ""
    stay_status: str = ""
    stay_period: str = ""
    stay_until: str = ""
    card_number: str = ""
    removal_reason: str = ""
    event_on: str = ""
    moved_to: str = ""
    planned_to: str = ""
    history: tuple[Change, ...] = ()

    def lives_here_on(self, day: date) -> bool:
        """Whether the person is a resident on a day: a record that closes later still stands."""
        return self.left_on is None or self.left_on > day

    @property
    def is_dead(self) -> bool:
        """Whether the record was closed by death."""
        return self.state == DIED

    def texts(self) -> Mapping[str, str]:
        """Return the items that are texts, by name."""
        return {one.name: value for one in fields(self) if isinstance(value := getattr(self, one.name), str)}
