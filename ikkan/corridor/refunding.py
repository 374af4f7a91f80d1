"""Giving fees back, and what an officer decides about money that is held."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from ikkan.corridor.paying import after_payment
from ikkan.corridor.payment_reports import OTHER_AMOUNT, REPLACED, UNASKED_REFUND, take_report
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import BOOK, HELD_ITEM, enter
from ikkan.ledger.cash_rows import CashEntry, Kind, PaymentMessage, Refund, Way
from ikkan.ledger.models import Case
from ikkan.ledger.steps import NewEvent, hold_still, record_step, retry_when_stale, state_of
from ikkan.people.models import Account
from ikkan.ports.payment.port import payment_port
from ikkan.store.locks import hold
from ikkan.store.outbox import put_out

CHANNEL: Final = "payment.refund"
TAKEN_ALREADY: Final = Refused(
    "already_settled",
    "この入金はもう処理が終わっています。画面を新しくしてください。",
    "This money was dealt with already. Reload the page.",
)


def refund_fee(*, entry: CashEntry, account: Account, why: str, now: datetime) -> Refund | Refused:
    """Give a receipt back, once and whole: at once in cash, or through the outbox where it was paid online.

    Args:
        entry: receipt of the cash book.
        account: officer.
        why: ground; kept with the case.
        now: moment.
    """
    if not why.strip():
        return Refused("reason_missing", "返す理由を書いてください。", "Write why it is given back.", "why")
    if entry.case is None:
        with transaction.atomic():
            return _refund(entry, None, account, why, now)
    case = entry.case

    def attempt() -> Refund | Refused:
        with transaction.atomic():
            hold_still(case)
            return _refund(entry, case, account, why, now)

    return retry_when_stale(case, attempt)


def _refund(entry: CashEntry, case: Case | None, account: Account, why: str, now: datetime) -> Refund | Refused:
    hold(BOOK)
    refused = _not_refundable(entry)
    if refused is not None:
        return refused
    refund = Refund.objects.create(entry=entry, asked_at=now, asked_by=account.pk)
    name = "payment.refund_asked"
    if entry.way == Way.ONLINE:
        put_out(f"{CHANNEL}:{entry.pk}", CHANNEL, {"refund": refund.pk}, at=now)
        PaymentMessage.objects.filter(entry=entry, resolved_at=None).exclude(held="").update(
            resolved_at=now, resolved_by=account.pk
        )
    else:
        name = "payment.refunded"
        enter(
            amount=entry.amount, item=entry.item, way=Way(entry.way), kind=Kind.REFUND, reference=f"refund:{entry.pk}",
            case=case, charge=entry.charge, actor=account.pk, now=now,
        )  # fmt: skip
        refund.done_at = now
        refund.save(update_fields=["done_at"])
    if case is not None:
        codes: JsonObject = {"item": entry.item, "amount": entry.amount, "way": entry.way}
        event = NewEvent(name, actor=account.pk, codes=codes, body={"why": why.strip()})
        record_step(case, [event], state_of(case), now=now)
    return refund


def _not_refundable(entry: CashEntry) -> Refused | None:
    if entry.kind != Kind.RECEIPT or entry.way == Way.EXEMPT:
        return Refused("no_receipt", "返すお金がありません。", "There is no money to give back.")
    if Refund.objects.filter(entry=entry).exists():
        return Refused(
            "already_refunded", "この入金はもう返す手続きをしています。", "This receipt is being given back already."
        )
    if entry.way == Way.ONLINE and not PaymentMessage.objects.filter(entry=entry).exists():
        return Refused(
            "taken_as_fee", "この入金は手数料に充てました。充てたほうの記帳から返してください。",
            "This money was taken as a fee. Give it back from that entry.",
        )  # fmt: skip
    return None


def carry_out_refund(key: str, payload: JsonObject) -> None:
    """Let the provider give money back, and book it. An effect of the outbox: a failure is tried again.

    Args:
        key: names the refund to the provider; the same key gives back once.
        payload: ``refund``: key of the row.

    Raises:
        RuntimeError: this town has no provider any more.
    """
    refund = Refund.objects.select_related("entry__charge").get(pk=int(str(payload["refund"])))
    message = PaymentMessage.objects.get(entry=refund.entry)
    port = payment_port()
    if port is None:
        raise RuntimeError("There is no payment provider to give the money back. Set IKKAN_PAYMENT_PORT again.")
    done = port.refund(key, message.reference, message.transaction, Yen(refund.entry.amount))
    take_report(done, now=timezone.now())


def accept_held(*, message: PaymentMessage, account: Account, why: str, now: datetime) -> CashEntry | Refused:
    """Take held money as the fee that it was paid for; the check then sees whether anything is still owed.

    Args:
        message: report of money of another amount, or for a charge that was replaced.
        account: officer.
        why: kept with the case.
        now: moment.
    """
    charge = message.charge
    if message.held not in {OTHER_AMOUNT, REPLACED} or charge is None:
        return Refused(
            "not_acceptable", "この入金は手数料に充てられません。返してください。",
            "This money cannot be taken as a fee. Give it back.",
        )  # fmt: skip
    case = charge.case

    def attempt() -> CashEntry | Refused:
        with transaction.atomic():
            hold_still(case)
            hold(BOOK)
            held = PaymentMessage.objects.select_related("entry").get(pk=message.pk)
            if held.resolved_at is not None or held.entry is None:
                return TAKEN_ALREADY
            if case.room == "closed":
                return Refused(
                    "already_closed", "この手続きはもう終わっています。入金を返してください。",
                    "This case is closed already. Give the money back.",
                )  # fmt: skip
            return _moved(held, held.entry, case, charge.item, account, why, now)

    return retry_when_stale(case, attempt)


def _moved(
    held: PaymentMessage, entry: CashEntry, case: Case, item: str, account: Account, why: str, now: datetime
) -> CashEntry:
    """Move money in the book from what is held to the fee: the sum of the day stays."""
    enter(
        amount=entry.amount, item=HELD_ITEM, way=Way.ONLINE, kind=Kind.REFUND, reference=f"accept:{entry.pk}:out",
        case=case, charge=held.charge, actor=account.pk, now=now,
    )  # fmt: skip
    fee = enter(
        amount=entry.amount, item=item, way=Way.ONLINE, kind=Kind.RECEIPT, reference=f"accept:{entry.pk}:in",
        case=case, charge=held.charge, actor=account.pk, now=now,
    )  # fmt: skip
    held.entry, held.resolved_at, held.resolved_by = fee, now, account.pk
    held.save(update_fields=["entry", "resolved_at", "resolved_by"])
    codes: JsonObject = {"item": item, "amount": entry.amount}
    event = NewEvent("payment.accepted", actor=account.pk, codes=codes, body={"why": why.strip()} if why else {})
    record_step(case, [event], after_payment(case, now), now=now)
    return fee


def note_held(*, message: PaymentMessage, account: Account, now: datetime) -> PaymentMessage | Refused:
    """Put away the report of a refund that nobody here asked for, once an officer has looked at it."""
    if message.held != UNASKED_REFUND:
        return Refused(
            "money_held", "預かっているお金です。手数料に充てるか、返してください。",
            "This is money that is held. Take it as the fee, or give it back.",
        )  # fmt: skip
    if not PaymentMessage.objects.filter(pk=message.pk, resolved_at=None).update(
        resolved_at=now, resolved_by=account.pk
    ):
        return TAKEN_ALREADY
    message.refresh_from_db()
    return message
