"""A case that owes a fee waits for it, and goes on when it is paid online, at the counter, by post, or waived."""

from datetime import timedelta

import pytest
from django.conf import LazySettings

from ikkan.corridor.filing import correct_application, withdraw_application
from ikkan.corridor.paying import begin_payment, exempt_fee, pay_at_counter
from ikkan.corridor.tests.conftest import ANSWERS, NOW
from ikkan.corridor.tests.paid_cast import FEE, charge_of, events_of, owing, paid, report, walked
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import open_charge, settled_for
from ikkan.ledger.cash_rows import CashEntry, Charge, Kind, Way
from ikkan.ledger.verification import verify_chain
from ikkan.people.models import Account
from ikkan.ports.payment.reports import Declined, PaymentPage
from ikkan.store.models import OutboxRow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: LazySettings) -> None:
    settings.IKKAN_DEMO = True


class DownPayment:
    """A provider that cannot be reached."""

    def begin(self, reference: str, amount: int, back_url: str) -> PaymentPage:
        raise ConnectionError("no route to host")


def test_a_case_waits_for_its_fee_and_goes_on_when_it_is_paid(applicant: Account) -> None:
    case = owing(applicant)
    assert (case.room, case.waits_for, case.reason_code, case.due_at) == ("check", "payment", "fee", None)
    charge = charge_of(case)
    page = begin_payment(case=case, account=applicant, back_url="/back/", now=NOW)
    assert isinstance(page, PaymentPage)
    assert charge.reference in page.url
    report(paid(charge))
    case.refresh_from_db()
    assert (case.room, case.waits_for) == ("check", "machine")
    assert walked(case).room == "closed"
    entry = CashEntry.objects.get()
    assert (entry.case, entry.amount, entry.way, entry.kind, entry.item) == (case, FEE, "online", "receipt", "tiny_fee")
    assert events_of(case)[:5] == [
        "intake.received", "check.awaited_payment", "payment.begun", "payment.received", "check.passed",
    ]  # fmt: skip
    assert verify_chain(case) == []


def test_the_applicant_is_told_by_mail_once(applicant: Account) -> None:
    applicant.email = "hanako@example.jp"
    applicant.save()
    owing(applicant)
    rows = OutboxRow.objects.filter(channel="mail")
    assert [("お支払い" in str(row.payload["subject"]), str(FEE) in str(row.payload)) for row in rows] == [
        (True, False)
    ]


def test_a_stranger_begins_nothing(applicant: Account, stranger: Account) -> None:
    case = owing(applicant)
    refused = begin_payment(case=case, account=stranger, back_url="/", now=NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "not_found"
    assert "payment.begun" not in events_of(case)


def test_the_port_down_is_told_and_changes_nothing(applicant: Account, settings: LazySettings) -> None:
    case = owing(applicant)
    settings.IKKAN_PAYMENT_PORT = f"{__name__}.DownPayment"
    refused = begin_payment(case=case, account=applicant, back_url="/", now=NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "payment_unreachable"
    assert charge_of(case).begun_at is None


def test_a_town_without_a_provider_says_so(applicant: Account, settings: LazySettings) -> None:
    settings.IKKAN_DEMO = False
    refused = begin_payment(case=owing(applicant), account=applicant, back_url="/", now=NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "not_online"


def test_a_refused_payment_may_be_tried_again(applicant: Account) -> None:
    case = owing(applicant)
    charge = charge_of(case)
    begin_payment(case=case, account=applicant, back_url="/", now=NOW)
    report(Declined(charge.reference, paid(charge).amount, "d-1"))
    assert charge_of(case).declined_at == NOW
    assert not CashEntry.objects.exists()
    case.refresh_from_db()
    begin_payment(case=case, account=applicant, back_url="/", now=NOW + timedelta(minutes=1))
    assert charge_of(case).declined_at is None
    report(paid(charge))
    assert walked(case).room == "closed"


@pytest.mark.parametrize("way", [Way.COUNTER, Way.POST])
def test_an_officer_receives_the_whole_fee_once(applicant: Account, officer: Account, way: Way) -> None:
    case = owing(None)
    short = pay_at_counter(case=case, way=way, amount=FEE - 1, account=officer, now=NOW)
    assert isinstance(short, Refused)
    assert short.code == "other_amount"
    entry = pay_at_counter(case=case, way=way, amount=FEE, account=officer, now=NOW)
    assert isinstance(entry, CashEntry)
    assert (entry.way, entry.actor) == (way, officer.pk)
    assert isinstance(pay_at_counter(case=case, way=way, amount=FEE, account=officer, now=NOW), Refused)
    assert walked(case).room in {"answer", "closed"}
    assert isinstance(
        pay_at_counter(case=owing(applicant), way=Way.EXEMPT, amount=FEE, account=officer, now=NOW), Refused
    )


def test_a_fee_is_waived_on_a_ground_of_the_book_only(applicant: Account, officer: Account) -> None:
    case = owing(applicant)
    for ground, why, code in (("because", "確認書", "ground_unknown"), ("disaster", " ", "reason_missing")):
        refused = exempt_fee(case=case, ground=ground, why=why, account=officer, now=NOW)
        assert isinstance(refused, Refused)
        assert refused.code == code
    entry = exempt_fee(case=case, ground="disaster", why="り災証明書", account=officer, now=NOW)
    assert isinstance(entry, CashEntry)
    assert (entry.way, entry.ground) == ("exempt", "disaster")
    assert "payment.exempted" in events_of(case)
    assert walked(case).room == "closed"


def test_a_correction_changes_what_is_owed(applicant: Account) -> None:
    case = owing(applicant)
    before = charge_of(case)
    correct_application(case=case, answers={**ANSWERS, "amount": 9000}, actor=applicant, now=NOW)
    after = charge_of(walked(case))
    assert (after.amount, after.reference != before.reference) == (2 * FEE, True)
    before.refresh_from_db()
    assert before.voided_at == NOW
    correct_application(case=case, answers={**ANSWERS, "amount": 9001}, actor=applicant, now=NOW)
    assert charge_of(walked(case)).pk == after.pk, "the same fee goes on under the same reference"


def test_nothing_is_owed_after_a_withdrawal(applicant: Account, officer: Account) -> None:
    case = owing(applicant)
    withdraw_application(case=case, actor=applicant, why="", now=NOW)
    assert isinstance(begin_payment(case=case, account=applicant, back_url="/", now=NOW), Refused)
    assert isinstance(pay_at_counter(case=case, way=Way.COUNTER, amount=FEE, account=officer, now=NOW), Refused)


def test_what_was_paid_counts_towards_the_fee(applicant: Account) -> None:
    case = owing(applicant)
    assert settled_for([case], "tiny_fee") == {case.pk: 0}
    report(paid(charge_of(case)))
    assert settled_for([case], "tiny_fee") == {case.pk: FEE}
    assert settled_for([case], "other") == {case.pk: 0}
    assert open_charge(case) is None
    assert Charge.objects.count() == CashEntry.objects.filter(kind=Kind.RECEIPT).count() == 1
