"""The cash desk: fees received, waived and given back, money that is held, the daily close, the book as CSV."""

from datetime import date, datetime
from typing import Annotated, Final, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from ikkan.api.cases import Number
from ikkan.api.doors import caller_of, door
from ikkan.api.keys import once
from ikkan.api.payment import EntryOut, PaymentOut, entry_line, payment_of
from ikkan.api.problems import granted, not_found
from ikkan.api.values import Done, Reason, RowKey
from ikkan.corridor.paying import exempt_fee, pay_at_counter
from ikkan.corridor.refunding import TAKEN_ALREADY, accept_held, note_held, refund_fee
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.cash_book import book_csv
from ikkan.ledger.cash_close import Counted, close_day, closes_of, totals_of
from ikkan.ledger.cash_rows import CashEntry, PaymentMessage, Way
from ikkan.ledger.models import Case

router = Router(tags=["cash"])
CASH_READ: Final = door("cash:read", duty="cash")
CASH_WRITE: Final = door("cash:write", duty="cash")
Sum = Annotated[int, Field(ge=-(2**62), le=2**62)]


class ReceiptIn(Schema):
    """The whole fee, as it was received."""

    way: Literal["counter", "post"]
    amount: int = Field(ge=1, le=2**31 - 1, description="Yen; refused unless it is the fee.")


class ExemptionIn(Schema):
    """Why the fee is waived."""

    ground: str = Field(max_length=40, description="Id of a row of the book's table `exemption`.")
    why: Reason


class WhyIn(Schema):
    """Why it is done."""

    why: Reason


class HeldOut(Schema):
    """Money that an officer must look at."""

    id: int
    case: str | None
    held: str
    kind: str
    amount: int
    asked: int | None
    transaction: str
    received_at: datetime


class HeldIn(Schema):
    """What is done with it; `note` is for a refund that the provider made unasked."""

    press: Literal["accept", "refund", "note"]
    why: Reason = ""


class CountedIn(Schema):
    """What was counted of one way, in yen."""

    way: Literal["counter", "post", "online"]
    counted: Sum
    why: Annotated[str, Field(max_length=500)] = ""


class CloseIn(Schema):
    """What was counted of each way."""

    ways: list[CountedIn] = Field(max_length=3)


class WayOut(Schema):
    """One way of a day, in yen; counted once the day is closed."""

    way: str
    received: int
    given_back: int
    entries: int
    counted: int | None
    why: str


class DayOut(Schema):
    """A day of the cash book."""

    day: date
    closed_at: datetime | None
    ways: list[WayOut]


@router.get("/desk/cash/cases/{number}", response=PaymentOut, operation_id="read_fee", auth=CASH_READ)
def read_fee(request: HttpRequest, number: Number) -> PaymentOut:
    """Read what a case owes and every entry of it."""
    return payment_of(_case(number))


@router.post("/desk/cash/cases/{number}/receipts", response=EntryOut, operation_id="receive_fee", auth=CASH_WRITE)
def receive(request: HttpRequest, number: Number, body: ReceiptIn) -> JsonObject:
    """Record that the fee was received at the counter or by post."""
    case, account = _case(number), caller_of(request).account

    def deed() -> EntryOut:
        entry = pay_at_counter(case=case, way=Way(body.way), amount=body.amount, account=account, now=timezone.now())
        return entry_line(granted(entry))

    return once(request, deed)


@router.post("/desk/cash/cases/{number}/exemption", response=EntryOut, operation_id="exempt_fee", auth=CASH_WRITE)
def exempt(request: HttpRequest, number: Number, body: ExemptionIn) -> JsonObject:
    """Waive the fee on a ground of the book."""
    case, account = _case(number), caller_of(request).account

    def deed() -> EntryOut:
        entry = exempt_fee(case=case, ground=body.ground, why=body.why, account=account, now=timezone.now())
        return entry_line(granted(entry))

    return once(request, deed)


@router.post("/desk/cash/entries/{entry}/refund", response=Done, operation_id="refund_fee", auth=CASH_WRITE)
def refund(request: HttpRequest, entry: RowKey, body: WhyIn) -> JsonObject:
    """Give a receipt back: at once in cash, or through the provider where it was paid online."""
    found = CashEntry.objects.select_related("case__round", "charge").filter(pk=entry).first()
    account = caller_of(request).account

    def deed() -> Done:
        if found is None:
            raise not_found()
        granted(refund_fee(entry=found, account=account, why=body.why, now=timezone.now()))
        return Done()

    return once(request, deed)


@router.get("/desk/cash/held", response=list[HeldOut], operation_id="list_held_money", auth=CASH_READ)
def held(request: HttpRequest) -> list[HeldOut]:
    """List the money that does not fit its charge, the oldest first."""
    found = PaymentMessage.objects.filter(resolved_at=None).exclude(held="").select_related("charge__case")
    return [
        HeldOut(
            id=one.pk, case=one.charge.case.number if one.charge else None, held=one.held, kind=one.kind,
            amount=one.amount, asked=one.charge.amount if one.charge else None, transaction=one.transaction,
            received_at=one.received_at,
        )
        for one in found.order_by("received_at", "pk")
    ]  # fmt: skip


@router.post("/desk/cash/held/{message}", response=Done, operation_id="settle_held_money", auth=CASH_WRITE)
def settle(request: HttpRequest, message: RowKey, body: HeldIn) -> JsonObject:
    """Take held money as the fee, or give it back."""
    rows = PaymentMessage.objects.select_related("charge__case__round", "entry__case__round", "entry__charge")
    one = rows.filter(pk=message).exclude(held="").first()
    account = caller_of(request).account

    def deed() -> Done:
        if one is None:
            raise not_found()
        now = timezone.now()
        if body.press == "accept":
            granted(accept_held(message=one, account=account, why=body.why, now=now))
        elif body.press == "note":
            granted(note_held(message=one, account=account, now=now))
        elif one.entry is None or one.resolved_at is not None:
            granted(TAKEN_ALREADY)
        else:
            granted(refund_fee(entry=one.entry, account=account, why=body.why, now=now))
        return Done()

    return once(request, deed)


@router.get("/desk/cash/days/{day}", response=DayOut, operation_id="read_cash_day", auth=CASH_READ)
def read_day(request: HttpRequest, day: date) -> DayOut:
    """Read the totals of a day, way by way, and how it closed."""
    return _day(day)


@router.post("/desk/cash/days/{day}/close", response=DayOut, operation_id="close_cash_day", auth=CASH_WRITE)
def close(request: HttpRequest, day: date, body: CloseIn) -> JsonObject:
    """Close a day: every way balances, or says why not."""
    account = caller_of(request).account

    def deed() -> DayOut:
        counted = {Way(one.way): Counted(one.counted, one.why) for one in body.ways}
        granted(close_day(day=day, counted=counted, account=account, now=timezone.now()))
        return _day(day)

    return once(request, deed)


@router.get(
    "/desk/cash/book.csv",
    operation_id="read_cash_book",
    auth=CASH_READ,
    openapi_extra={"responses": {200: {"description": "OK", "content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def read_book(request: HttpRequest, first: date, last: date) -> HttpResponse:
    """Read the entries of some days as CSV, in the order of the book."""
    return HttpResponse(book_csv(first, last), content_type="text/csv; charset=utf-8")


def _day(day: date) -> DayOut:
    closed = next(iter(closes_of(day, day)), None)
    rows = {row.way: row for row in closed.ways.all()} if closed is not None else {}
    return DayOut(
        day=day, closed_at=closed.closed_at if closed is not None else None,
        ways=[
            WayOut(
                way=one.way.value, received=one.received, given_back=one.given_back, entries=one.entries,
                counted=rows[one.way].counted if one.way in rows else None,
                why=rows[one.way].why if one.way in rows else "",
            )
            for one in totals_of(day)
        ],
    )  # fmt: skip


def _case(number: str) -> Case:
    case = Case.objects.select_related("round", "applicant").filter(number=number).first()
    if case is None:
        raise not_found()
    return case
