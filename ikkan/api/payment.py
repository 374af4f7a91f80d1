"""The fee of a case, for its applicant: what is owed, how it stands, and the page on which it is paid."""

from datetime import date
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from ikkan.api.cases import Number, acted_case
from ikkan.api.doors import FILE, READ, caller_of
from ikkan.api.keys import once_unlocked
from ikkan.api.problems import granted
from ikkan.api.values import Words, sentence_of_reason
from ikkan.corridor.paying import begin_payment
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.cash import open_charge
from ikkan.ledger.cash_rows import CashEntry
from ikkan.ledger.models import Case

router = Router(tags=["payment"])


class ChargeOut(Schema):
    """A fee that is owed."""

    item: str
    amount: int = Field(description="Yen.")
    reason: Words
    standing: Literal["owed", "begun", "declined"] = Field(
        description="`begun`: the person went to the provider, and nothing was reported yet."
    )


class EntryOut(Schema):
    """A line of the cash book."""

    id: int
    day: date
    item: str
    amount: int
    way: str
    kind: str


class PaymentOut(Schema):
    """What a case owes now, and what was received, waived and given back."""

    charge: ChargeOut | None
    entries: list[EntryOut]


class PayIn(Schema):
    """Where the person comes back to."""

    back_url: str = Field(max_length=500, pattern=r"^https?://")


class PageOut(Schema):
    """The provider's page; open it in the person's browser."""

    url: str


@router.get("/cases/{number}/payment", response=PaymentOut, operation_id="read_payment", auth=READ)
def read_payment(request: HttpRequest, number: Number) -> PaymentOut:
    """Read what a case owes and what was paid."""
    return payment_of(acted_case(request, number))


@router.post("/cases/{number}/payment", response=PageOut, operation_id="begin_payment", auth=FILE)
def begin(request: HttpRequest, number: Number, body: PayIn) -> JsonObject:
    """Begin to pay: gives the provider's page. That somebody comes back proves nothing; read the payment again."""
    case, account = acted_case(request, number), caller_of(request).account

    def deed() -> PageOut:
        page = granted(begin_payment(case=case, account=account, back_url=body.back_url, now=timezone.now()))
        return PageOut(url=page.url)

    return once_unlocked(request, deed)


def payment_of(case: Case) -> PaymentOut:
    """Return what a case owes and every entry of it."""
    charge = open_charge(case) if case.waits_for == "payment" else None
    owed = None
    if charge is not None:
        began: Literal["owed", "begun"] = "begun" if charge.begun_at is not None else "owed"
        owed = ChargeOut(
            item=charge.item, amount=charge.amount, reason=sentence_of_reason(charge.reason),
            standing="declined" if charge.declined_at is not None else began,
        )  # fmt: skip
    entries = CashEntry.objects.filter(case=case).order_by("pk")
    return PaymentOut(charge=owed, entries=[entry_line(one) for one in entries])


def entry_line(one: CashEntry) -> EntryOut:
    """Return an entry as it is answered."""
    return EntryOut(id=one.pk, day=one.day, item=one.item, amount=one.amount, way=one.way, kind=one.kind)
