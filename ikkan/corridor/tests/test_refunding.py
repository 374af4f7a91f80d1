"""A fee is given back once: in cash at once, online through the outbox, and never lost when the provider is away."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from ikkan.corridor.paying import exempt_fee, pay_at_counter
from ikkan.corridor.refunding import refund_fee
from ikkan.corridor.senders import senders
from ikkan.corridor.tests.conftest import NOW
from ikkan.corridor.tests.paid_cast import FEE, charge_of, events_of, owing, paid, report
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import settled_for
from ikkan.ledger.cash_rows import CashEntry, Refund, Way
from ikkan.people.models import Account
from ikkan.ports.payment.fake import FakePayment
from ikkan.ports.payment.port import fake_provider
from ikkan.store.models import OutboxRow
from ikkan.store.outbox import send_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: LazySettings) -> None:
    settings.IKKAN_DEMO = True


class AwayPayment(FakePayment):
    """A provider that does not answer."""

    def __init__(self) -> None:
        super().__init__(fake_provider().secret)

    def refund(self, *args: object) -> None:  # type: ignore[override]  # it only fails
        raise ConnectionError("no route to host")


def refusal(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def test_cash_is_given_back_at_once_and_once(applicant: Account, officer: Account) -> None:
    case = owing(applicant)
    entry = pay_at_counter(case=case, way=Way.COUNTER, amount=FEE, account=officer, now=NOW)
    assert isinstance(entry, CashEntry)
    assert refusal(refund_fee(entry=entry, account=officer, why="", now=NOW)) == "reason_missing"
    assert isinstance(refund_fee(entry=entry, account=officer, why="誤って受け取った", now=NOW), Refund)
    assert refusal(refund_fee(entry=entry, account=officer, why="もう一度", now=NOW)) == "already_refunded"
    assert settled_for([case], "tiny_fee")[case.pk] == 0
    assert events_of(case)[-1] == "payment.refunded"


def test_what_was_waived_or_given_back_is_no_receipt(applicant: Account, officer: Account) -> None:
    entry = exempt_fee(case=owing(applicant), ground="disaster", why="り災証明書", account=officer, now=NOW)
    assert isinstance(entry, CashEntry)
    assert refusal(refund_fee(entry=entry, account=officer, why="x", now=NOW)) == "no_receipt"


def test_an_online_refund_waits_for_the_provider(applicant: Account, officer: Account, settings: LazySettings) -> None:
    case = owing(applicant)
    entry = report(paid(charge_of(case))).entry
    assert entry is not None
    assert isinstance(refund_fee(entry=entry, account=officer, why="二重に申請した", now=NOW), Refund)
    assert refusal(refund_fee(entry=entry, account=officer, why="もう一度", now=NOW)) == "already_refunded"
    settings.IKKAN_PAYMENT_PORT = f"{__name__}.AwayPayment"
    assert send_due(senders(), now=NOW) == 0
    assert Refund.objects.get().done_at is None
    assert settled_for([case], "tiny_fee")[case.pk] == FEE, "nothing is booked before the money went"
    settings.IKKAN_PAYMENT_PORT = ""
    assert send_due(senders(), now=NOW + timedelta(minutes=1)) == 1
    assert Refund.objects.get().done_at is not None
    assert settled_for([case], "tiny_fee")[case.pk] == 0
    assert events_of(case)[-2:] == ["payment.refund_asked", "payment.refunded"]


def test_a_refund_carried_out_twice_is_booked_once(applicant: Account, officer: Account) -> None:
    entry = report(paid(charge_of(owing(applicant)))).entry
    assert entry is not None
    refund_fee(entry=entry, account=officer, why="x", now=NOW)
    row = OutboxRow.objects.get(channel="payment.refund")
    for _ in range(2):
        senders()[row.channel](row.key, row.payload)
    assert CashEntry.objects.filter(kind="refund").count() == 1
