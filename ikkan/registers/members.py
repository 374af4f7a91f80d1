"""A resident as a row of the register tells: every item as text, for whoever writes a certificate."""

from dataclasses import dataclass
from datetime import date

from ikkan.kernel.data_types import day_of
from ikkan.registers.protection import Hidden, Shown
from ikkan.registers.resident_items import FOREIGN, LIVES_HERE


@dataclass(frozen=True, slots=True)
class Member:
    """All items of one resident after one change; places are blank where `told` is Hidden.

    Dates are texts as in the register, because it knows open and unknown days: `day` gives them as dates.
    """

    told: Shown | Hidden
    number: str
    history: int
    household: str
    place_in_household: int | None
    state: str
    kind: str
    reason: str
    changed_on: str
    processed_on: str
    change_filed_on: str
    change_requested_on: str
    change_notified_on: str
    change_claimed_on: str
    entered_at: str
    entered_by_terminal: str
    caution: str
    name: str
    family_name: str
    given_name: str
    name_kana: str
    family_kana: str
    given_kana: str
    is_kana_confirmed: str
    former_name: str
    former_name_kana: str
    is_former_kana_confirmed: str
    kanji_name: str
    latin_name: str
    alias: str
    alias_kana: str
    is_alias_kana_confirmed: str
    alias_recorded_on: str
    alias_recorded_in: str
    alias_recorded_code: str
    alias_removed_on: str
    alias_removed_in: str
    alias_removed_code: str
    preferred_name: str
    birth: str
    is_birth_unknown: str
    birth_as_written: str
    sex: str
    head_name: str
    relation: str
    domicile: str
    first_in_register: str
    resident_since: str
    is_resident_since_unknown: str
    resident_since_as_written: str
    postal: str
    area_code: str
    prefecture: str
    city: str
    town: str
    block: str
    building: str
    building_kana: str
    address_since: str
    filed_on: str
    previous_postal: str
    previous_area_code: str
    previous_address: str
    last_registered_address: str
    record_code: str
    is_voter: str
    has_health_insurance: str
    health_insurance_from: str
    health_insurance_until: str
    has_elderly_care: str
    elderly_care_from: str
    elderly_care_until: str
    has_nursing_care: str
    nursing_care_from: str
    nursing_care_until: str
    has_pension: str
    pension_number: str
    pension_kind: str
    pension_kind_from: str
    pension_from: str
    pension_until: str
    child_allowance_from: str
    child_allowance_until: str
    foreign_since: str
    old_law_registered_on: str
    nationality: str
    stay_class: str
    stay_status: str
    stay_period: str
    stay_until: str
    card_number: str
    has_filed_residence: str
    came_by_landing_permit: str
    event_on: str
    is_event_day_unknown: str
    event_as_written: str
    removal_filed_on: str
    moved_out_on: str
    arrival_notified_on: str
    planned_address: str
    planned_postal: str
    planned_area_code: str
    confirmed_address: str
    confirmed_postal: str
    confirmed_area_code: str
    card_state: str
    has_guardian: str
    is_protected: str
    remarks: str
    memo: str

    @property
    def lives_here(self) -> bool:
        """Whether this is the record of a resident, not a closed one (除票)."""
        return self.state == LIVES_HERE

    @property
    def is_foreign(self) -> bool:
        """Whether the items are those of a foreign resident."""
        return self.kind == FOREIGN

    @property
    def address(self) -> str:
        """Return the address on one line, blank where it is withheld."""
        place = f"{self.prefecture}{self.city}{self.town}{self.block}"
        return f"{place}\u3000{self.building}" if self.building else place

    @property
    def birth_key(self) -> str:
        """Return the date of birth as the order of a household looks at it."""
        return self.birth

    @property
    def family_register(self) -> tuple[str, str]:
        """Return 本籍 and 筆頭者."""
        return (self.domicile, self.first_in_register)

    @property
    def is_first_named(self) -> bool:
        """Whether this is the 筆頭者 of the own family register."""
        return bool(self.first_in_register) and self.first_in_register == self.name

    def day(self, field: str) -> date | None:
        """Return an item as a date, None when it is blank or open.

        Raises:
            AttributeError: no such item.
            ValueError: the item is no date.
        """
        return day_of(str(getattr(self, field)))
