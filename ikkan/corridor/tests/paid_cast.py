"""The cast of the tests of payment: a case that owes a fee, the fake provider, and what it reports."""

from datetime import datetime

from ikkan.corridor.payment_reports import take_callback
from ikkan.corridor.tests.conftest import NOW, filed
from ikkan.corridor.walk import walk
from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import open_charge
from ikkan.ledger.cash_rows import Charge, PaymentMessage
from ikkan.ledger.models import Case, Event
from ikkan.people.models import Account
from ikkan.ports.payment.port import fake_provider
from ikkan.ports.payment.reports import Paid, Report

FEE = 300


def owing(applicant: Account | None, *, key: str = "k", amount: int = 500, now: datetime = NOW) -> Case:
    """File a case that owes the fee, walked until it waits for the money."""
    return walked(filed(applicant, key=key, procedure="tiny_paid", amount=amount, electronic_notice=True, now=now), now)


def walked(case: Case, now: datetime = NOW) -> Case:
    while walk(case.pk, now=now):
        pass
    case.refresh_from_db()
    return case


def charge_of(case: Case) -> Charge:
    charge = open_charge(case)
    assert charge is not None
    return charge


def paid(charge: Charge, *, amount: int | None = None, transaction: str = "t-1") -> Paid:
    return Paid(charge.reference, Yen(amount or charge.amount), transaction)


def report(one: Report, now: datetime = NOW) -> PaymentMessage:
    """Let the provider's report come over the wire."""
    sent = fake_provider().signed(one)
    taken = take_callback(headers=sent.headers, body=sent.body, now=now)
    assert not isinstance(taken, Refused), taken
    return taken


def events_of(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case).order_by("seq").values_list("name", flat=True))
