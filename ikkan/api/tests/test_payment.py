"""What the pages of payment do, programs do too: the applicant reads and begins, the cashier books and closes."""

import secrets
from typing import Any

import pytest
from django.utils import timezone

from ikkan.api.tests.cast import Program, case_of, is_problem, staff
from ikkan.corridor.payment_reports import take_report
from ikkan.kernel.money import Yen
from ikkan.kernel.reason import Reason
from ikkan.ledger.cash_rows import CashEntry, Charge
from ikkan.ledger.models import Case, Round
from ikkan.ports.payment.reports import Paid

FEE = 300


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.IKKAN_DEMO = True


@pytest.fixture
def case(applicant: Program) -> Case:
    found = case_of(applicant.filed())
    reason = Reason("fee", "1通分の手数料です。", "The fee for one copy.")
    Charge.objects.create(
        case=found, item="copy", amount=FEE, reason=reason.as_json(), reference=secrets.token_urlsafe(18),
        asked_at=timezone.now(),
    )  # fmt: skip
    Case.objects.filter(pk=found.pk).update(room="check", waits_for="payment", due_at=None)
    return case_of(found.number)


@pytest.fixture
def cashier(april: Round) -> Program:
    return Program(staff("cashier", "cash"), ("cash:*",))


def test_an_applicant_reads_what_is_owed_and_begins(applicant: Program, stranger: Program, case: Case) -> None:
    at = f"/cases/{case.number}/payment"
    assert applicant.get(at).json()["charge"]["standing"] == "owed"
    assert is_problem(applicant.post(at, {"back_url": "javascript:x"}), 422)
    begun = applicant.post(at, {"back_url": "https://app.example.jp/back"}, key="k-1")
    assert begun.json()["url"].startswith("/demo/payment/?")
    assert applicant.post(at, {"back_url": "https://app.example.jp/back"}, key="k-1").json() == begun.json()
    assert applicant.get(at).json()["charge"]["standing"] == "begun"
    assert is_problem(stranger.get(at), 404)
    assert is_problem(stranger.post(at, {"back_url": "https://app.example.jp/back"}), 404)


def test_a_cashier_receives_gives_back_and_closes(cashier: Program, applicant: Program, case: Case) -> None:
    at, day = f"/desk/cash/cases/{case.number}", timezone.localdate().isoformat()
    assert cashier.get(at).json()["charge"]["amount"] == FEE
    assert is_problem(cashier.post(f"{at}/receipts", {"way": "counter", "amount": 1}), 422, "other_amount")
    entry = cashier.post(f"{at}/receipts", {"way": "counter", "amount": FEE}).json()
    assert (entry["amount"], entry["kind"]) == (FEE, "receipt")
    assert is_problem(cashier.post(f"{at}/receipts", {"way": "counter", "amount": FEE}), 409, "nothing_owed")
    assert applicant.get(f"/cases/{case.number}/payment").json()["entries"] == [entry]
    close = f"/desk/cash/days/{day}/close"
    assert is_problem(cashier.post(close, {"ways": [{"way": "counter", "counted": 1}]}), 422, "difference")
    back = f"/desk/cash/entries/{entry['id']}/refund"
    assert is_problem(cashier.post(back, {"why": ""}), 422, "reason_missing")
    assert cashier.post(back, {"why": "誤り"}).status_code == 200
    assert is_problem(cashier.post(back, {"why": "誤り"}), 409, "already_refunded")
    closed = cashier.post(close, {"ways": [{"way": "counter", "counted": 0}]}).json()
    assert closed["closed_at"]
    assert [one["counted"] for one in closed["ways"] if one["way"] == "counter"] == [0]
    book = cashier.get(f"/desk/cash/book.csv?first={day}&last={day}")
    assert len(book.content.decode().splitlines()) == 3


def test_a_fee_is_waived_on_a_ground(cashier: Program, case: Case) -> None:
    at = f"/desk/cash/cases/{case.number}/exemption"
    assert is_problem(cashier.post(at, {"ground": "none", "why": "x"}), 422, "ground_unknown")
    assert cashier.post(at, {"ground": "disaster", "why": "り災証明書"}).json()["way"] == "exempt"


def test_held_money_is_settled(cashier: Program, case: Case) -> None:
    charge = Charge.objects.get()
    take_report(Paid(charge.reference, Yen(FEE - 1), "t-1"), now=timezone.now())
    held = cashier.get("/desk/cash/held").json()
    assert [(one["case"], one["held"], one["asked"]) for one in held] == [(case.number, "other_amount", FEE)]
    at = f"/desk/cash/held/{held[0]['id']}"
    assert is_problem(cashier.post(at, {"press": "note"}), 409, "money_held")
    assert cashier.post(at, {"press": "accept"}).status_code == 200
    assert is_problem(cashier.post(at, {"press": "refund", "why": "x"}), 409, "already_settled")
    assert cashier.get("/desk/cash/held").json() == []


def test_nobody_without_the_duty_comes_to_the_cash_desk(applicant: Program, case: Case) -> None:
    for who in (Program(applicant.account, ("cash:*",)), Program(staff("officer", "desk"), ("cash:*",))):
        assert is_problem(who.get("/desk/cash/held"), 403, "not_for_you")
        at = f"/desk/cash/cases/{case.number}/receipts"
        assert is_problem(who.post(at, {"way": "counter", "amount": FEE}), 403, "not_for_you")
    assert not CashEntry.objects.exists()
