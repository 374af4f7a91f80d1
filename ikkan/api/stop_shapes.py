"""Shapes of holds and protections as programs send and read them."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from ikkan.registers.holding import Held
from ikkan.registers.models import Protection, StopDeed
from ikkan.registers.protecting import Abuser, Filed, Together

Number = Annotated[str, Field(max_length=15)]
Line = Annotated[str, Field(max_length=300)]
Lines = Annotated[str, Field(max_length=4000, description="One a line.")]


class HoldIn(Schema):
    """A hold on a person or on a household, never both."""

    number: Number = ""
    household: Number = ""
    operation: Literal["change", "issue", "inquiry"]
    level: Literal["error", "alert"]
    why: Annotated[str, Field(max_length=600)]
    ground: Annotated[str, Field(max_length=200)] = ""
    evidence: Line = ""
    starts_on: date
    ends_on: date | None = Field(None, description="It goes on past this day until somebody lifts it.")

    def held(self) -> Held:
        """Return it as the service takes it."""
        return Held(**self.model_dump())


class HoldOut(Schema):
    """A hold."""

    id: int
    number: str
    household: str
    operation: str
    level: str
    why: str
    ground: str
    evidence: str
    starts_on: date
    ends_on: date | None
    released_until: datetime | None
    lifted_at: datetime | None


class TogetherIn(Schema):
    """A person for whom protection is asked together."""

    number: Number
    relation: Annotated[str, Field(max_length=40)] = ""


class FilingIn(Schema):
    """A filing for protection (支援措置申出書)."""

    number: Number
    filed_on: date
    violence: Annotated[str, Field(max_length=20)]
    together: list[TogetherIn] = Field(default=[], max_length=20)
    contact: Line = Field(description="Telephone or mail at which the person may safely be reached; no place.")
    contact_name: Annotated[str, Field(max_length=100)] = ""
    contact_postal: Annotated[str, Field(max_length=8)] = ""
    contact_address: Line = ""
    abuser_name: Annotated[str, Field(max_length=100)]
    abuser_number: Number = ""
    abuser_birth: date | None = None
    abuser_address: Line = ""
    abuser_note: Lines = ""
    earlier_addresses: Lines = ""
    earlier_domiciles: Lines = ""
    received_from: Annotated[str, Field(max_length=30)] = ""
    received_on: date | None = None
    why: Annotated[str, Field(max_length=600, description="What was heard and seen.")]

    def filed(self) -> Filed:
        """Return it as the service takes it."""
        abuser = Abuser(
            self.abuser_name, self.abuser_number, self.abuser_birth, address=self.abuser_address,
            note=self.abuser_note,
        )  # fmt: skip
        together = [Together(one.number, one.relation) for one in self.together]
        return Filed(
            self.number, self.filed_on, abuser, together, self.contact, self.earlier_addresses,
            self.earlier_domiciles, self.received_from, self.received_on, self.violence, self.contact_name,
            self.contact_postal, self.contact_address,
        )  # fmt: skip


class ProtectionOut(Schema):
    """A protection as the list tells it: numbers, days and the contact."""

    id: int
    number: str
    state: str
    filed_on: date
    starts_on: date | None
    ends_on: date | None
    contact: str


class PersonOut(Schema):
    """A protected person."""

    number: str
    relation: str


class DeedOut(Schema):
    """A deed, and whether it is done or waits for a second person."""

    id: int
    hold: int | None
    protection: int | None
    deed: str
    stage: str
    day: date | None
    why: str
    by: str
    at: datetime


class FilingOut(ProtectionOut):
    """A filing with everything in it."""

    violence: str
    contact_name: str
    contact_postal: str
    contact_address: str
    earlier_addresses: str
    earlier_domiciles: str
    abuser_name: str
    abuser_number: str
    abuser_address: str
    abuser_note: str
    moved_to: str
    forwarded_to: str
    persons: list[PersonOut]
    deeds: list[DeedOut]


def deed_line(one: StopDeed) -> DeedOut:
    """Return a deed as it is answered."""
    return DeedOut(
        id=one.pk, hold=one.hold_id, protection=one.protection_id, deed=one.deed, stage=one.stage, day=one.day,
        why=one.why, by=one.by, at=one.at,
    )  # fmt: skip


def filing_of(one: Protection) -> FilingOut:
    """Return a filing as it is answered."""
    plain = {name: getattr(one, name) for name in FilingOut.model_fields if name not in ("persons", "deeds")}
    return FilingOut(
        **plain,
        persons=[PersonOut(number=row.number, relation=row.relation) for row in one.persons.order_by("pk")],
        deeds=[deed_line(row) for row in one.deeds.order_by("-pk")],
    )
