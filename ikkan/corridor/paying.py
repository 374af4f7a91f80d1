"""Fees of cases: how they are paid, and how the case goes on. Each deed is one transaction with its event."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from ikkan.corridor.acting import may_act
from ikkan.corridor.exemptions import exemption_grounds
from ikkan.corridor.filing import NOT_FOUND
from ikkan.corridor.order import to_check
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import enter, open_charge
from ikkan.ledger.cash_rows import CashEntry, Charge, Kind, Way
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent, hold_still, record_step, retry_when_stale, state_of
from ikkan.people.models import Account
from ikkan.ports.payment.port import payment_port
from ikkan.ports.payment.reports import PaymentPage

NOTHING_OWED: Final = Refused(
    "nothing_owed",
    "いまお支払いいただくものはありません。",
    "Nothing is to be paid at the moment.",
)
NOT_ONLINE: Final = Refused(
    "not_online",
    "この市では、オンラインでの支払いを受け付けていません。窓口か郵送で支払ってください。",
    "This town takes no payment online. Pay at the counter or by post.",
)
UNREACHABLE: Final = Refused(
    "payment_unreachable",
    "いま支払いの仕組みに届きません。お金は動いていません。しばらくしてからもう一度押すか、窓口か郵送で支払ってください。",
    "The payment provider cannot be reached now. No money moved. Try again later, or pay at the counter or by post.",
)


def begin_payment(*, case: Case, account: Account, back_url: str, now: datetime) -> PaymentPage | Refused:
    """Return the provider's page on which the open charge of a case is paid; the applicant or their delegate asks.

    Args:
        case: the case.
        account: who asks.
        back_url: page of ours to come back to.
        now: moment.
    """
    if not may_act(case, account, now):
        return NOT_FOUND
    charge = _owed(case)
    if charge is None:
        return NOTHING_OWED
    port = payment_port()
    if port is None:
        return NOT_ONLINE
    try:
        page = port.begin(charge.reference, Yen(charge.amount), back_url)
    except OSError:
        # what a network does: no answer is no page, and the person can go another way
        return UNREACHABLE
    if isinstance(page, Refused):
        return page
    return _noted_begin(case, account, page, now)


def _noted_begin(case: Case, account: Account, page: PaymentPage, now: datetime) -> PaymentPage | Refused:
    def attempt() -> PaymentPage | Refused:
        charge = _owed(case)
        if charge is None:
            return NOTHING_OWED
        is_first = charge.begun_at is None
        with transaction.atomic():
            hold_still(case)
            charge.begun_at, charge.declined_at = now, None
            charge.save(update_fields=["begun_at", "declined_at"])
            if is_first:
                begun = NewEvent("payment.begun", actor=account.pk, codes=codes_of(charge))
                record_step(case, [begun], state_of(case), now=now)
        return page

    return retry_when_stale(case, attempt)


def pay_at_counter(*, case: Case, way: Way, amount: int, account: Account, now: datetime) -> CashEntry | Refused:
    """Record that an officer received the whole fee at the counter or by post; the case goes on.

    Args:
        case: the case.
        way: ``counter`` or ``post``.
        amount: yen received; what is short or too much is handed back first.
        account: who received it.
        now: moment.
    """
    if way not in {Way.COUNTER, Way.POST}:
        return Refused("way_unknown", "窓口か郵送を選んでください。", "Choose the counter or the post.", "way")

    def receive(charge: Charge) -> CashEntry | Refused:
        if amount != charge.amount:
            return Refused(
                "other_amount", f"手数料は{charge.amount:,}円です。受け取った額を確かめてください。",
                f"The fee is {charge.amount:,} yen. Check what was received.", "amount",
            )  # fmt: skip
        return enter(
            amount=charge.amount, item=charge.item, way=way, kind=Kind.RECEIPT, reference=f"{way}:{charge.reference}",
            case=case, charge=charge, actor=account.pk, now=now,
        )  # fmt: skip

    return _settle(case, receive, "payment.received", {"way": way.value}, account=account, now=now)


def exempt_fee(*, case: Case, ground: str, why: str, account: Account, now: datetime) -> CashEntry | Refused:
    """Waive the fee of a case on a ground of the book; the case goes on.

    Args:
        case: the case.
        ground: id of a row of the table ``exemption``.
        why: what the officer looked at; kept with the case.
        account: officer.
        now: moment.
    """
    if ground not in {row.code for row in exemption_grounds(now)}:
        return Refused(
            "ground_unknown", "免除の根拠を選んでください。", "Choose the ground of the exemption.", "ground"
        )
    if not why.strip():
        return Refused("reason_missing", "何で確かめたかを書いてください。", "Write what you looked at.", "why")

    def waive(charge: Charge) -> CashEntry | Refused:
        return enter(
            amount=charge.amount, item=charge.item, way=Way.EXEMPT, kind=Kind.RECEIPT, ground=ground,
            reference=f"exempt:{charge.reference}", case=case, charge=charge, actor=account.pk, now=now,
        )  # fmt: skip

    return _settle(case, waive, "payment.exempted", {"ground": ground}, why=why, account=account, now=now)


def _settle(
    case: Case, book: Callable[[Charge], CashEntry | Refused], event: str, codes: Mapping[str, str], *,
    account: Account, now: datetime, why: str = "",
) -> CashEntry | Refused:  # fmt: skip
    def attempt() -> CashEntry | Refused:
        with transaction.atomic():
            hold_still(case)
            charge = _owed(case)
            if charge is None:
                return NOTHING_OWED
            entry = book(charge)
            if isinstance(entry, Refused):
                return entry
            done = NewEvent(
                event, actor=account.pk, codes={**codes_of(charge), **codes}, body={"why": why.strip()} if why else {}
            )
            settle_charge(case, charge, done, now)
        return entry

    return retry_when_stale(case, attempt)


def settle_charge(case: Case, charge: Charge, event: NewEvent, now: datetime) -> None:
    """Mark a charge as settled and let its case go on. Call within the transaction of the cash book's entry."""
    charge.settled_at = now
    charge.save(update_fields=["settled_at"])
    record_step(case, [event], after_payment(case, now), now=now)


def after_payment(case: Case, now: datetime) -> CaseState:
    """Return the next state: the check looks again where it waited for the money, else nothing moves."""
    return to_check(case.round, now) if case.waits_for == "payment" else state_of(case)


def codes_of(charge: Charge) -> JsonObject:
    """Return what an event says of a charge."""
    return {"item": charge.item, "amount": charge.amount}


def _owed(case: Case) -> Charge | None:
    return open_charge(case) if case.waits_for == "payment" else None
