"""The port tells the doctor what it is, and the fake stands in a demo only; its reports are believed by signature."""

import json

import pytest
from django.conf import LazySettings

from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import Refused
from ikkan.ports.payment.fake import SIGNATURE, FakePayment
from ikkan.ports.payment.port import PaymentHealth, fake_provider, payment_port
from ikkan.ports.payment.reports import Declined, Paid, PaymentPage, Refunded, Report

FAKE = FakePayment(b"secret")


@pytest.fixture(autouse=True)
def demo(settings: LazySettings) -> None:
    settings.IKKAN_DEMO, settings.IKKAN_PRODUCTION, settings.IKKAN_PAYMENT_PORT = True, False, ""


def test_the_doctor_is_told_that_a_fake_stands_there() -> None:
    health = PaymentHealth().check_config()
    assert (health.name, health.is_real, health.is_ok) == ("payment", False, True)
    assert "模擬・TEST" in health.said


def test_a_town_without_a_provider_is_well(settings: LazySettings) -> None:
    settings.IKKAN_PRODUCTION = True
    assert payment_port() is None
    health = PaymentHealth().check_config()
    assert (health.is_real, health.is_ok) == (True, True)


@pytest.mark.parametrize("name", ["ikkan.no_such.Provider", "ikkan.ports.payment.fake.FakePayment"])
def test_a_class_that_cannot_be_used_is_told(settings: LazySettings, name: str) -> None:
    settings.IKKAN_PAYMENT_PORT = name
    health = PaymentHealth().check_config()
    assert not health.is_ok
    assert name in health.said


@pytest.mark.parametrize(
    "report", [Paid("r", Yen(300), "t-1"), Declined("r", Yen(300), "t-2"), Refunded("r", Yen(300), "t-3", "t-1")]
)
def test_a_signed_report_is_read_back(report: Report) -> None:
    sent = FAKE.signed(report)
    assert FAKE.read_callback({SIGNATURE.lower(): sent.headers[SIGNATURE]}, sent.body) == report
    assert isinstance(FakePayment(b"other").read_callback(sent.headers, sent.body), Refused)


@pytest.mark.parametrize("amount", [0, -300, 10**12, "300", None, 3.5, True])
def test_an_amount_that_is_none_is_refused_although_it_is_signed(amount: object) -> None:
    content = {"kind": "paid", "reference": "r", "amount": amount, "transaction": "t", "of": ""}
    body = json.dumps(content).encode()
    refused = FAKE.read_callback({SIGNATURE: FAKE._seal(body)}, body)
    assert isinstance(refused, Refused)
    assert refused.code == "unreadable"


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{", b'{"kind": "stolen"}'])
def test_what_is_no_report_is_refused(body: bytes) -> None:
    refused = FAKE.read_callback({SIGNATURE: FAKE._seal(body)}, body)
    assert isinstance(refused, Refused)
    assert refused.code == "unreadable"


def test_every_process_of_a_demo_has_the_same_provider() -> None:
    page = fake_provider().begin("r", Yen(300), "/back/")
    assert isinstance(page, PaymentPage)
    assert page == fake_provider().begin("r", Yen(300), "/back/")
    assert FAKE.asked_by({"reference": "r", "amount": "x", "back": "/", "seal": "é"}) is None


def test_the_same_refund_has_the_same_number() -> None:
    first, again, other = (FAKE.refund(key, "r", "t-1", Yen(300)) for key in ("k", "k", "l"))
    assert first == again
    assert first.transaction != other.transaction
