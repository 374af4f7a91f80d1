"""What the payment provider reports: taken once, and never lost. Money that does not fit is held for an officer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from ikkan.corridor.paying import NOT_ONLINE, codes_of, settle_charge
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import BOOK, HELD_ITEM, enter
from ikkan.ledger.cash_rows import CashEntry, Charge, Kind, PaymentMessage, Refund, Way
from ikkan.ledger.models import Case
from ikkan.ledger.steps import NewEvent, hold_still, record_step, retry_when_stale, state_of
from ikkan.ports.payment.port import payment_port
from ikkan.ports.payment.reports import Declined, Paid, Refunded, Report
from ikkan.store.locks import hold

# why money is held; an officer takes it as the fee, or gives it back
LATE: Final = "late"
REPLACED: Final = "replaced"
ALREADY_PAID: Final = "already_paid"
OTHER_AMOUNT: Final = "other_amount"
UNKNOWN_REFERENCE: Final = "unknown_reference"
# money that the provider gave back although nobody here asked for it
UNASKED_REFUND: Final = "unasked_refund"


def take_callback(*, headers: Mapping[str, str], body: bytes, now: datetime) -> PaymentMessage | Refused:
    """Take a report as it came over the wire; the same report again changes nothing.

    Args:
        headers: of the request.
        body: as it came, byte by byte, because it is signed.
        now: moment.

    Returns:
        The report as kept; Refused where it is not the provider's, and nothing was written.
    """
    port = payment_port()
    if port is None:
        return NOT_ONLINE
    report = port.read_callback(headers, body)
    return report if isinstance(report, Refused) else take_report(report, now=now)


def take_report(report: Report, *, now: datetime) -> PaymentMessage:
    """Write a report with its entry of the cash book, its event and the case's next state: all or none.

    Args:
        report: of the provider; its signature is good.
        now: moment.
    """
    found = Charge.objects.select_related("case__round", "case__applicant").filter(reference=report.reference).first()
    if found is None:
        with transaction.atomic():
            hold(BOOK)
            return _known(report) or _taken_without_case(report, now)
    case = found.case

    def attempt() -> PaymentMessage:
        with transaction.atomic():
            hold_still(case)
            hold(BOOK)
            return _known(report) or _taken(report, case, Charge.objects.get(pk=found.pk), now)

    return retry_when_stale(case, attempt)


def _known(report: Report) -> PaymentMessage | None:
    return PaymentMessage.objects.filter(transaction=report.transaction, kind=report.kind).first()


def _taken(report: Report, case: Case, charge: Charge, now: datetime) -> PaymentMessage:
    if isinstance(report, Paid):
        return _taken_money(report, case, charge, now)
    if isinstance(report, Declined):
        return _taken_refusal(report, case, charge, now)
    return _taken_refund(report, case, charge, now)


def _taken_money(report: Paid, case: Case, charge: Charge, now: datetime) -> PaymentMessage:
    held = _why_held(report, case, charge)
    entry = enter(
        amount=report.amount, item=HELD_ITEM if held else charge.item, way=Way.ONLINE, kind=Kind.RECEIPT,
        reference=f"online:{report.transaction}", case=case, charge=charge, now=now,
    )  # fmt: skip
    codes: JsonObject = {**codes_of(charge), "amount": int(report.amount), "way": Way.ONLINE.value}
    if held:
        event = NewEvent("payment.held", codes={**codes, "why": held})
        record_step(case, [event], state_of(case), now=now)
    else:
        settle_charge(case, charge, NewEvent("payment.received", codes=codes), now)
    return _kept(report, now, charge=charge, entry=entry, held=held)


def _why_held(report: Paid, case: Case, charge: Charge) -> str:
    """Return why money cannot settle its charge, blank where it does."""
    if charge.settled_at is not None:
        return ALREADY_PAID
    if case.room == "closed":
        return LATE
    if charge.voided_at is not None:
        return REPLACED
    return OTHER_AMOUNT if report.amount != charge.amount else ""


def _taken_refusal(report: Declined, case: Case, charge: Charge, now: datetime) -> PaymentMessage:
    if charge.settled_at is None and charge.voided_at is None:
        charge.declined_at = now
        charge.save(update_fields=["declined_at"])
        record_step(case, [NewEvent("payment.declined", codes=codes_of(charge))], state_of(case), now=now)
    return _kept(report, now, charge=charge)


def _taken_refund(report: Refunded, case: Case, charge: Charge, now: datetime) -> PaymentMessage:
    refund = Refund.objects.select_related("entry").filter(
        entry__message__transaction=report.of, entry__message__kind=Paid.kind, entry__charge=charge, done_at=None
    )  # fmt: skip
    asked = refund.first()
    if asked is None or asked.entry.amount != report.amount:
        entry = _gone(report, case, charge, HELD_ITEM, now)
        event = NewEvent("payment.held", codes={**codes_of(charge), "why": UNASKED_REFUND})
        record_step(case, [event], state_of(case), now=now)
        return _kept(report, now, charge=charge, entry=entry, held=UNASKED_REFUND)
    entry = _gone(report, case, charge, asked.entry.item, now)
    Refund.objects.filter(pk=asked.pk).update(done_at=now)
    event = NewEvent("payment.refunded", codes={**codes_of(charge), "amount": int(report.amount)})
    record_step(case, [event], state_of(case), now=now)
    return _kept(report, now, charge=charge, entry=entry)


def _taken_without_case(report: Report, now: datetime) -> PaymentMessage:
    """Keep what names no charge of ours; there is no case whose history could hold an event."""
    if isinstance(report, Declined):
        return _kept(report, now)
    if isinstance(report, Paid):
        entry = enter(
            amount=report.amount, item=HELD_ITEM, way=Way.ONLINE, kind=Kind.RECEIPT,
            reference=f"online:{report.transaction}", now=now,
        )  # fmt: skip
        return _kept(report, now, entry=entry, held=UNKNOWN_REFERENCE)
    asked = Refund.objects.filter(
        entry__message__transaction=report.of, entry__case=None, entry__amount=report.amount, done_at=None
    )
    entry = _gone(report, None, None, HELD_ITEM, now)
    return _kept(report, now, entry=entry, held="" if asked.update(done_at=now) else UNASKED_REFUND)


def _gone(report: Refunded, case: Case | None, charge: Charge | None, item: str, now: datetime) -> CashEntry:
    return enter(
        amount=report.amount, item=item, way=Way.ONLINE, kind=Kind.REFUND, reference=f"online:{report.transaction}",
        case=case, charge=charge, now=now,
    )  # fmt: skip


def _kept(
    report: Report, now: datetime, *, charge: Charge | None = None, entry: CashEntry | None = None, held: str = ""
) -> PaymentMessage:
    return PaymentMessage.objects.create(
        kind=report.kind, transaction=report.transaction, reference=report.reference, amount=report.amount,
        charge=charge, entry=entry, received_at=now, held=held,
    )  # fmt: skip
