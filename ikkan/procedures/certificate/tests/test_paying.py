"""The fee: a request that nothing stands against waits for it, and goes on when it is paid, once, in full."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from ikkan.corridor.filing import withdraw_application
from ikkan.corridor.paying import begin_payment, exempt_fee
from ikkan.corridor.payment_reports import OTHER_AMOUNT, take_callback
from ikkan.corridor.refunding import accept_held, refund_fee
from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import open_charge
from ikkan.ledger.cash_rows import CashEntry, Charge, PaymentMessage, Refund
from ikkan.ledger.models import Case, Event
from ikkan.ports.payment.fake import Behaviour, Callback
from ikkan.ports.payment.port import fake_provider
from ikkan.ports.payment.reports import PaymentPage
from ikkan.procedures.certificate.tests.factories import (
    Person,
    approve,
    ask,
    changed,
    copies,
    judge,
    official,
    owing,
    pay,
)
from ikkan.registers.protecting import Abuser, Filed, protect
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db
Town = dict[str, Person]


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.IKKAN_DEMO = True


def waiting(person: Person, **changes: object) -> tuple[Case, Charge]:
    """File a signed request that waits for its fee."""
    case = ask(person, **changes)  # type: ignore[arg-type]
    assert isinstance(case, Case), case
    case = owing(case)
    charge = open_charge(case)
    assert charge is not None
    return case, charge


def reports(charge: Charge, behaviour: Behaviour = Behaviour.PAY) -> list[Callback]:
    return fake_provider().callbacks(behaviour, charge.reference, Yen(charge.amount))


def deliver(*callbacks: Callback) -> list[PaymentMessage]:
    taken = [take_callback(headers=one.headers, body=one.body, now=timezone.now()) for one in callbacks]
    return [one for one in taken if isinstance(one, PaymentMessage)]


def names(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case).order_by("seq").values_list("name", flat=True))


def test_nothing_is_issued_before_it_is_paid(town: Town) -> None:
    case, charge = waiting(town["一郎"], copies=2)
    assert (case.room, case.waits_for, case.reason_code, case.due_at) == ("check", "payment", "fee", None)
    assert (charge.item, charge.amount) == ("certificate", 710)
    assert "710円" in str(charge.reason)
    assert (copies(case), DecisionRecord.objects.filter(case=case).count()) == ([], 0)


def test_paid_online_it_is_issued_and_the_book_has_one_entry(town: Town) -> None:
    case, charge = waiting(town["一郎"])
    page = begin_payment(case=case, account=town["一郎"].account, back_url="/", now=timezone.now())
    assert isinstance(page, PaymentPage)
    deliver(*reports(charge))
    case = owing(case)
    assert case.reason_code == "certificate_to_post"
    assert [copy.sha256 != "" for copy in copies(case)] == [True]
    entry = CashEntry.objects.get()
    assert (entry.case, entry.item, entry.amount, entry.way) == (case, "certificate", 410, "online")


def test_reported_twice_it_is_paid_and_issued_once(town: Town) -> None:
    case, charge = waiting(town["一郎"])
    same = reports(charge, Behaviour.TWICE)
    deliver(*same)
    case = owing(case)
    deliver(*same)
    case = owing(case)
    assert (CashEntry.objects.count(), len(copies(case)), names(case).count("payment.received")) == (1, 1, 1)


def test_a_report_that_comes_after_the_fee_was_paid_otherwise_is_held(town: Town) -> None:
    case, charge = waiting(town["一郎"])
    late = reports(charge)
    case = owing(pay(case))
    (message,) = deliver(*late)
    assert message.held == "already_paid"
    assert len(copies(owing(case))) == 1


def test_money_that_comes_after_the_request_was_withdrawn_is_held_and_issues_nothing(town: Town) -> None:
    case, charge = waiting(town["一郎"])
    withdrawn = withdraw_application(case=case, actor=town["一郎"].account, why="不要になった", now=timezone.now())
    assert isinstance(withdrawn, Case)
    (message,) = deliver(*reports(charge))
    case = owing(case)
    assert (message.held, case.room, copies(case)) == ("late", "closed", [])


def test_another_amount_issues_nothing_until_an_officer_has_looked(town: Town) -> None:
    case, charge = waiting(town["一郎"])
    (message,) = deliver(*reports(charge, Behaviour.WRONG_AMOUNT))
    case = owing(case)
    assert (message.held, case.waits_for, copies(case)) == (OTHER_AMOUNT, "payment", [])
    assert not isinstance(accept_held(message=message, account=official(), why="超過", now=timezone.now()), Refused)
    assert owing(case).reason_code == "certificate_to_post"


def test_a_payment_that_was_turned_down_leaves_the_request_waiting(town: Town) -> None:
    case, charge = waiting(town["一郎"])
    deliver(*reports(charge, Behaviour.DECLINE))
    case = owing(case)
    assert (case.waits_for, copies(case)) == ("payment", [])
    assert owing(pay(case)).reason_code == "certificate_to_post"


def test_an_exemption_of_the_form_pays_nothing_once_it_is_judged(town: Town) -> None:
    case = ask(town["一郎"], exemption="public_assistance")
    assert isinstance(case, Case)
    case = judge(owing(case), "same", official())
    assert case.reason_code == "certificate_to_post"
    assert not Charge.objects.exists()
    assert "check.awaited_payment" not in names(case)


def test_a_fee_that_an_officer_waives_counts_as_settled(town: Town) -> None:
    case, _ = waiting(town["一郎"])
    waived = exempt_fee(case=case, ground="disaster", why="罹災証明書", account=official(), now=timezone.now())
    assert isinstance(waived, CashEntry)
    assert owing(case).reason_code == "certificate_to_post"


def test_what_is_refused_is_never_asked_to_be_paid(town: Town) -> None:
    one = town["洋子"].resident
    protect(Filed(one.number, timezone.localdate(), Abuser("田中　一郎", "100")), by="o", now=timezone.now())
    case = ask(town["一郎"], whose="household")
    assert isinstance(case, Case)
    assert owing(case).room == "approve"
    assert not Charge.objects.exists()


def test_what_comes_to_stand_against_it_after_the_payment_is_refused_and_the_fee_given_back(town: Town) -> None:
    case, charge = waiting(town["洋子"])
    protect(Filed("101", timezone.localdate(), Abuser("田中　一郎", "100")), by="o", now=timezone.now())
    deliver(*reports(charge))
    case = approve(owing(case), official("chief", "chief", 3))
    assert [one["code"] for one in DecisionRecord.objects.get(case=case).reasons] == ["main_counter"]
    assert copies(case) == []
    refund = refund_fee(entry=CashEntry.objects.get(), account=official(), why="交付しない", now=timezone.now())
    assert isinstance(refund, Refund)
    case = owing(case)
    refund.refresh_from_db()
    assert refund.done_at is not None
    assert names(case)[-2:] == ["payment.refund_asked", "payment.refunded"]


def test_a_change_of_the_register_while_it_waits_is_what_is_printed(town: Town) -> None:
    case, _ = waiting(town["次郎"], delivery="pickup")
    changed(town["次郎"], "転居", block="９番９号")
    case = owing(pay(case))
    # the four items of the card differ now, so an officer looks before anything is issued
    assert (case.waits_for, case.reason_code) == ("officer", "signer_differs")
    assert judge(case, "same", official()).reason_code == "certificate_to_fetch"
    assert copies(case)[0].address.endswith("９番９号")
