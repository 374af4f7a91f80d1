"""An officer with the duty receives, waives, gives back, settles what is held, and closes the day."""

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from ikkan.corridor.senders import senders
from ikkan.ledger.cash_rows import CashEntry, DayClose, PaymentMessage, Refund
from ikkan.ledger.models import Case, Event
from ikkan.store.outbox import send_due
from ikkan.web.cash.tests.cast import FEE, held_payment
from ikkan.web.cash.urls import urlpatterns
from ikkan.web.desk.tests.cast import staff
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db
GIVEN = {"number": "H-1", "entry": 1, "message": 1}
ADDRESSES = [
    reverse(f"cash:{one.name}", kwargs={name: GIVEN[name] for name in one.pattern.regex.groupindex})
    for one in urlpatterns
    if isinstance(one, URLPattern)
]


def post(client: Client, name: str, key: object = None, **form: object) -> str:
    """Press a button and return the page that follows."""
    answer = client.post(reverse(f"cash:{name}", args=[] if key is None else [key]), form, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_and_staff_without_the_duty_find_nothing(town: Town, address: str) -> None:
    for who in (town.stranger, town.officer, staff("operator", "operator", ["operate"])):
        client = signed_in(who)
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert "/sign-in/login/" in Client().get(address).headers["Location"]


def test_a_fee_is_received_in_two_clicks_after_the_number(cashier: Client, case: Case) -> None:
    found = cashier.get(reverse("cash:find"), {"q": case.number[-7:]}, follow=True)
    assert "300円を窓口で受け取った" in found.content.decode()
    assert "受け取りを記帳しました" in post(cashier, "receive", case.number, way="counter", amount=FEE)
    assert "いまお支払いいただくものはありません" in post(cashier, "receive", case.number, way="counter", amount=FEE)
    case.refresh_from_db()
    assert (case.waits_for, CashEntry.objects.get().way) == ("machine", "counter")


def test_a_page_that_shows_an_old_amount_books_nothing(cashier: Client, case: Case) -> None:
    assert "受け取った額を確かめてください" in post(cashier, "receive", case.number, way="counter", amount=FEE + 1)
    assert not CashEntry.objects.exists()


def test_a_fee_is_waived_with_its_ground(cashier: Client, case: Case) -> None:
    assert "免除の根拠を選んでください" in post(cashier, "exempt", case.number, why="x")
    assert "免除を記帳しました" in post(cashier, "exempt", case.number, ground="disaster", why="り災証明書")
    assert CashEntry.objects.get().ground == "disaster"


def test_a_receipt_is_given_back_with_a_reason(cashier: Client, case: Case) -> None:
    post(cashier, "receive", case.number, way="post", amount=FEE)
    key = CashEntry.objects.get().pk
    assert "返す理由を書いてください" in post(cashier, "refund", key)
    assert "返金を記帳しました" in post(cashier, "refund", key, why="誤って受け取った")
    assert "もう返す手続きをしています" in post(cashier, "refund", key, why="もう一度")


def test_held_money_is_given_back_through_the_provider(cashier: Client, case: Case) -> None:
    message = held_payment(case)
    page = cashier.get(reverse("cash:book")).content.decode()
    assert "請求と金額が違います" in page
    assert "200円" in page
    assert "返す理由を書いてください" in post(cashier, "held", message.pk, press="refund")
    assert "返金を決済の会社に頼みました" in post(cashier, "held", message.pk, press="refund", why="金額が違う")
    assert send_due(senders(), now=timezone.now()) == 1
    assert Refund.objects.get().done_at is not None
    assert "確かめる入金" not in cashier.get(reverse("cash:book")).content.decode()
    assert Event.objects.filter(case=case, name="payment.refunded").exists()


def test_held_money_is_taken_as_the_fee(cashier: Client, case: Case) -> None:
    message = held_payment(case)
    assert "手数料に充てました" in post(cashier, "held", message.pk, press="accept", why="電話で確かめた")
    assert "もう処理が終わっています" in post(cashier, "held", message.pk, press="refund", why="x")
    assert PaymentMessage.objects.get().resolved_at is not None


def test_a_day_is_closed_only_in_balance(cashier: Client, case: Case) -> None:
    post(cashier, "receive", case.number, way="counter", amount=FEE)
    day = timezone.localdate().isoformat()
    counted = {"day": day, "online": 0, "counter": 200, "post": 0}
    assert "-100円合いません" in post(cashier, "close", **counted)
    assert "数字で入れてください" in post(cashier, "close", **{**counted, "post": "なし"})
    assert not DayClose.objects.exists()
    assert "を締めました" in post(cashier, "close", **{**counted, "counter": "300円"})
    assert DayClose.objects.get().day.isoformat() == day


def test_the_book_is_given_as_csv(cashier: Client, case: Case) -> None:
    post(cashier, "receive", case.number, way="counter", amount=FEE)
    day = timezone.localdate().isoformat()
    answer = cashier.get(reverse("cash:book_csv"), {"from": day, "to": day})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(f"{day},")
    assert f",{case.number},copy,収入,窓口,300,," in lines[1]
