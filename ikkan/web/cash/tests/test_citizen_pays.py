"""A citizen pays on the provider's page and comes back; what is told is what is known."""

import pytest
from django.conf import LazySettings
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.kernel.money import Yen
from ikkan.ledger.cash_rows import CashEntry, Charge
from ikkan.ledger.models import Case
from ikkan.ports.payment.port import fake_provider
from ikkan.ports.payment.reports import Paid
from ikkan.web import demo_payment
from ikkan.web.cash.tests.cast import FEE
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant(town: Town) -> Client:
    return signed_in(town.applicant)


def page_of(client: Client, case: Case) -> str:
    answer = client.get(reverse("citizen:payment", args=[case.number]))
    assert answer.status_code == 200
    return answer.content.decode()


def call_back(report: Paid, *, forged: bool = False) -> int:
    sent = fake_provider().signed(report)
    headers = {name: "0" * 64 if forged else value for name, value in sent.headers.items()}
    # a browser's session and its token are no part of it
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/payment/callback/", sent.body, content_type="application/json", headers=headers)
    return answer.status_code


def press(client: Client, case: Case, behaviour: str) -> None:
    """Go to the fake's page and press one of its buttons, as a browser does."""
    gone = client.get(reverse("citizen:pay", args=[case.number]))
    assert gone.status_code == 302
    assert "300円" in client.get(gone.headers["Location"]).content.decode()
    posted = client.post(gone.headers["Location"], {"behaviour": behaviour})
    assert posted.headers["Location"].endswith(reverse("citizen:payment", args=[case.number]))


@pytest.mark.parametrize(
    ("behaviour", "told", "entries"),
    [
        ("pay", "お支払いは済んでいます", 1), ("twice", "お支払いは済んでいます", 1),
        ("delay", "まだ届いていません", 0), ("leave", "まだ届いていません", 0),
        ("decline", "支払いができませんでした", 0), ("wrong_amount", "入金を預かり", 1),
    ],
)  # fmt: skip
@pytest.mark.urls("ikkan.web.cash.tests.demo_urls")
def test_what_happened_is_told_plainly(applicant: Client, case: Case, behaviour: str, told: str, entries: int) -> None:
    assert "300円" in page_of(applicant, case)
    press(applicant, case, behaviour)
    assert told in page_of(applicant, case)
    assert CashEntry.objects.count() == entries


@pytest.mark.urls("ikkan.web.cash.tests.demo_urls")
def test_nobody_changes_the_amount_in_the_address(applicant: Client, case: Case) -> None:
    gone = applicant.get(reverse("citizen:pay", args=[case.number])).headers["Location"]
    changed = gone.replace("amount=300", "amount=1")
    assert changed != gone
    answer = applicant.post(changed, {"behaviour": "pay"})
    assert answer.status_code == 400
    assert "応じられません" in answer.content.decode()
    assert not CashEntry.objects.exists()


def test_the_fake_is_gone_outside_a_demo(case: Case, settings: LazySettings) -> None:
    settings.IKKAN_DEMO = False
    with pytest.raises(Http404):
        demo_payment.demo_payment(Client().get("/").wsgi_request)
    assert Client().post("/payment/callback/", b"{}", content_type="application/json").status_code == 404


def test_a_stranger_finds_neither_page(town: Town, case: Case) -> None:
    stranger = signed_in(town.stranger)
    for name in ("payment", "pay"):
        assert stranger.get(reverse(f"citizen:{name}", args=[case.number])).status_code == 404


def test_the_case_and_the_first_page_lead_to_the_payment(applicant: Client, case: Case) -> None:
    url = reverse("citizen:payment", args=[case.number])
    assert url in applicant.get(reverse("citizen:case", args=[case.number])).content.decode()
    assert url in applicant.get("/").content.decode()


def test_a_town_without_a_provider_shows_the_other_ways(applicant: Client, case: Case, settings: LazySettings) -> None:
    settings.IKKAN_DEMO = False
    page = page_of(applicant, case)
    assert "定額小為替" in page
    assert reverse("citizen:pay", args=[case.number]) not in page


def test_the_callback_needs_no_session_and_only_a_signature(case: Case) -> None:
    charge = Charge.objects.get()
    report = Paid(charge.reference, Yen(FEE), "t-1")
    assert call_back(report, forged=True) == 403
    assert not CashEntry.objects.exists()
    assert call_back(report) == call_back(report) == 200
    assert CashEntry.objects.count() == 1
    assert call_back(Paid("nobody", Yen(FEE), "t-2")) == 200
    assert Client().get("/payment/callback/").status_code == 405
    assert CashEntry.objects.get(case=None).entered_at <= timezone.now()
