"""What the provider reports is taken once and never lost: twice, late, another amount, forged, unknown, at once."""

import threading
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection

from ikkan.corridor import payment_reports
from ikkan.corridor.filing import correct_application, withdraw_application
from ikkan.corridor.paying import pay_at_counter
from ikkan.corridor.payment_demo import act_out
from ikkan.corridor.payment_reports import take_callback
from ikkan.corridor.refunding import accept_held, note_held, refund_fee
from ikkan.corridor.senders import senders
from ikkan.corridor.tests.conftest import ANSWERS, NOW
from ikkan.corridor.tests.paid_cast import FEE, charge_of, events_of, owing, paid, report, walked
from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import HELD_ITEM, settled_for
from ikkan.ledger.cash_rows import CashEntry, PaymentMessage, Refund, Way
from ikkan.ledger.models import Case
from ikkan.ledger.verification import verify_chain
from ikkan.people.models import Account
from ikkan.ports.payment.fake import SIGNATURE, Behaviour
from ikkan.ports.payment.port import fake_provider
from ikkan.ports.payment.reports import Paid, Refunded
from ikkan.store.outbox import send_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: LazySettings) -> None:
    settings.IKKAN_DEMO = True


def booked() -> list[tuple[str, str, int]]:
    return list(CashEntry.objects.order_by("pk").values_list("item", "kind", "amount"))


def test_the_same_report_twice_is_booked_once(applicant: Account) -> None:
    case = owing(applicant)
    first = report(paid(charge_of(case)))
    again = report(paid(first.charge), NOW + timedelta(days=3)) if first.charge else None
    assert again == first
    assert booked() == [("tiny_fee", "receipt", FEE)]
    assert events_of(case).count("payment.received") == 1


def test_a_second_payment_of_the_same_fee_is_held(applicant: Account, officer: Account) -> None:
    case = owing(applicant)
    charge = charge_of(case)
    pay_at_counter(case=case, way=Way.COUNTER, amount=FEE, account=officer, now=NOW)
    held = report(paid(charge))
    assert held.held == "already_paid"
    assert booked() == [("tiny_fee", "receipt", FEE), (HELD_ITEM, "receipt", FEE)]
    assert settled_for([case], "tiny_fee")[case.pk] == FEE
    assert isinstance(accept_held(message=held, account=officer, why="", now=NOW), Refused)


def test_money_that_comes_after_the_end_is_held_and_given_back(applicant: Account, officer: Account) -> None:
    case = owing(applicant)
    charge = charge_of(case)
    withdraw_application(case=case, actor=applicant, why="", now=NOW)
    held = report(paid(charge), NOW + timedelta(days=40))
    case.refresh_from_db()
    assert (held.held, case.room, case.closed_at) == ("late", "closed", NOW)
    assert held.entry is not None
    refund_fee(entry=held.entry, account=officer, why="取り下げのあとの入金", now=NOW)
    held.refresh_from_db()
    assert held.resolved_at == NOW
    assert send_due(senders(), now=NOW) == 1
    assert booked() == [(HELD_ITEM, "receipt", FEE), (HELD_ITEM, "refund", FEE)]
    assert events_of(case)[-3:] == ["payment.held", "payment.refund_asked", "payment.refunded"]
    assert verify_chain(Case.objects.get(pk=case.pk)) == []


def test_another_amount_is_held_until_an_officer_takes_it(applicant: Account, officer: Account) -> None:
    case = owing(applicant)
    held = report(paid(charge_of(case), amount=FEE - 100))
    case.refresh_from_db()
    assert (held.held, case.waits_for) == ("other_amount", "payment")
    fee = accept_held(message=held, account=officer, why="電話で確かめた", now=NOW)
    assert isinstance(fee, CashEntry)
    assert isinstance(accept_held(message=held, account=officer, why="", now=NOW), Refused)
    case.refresh_from_db()
    assert charge_of(walked(case)).amount == 100, "only the rest is still owed"
    assert settled_for([case], HELD_ITEM)[case.pk] == 0


def test_money_for_a_replaced_charge_is_held(applicant: Account) -> None:
    case = owing(applicant)
    before = charge_of(case)
    correct_application(case=case, answers={**ANSWERS, "amount": 9000}, actor=applicant, now=NOW)
    walked(case)
    assert report(paid(before)).held == "replaced"
    assert charge_of(case).amount == 2 * FEE


def test_money_that_comes_while_the_case_is_checked_anew_is_the_fee(applicant: Account) -> None:
    case = owing(applicant)
    charge = charge_of(case)
    correct_application(case=case, answers={**ANSWERS, "amount": 400}, actor=applicant, now=NOW)
    assert report(paid(charge)).held == ""
    case.refresh_from_db()
    assert case.waits_for == "machine"
    assert walked(case).room in {"answer", "closed"}


@pytest.mark.parametrize("change", ["signature", "body", "nothing_signed"])
def test_a_forged_report_writes_nothing(applicant: Account, change: str) -> None:
    case = owing(applicant)
    sent = fake_provider().signed(paid(charge_of(case)))
    body = sent.body.replace(b"300", b"301") if change == "body" else sent.body
    headers = {"body": dict(sent.headers), "signature": {SIGNATURE: "0" * 64}, "nothing_signed": {}}[change]
    refused = take_callback(headers=headers, body=body, now=NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "forged"
    assert not PaymentMessage.objects.exists()
    assert not CashEntry.objects.exists()


def test_money_under_an_unknown_reference_is_held_without_a_case(officer: Account) -> None:
    held = report(Paid("nobody-knows", Yen(777), "t-9"))
    assert (held.held, held.charge) == ("unknown_reference", None)
    entry = CashEntry.objects.get()
    assert (entry.case, entry.item, entry.amount) == (None, HELD_ITEM, 777)
    assert isinstance(refund_fee(entry=entry, account=officer, why="受付番号が分からない", now=NOW), Refund)
    assert send_due(senders(), now=NOW) == 1
    assert Refund.objects.get().done_at is not None
    assert booked()[-1] == (HELD_ITEM, "refund", 777)


def test_a_refund_that_nobody_asked_for_is_held(applicant: Account, officer: Account) -> None:
    case = owing(applicant)
    charge = charge_of(case)
    report(paid(charge))
    held = report(Refunded(charge.reference, Yen(FEE), "r-1", "t-1"))
    assert held.held == "unasked_refund"
    assert booked()[-1] == (HELD_ITEM, "refund", FEE)
    assert not isinstance(note_held(message=held, account=officer, now=NOW), Refused)
    assert isinstance(note_held(message=held, account=officer, now=NOW), Refused)


def test_a_kill_between_the_report_and_the_step_leaves_nothing_behind(
    applicant: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = owing(applicant)
    charge = charge_of(case)

    class KilledError(BaseException):
        pass

    def die(*args: object, **kwargs: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched, pytest.raises(KilledError):
        patched.setattr(payment_reports, "_kept", die)
        report(paid(charge))
    case.refresh_from_db()
    assert case.waits_for == "payment"
    assert not CashEntry.objects.exists()
    assert "payment.received" not in events_of(case)
    report(paid(charge_of(case)))
    assert booked() == [("tiny_fee", "receipt", FEE)]
    assert walked(Case.objects.get(pk=case.pk)).room == "closed"


@pytest.mark.parametrize(
    ("behaviour", "entries", "waits"),
    [
        (Behaviour.PAY, 1, "machine"), (Behaviour.TWICE, 1, "machine"), (Behaviour.DECLINE, 0, "payment"),
        (Behaviour.WRONG_AMOUNT, 1, "payment"), (Behaviour.DELAY, 0, "payment"), (Behaviour.LEAVE, 0, "payment"),
    ],
)  # fmt: skip
def test_the_fake_behaves_as_chosen(applicant: Account, behaviour: Behaviour, entries: int, waits: str) -> None:
    case = owing(applicant)
    act_out(fake_provider(), behaviour, charge_of(case).reference, Yen(FEE), now=NOW)
    case.refresh_from_db()
    assert (CashEntry.objects.count(), case.waits_for) == (entries, waits)
    sent = send_due(senders(), now=NOW + timedelta(minutes=5))
    case.refresh_from_db()
    assert (sent, case.waits_for) == ((1, "machine") if behaviour is Behaviour.DELAY else (0, waits))


@pytest.mark.parametrize("transactions", [("t-1", "t-1"), ("t-1", "t-2")])
def test_two_reports_in_the_same_instant(real_db: None, settings: LazySettings, transactions: tuple[str, str]) -> None:
    case = owing(Account.objects.create_user("hanako"))
    charge, gate = charge_of(case), threading.Barrier(2)
    faults: list[Exception] = []

    def send(transaction: str) -> None:
        try:
            gate.wait(5)
            report(paid(charge, transaction=transaction))
        # a fault in a thread is the test's to see
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(one,)) for one in transactions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert settled_for([case], "tiny_fee")[case.pk] == FEE
    assert PaymentMessage.objects.exclude(held="").count() == len(set(transactions)) - 1
    assert verify_chain(Case.objects.get(pk=case.pk)) == []
