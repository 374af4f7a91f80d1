"""The cast of the cash desk: a case that owes a fee, its applicant, and an officer with the duty."""

import secrets
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from ikkan.corridor.payment_reports import take_report
from ikkan.kernel.money import Yen
from ikkan.kernel.reason import Reason
from ikkan.ledger.cash_rows import Charge, PaymentMessage
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.ports.payment.reports import Paid
from ikkan.web.desk.tests.cast import staff
from ikkan.web.tests.cast import Town, file_case, signed_in

FEE = 300


def owing_case(town: Town, key: str = "owing") -> Case:
    """Return a case that waits for its fee; its procedure asks for none, so a test lets it wait by hand."""
    case = file_case(town, key=key)
    reason = Reason("fee", "1通分の手数料です。", "The fee for one copy.", article="手数料条例2条")
    Charge.objects.create(
        case=case, item="copy", amount=FEE, reason=reason.as_json(), reference=secrets.token_urlsafe(18),
        asked_at=timezone.now() - timedelta(minutes=1),
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(room="check", waits_for="payment", reason_code="fee", due_at=None)
    case.refresh_from_db()
    return case


def held_payment(case: Case, amount: int = FEE - 100, transaction: str = "t-held") -> PaymentMessage:
    """Let another amount than the fee come in."""
    charge = Charge.objects.get(case=case)
    return take_report(Paid(charge.reference, Yen(amount), transaction), now=timezone.now())


def cashier() -> Account:
    """Return an officer with the duty ``cash``."""
    return staff("cashier", "clerk", ["cash"])


def cashier_client() -> Client:
    """Return a browser in which the officer is signed in."""
    return signed_in(cashier())
