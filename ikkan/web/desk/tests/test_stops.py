"""Holds and protection on the pages: by duty, by two persons, and no place before a purpose is written."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.corridor.stops.tests.cast import filing, received
from ikkan.people.models import Account
from ikkan.registers.models import Hold, Protection, Reading, Resident, StopDeed
from ikkan.registers.protecting import Abuser, Filed, Together, start_protection
from ikkan.web.desk.tests.cast import staff
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db
PLACES = ("秘鏡", "千代田", "1000001", "高橋花子")


@pytest.fixture
def one(town: Town) -> Account:
    return staff("one", "clerk5", ["protect"])


@pytest.fixture
def protection(one: Account) -> Protection:
    base = filing()
    filed = Filed(
        "100001", base.filed_on, Abuser("髙橋　太郎", "100002"), (Together("100003", "子"),), contact=base.contact,
        contact_name=base.contact_name, contact_postal=base.contact_postal, contact_address=base.contact_address,
        earlier_addresses=base.earlier_addresses, violence="partner",
    )  # fmt: skip
    return start_protection(received(one, filed), starts_on=timezone.localdate() - timedelta(days=350))


def opened(client: Client, protection: Protection, why: str = "延長の電話を受けた") -> str:
    answer = client.post(reverse("stops:open", args=[protection.pk]), {"why": why})
    assert answer.status_code == 303, answer.content.decode()
    return str(client.get(reverse("stops:protection", args=[protection.pk])).content.decode())


def test_the_list_names_numbers_and_contacts_and_no_place_or_name(one: Account, protection: Protection) -> None:
    page = signed_in(one).get(reverse("stops:protections")).content.decode()
    assert "100001" in page
    assert "090-0000-0000（夜）" in page
    assert not [trace for trace in (*PLACES, "太郎", "花子", "湊") if trace in page]


def test_a_filing_is_seen_after_a_purpose_alone_for_an_hour_and_it_is_logged(
    one: Account, protection: Protection, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = signed_in(one), reverse("stops:protection", args=[protection.pk])
    assert client.get(page).headers["Location"] == reverse("stops:open", args=[protection.pk])
    refused = client.post(reverse("stops:open", args=[protection.pk]), {"why": " "})
    assert refused.status_code == 422
    assert not [trace for trace in PLACES if trace in refused.content.decode()]
    shown = opened(client, protection)
    assert "東京都千代田区秘鏡1-1" in shown
    assert StopDeed.objects.get(deed="open").why == "延長の電話を受けた"
    read = Reading.objects.filter(purpose="延長の電話を受けた").values_list("resident", flat=True)
    assert set(read) == {"100001", "100003"}
    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr("ikkan.web.desk.protection_opening.timezone.now", lambda: later)
    assert client.get(page).status_code == 303, "it has closed again"


def test_another_officer_must_open_it_for_themself(one: Account, protection: Protection) -> None:
    opened(signed_in(one), protection)
    other = signed_in(staff("other", "clerk6", ["protect"]))
    for name, words in (("protection", []), ("on_protection", ["tell"]), ("letter", ["decided"])):
        address = reverse(f"stops:{name}", args=[protection.pk, *words])
        answer = other.post(address) if name == "letter" else other.get(address)
        assert answer.headers["Location"] == reverse("stops:open", args=[protection.pk]), name


def test_a_filing_is_received_by_the_form(one: Account, town: Town) -> None:
    client, page = signed_in(one), reverse("stops:receive")
    today = timezone.localdate()
    form = {
        "number": "100001", "filed_on_year": str(today.year), "filed_on_month": str(today.month),
        "filed_on_day": str(today.day), "violence": "partner", "together": "100003 子", "contact": "090-1",
        "abuser_name": "髙橋　太郎", "abuser_number": "100002", "why": "申出書を見た",
    }  # fmt: skip
    for missing in ("filed_on_day", "violence", "contact", "abuser_name", "why"):
        assert client.post(page, {**form, missing: ""}).status_code == 422, missing
    wrong = client.post(page, {**form, "number": "999999"})
    assert 'href="#id_number"' in wrong.content.decode()
    assert client.post(page, form).status_code == 303
    assert list(Resident.objects.filter(is_protected=True).values_list("number", flat=True)) == ["100001", "100003"]


def test_an_end_waits_for_another_person(one: Account, protection: Protection) -> None:
    client, today = signed_in(one), timezone.localdate()
    opened(client, protection)
    form = {"why": "本人の申出", "day_year": str(today.year), "day_month": str(today.month), "day_day": str(today.day)}
    address = reverse("stops:on_protection", args=[protection.pk, "end"])
    assert client.post(address, {**form, "why": ""}).status_code == 422
    assert client.post(address, form).status_code == 303
    protection.refresh_from_db()
    assert protection.state == Protection.State.IN_FORCE
    second = reverse("stops:second", args=[StopDeed.objects.get(stage="asked").pk])
    own = client.get(second).content.decode()
    assert "自分で求めたことは" in own
    assert client.post(second, {"answer": "accept", "why": "見た"}).status_code == 422
    other = signed_in(staff("other", "clerk6", ["protect"]))
    assert other.post(second, {"why": "見た"}).status_code == 422
    assert other.post(second, {"answer": "accept", "why": "本人に確かめた"}).status_code == 303
    protection.refresh_from_db()
    assert protection.state == Protection.State.ENDED
    assert not Resident.objects.filter(is_protected=True).exists()


def test_a_letter_goes_to_the_contact_and_is_recorded(one: Account, protection: Protection) -> None:
    client = signed_in(one)
    assert "決定の通知" in opened(client, protection)
    answer = client.post(reverse("stops:letter", args=[protection.pk, "expiring"]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert StopDeed.objects.get(deed="tell").detail == "expiring"
    assert client.post(reverse("stops:letter", args=[protection.pk, "nonsense"])).status_code == 404


def test_a_hold_is_set_released_and_lifted(one: Account, town: Town) -> None:
    client, today = signed_in(one), timezone.localdate()
    form = {
        "number": "100001", "operation": "issue", "level": "error", "why": "なりすまし",
        "starts_on_year": str(today.year), "starts_on_month": str(today.month),
        "starts_on_day": str(today.day), "ground": "要領", "evidence": "申出書",
    }  # fmt: skip
    page = reverse("stops:hold_new")
    for wrong in ({"household": "900001"}, {"operation": "x"}, {"level": ""}, {"why": ""}, {"number": "9"}):
        assert client.post(page, {**form, **wrong}).status_code == 422, wrong
    assert client.post(page, form).status_code == 303
    hold = Hold.objects.get()
    assert "申出書" in client.get(reverse("stops:hold", args=[hold.pk])).content.decode()
    pause = reverse("stops:on_hold", args=[hold.pk, "pause"])
    assert client.post(pause, {"detail": "90", "why": "窓口"}).status_code == 422
    assert client.post(pause, {"detail": "10", "why": "窓口"}).status_code == 303
    assert "一時解除" in client.get(reverse("stops:holds")).content.decode()
    assert client.post(reverse("stops:on_hold", args=[hold.pk, "lift"]), {"why": "取下げ"}).status_code == 303
    hold.refresh_from_db()
    assert hold.lifted_at is None
    assert client.get(reverse("stops:on_hold", args=[hold.pk, "end"])).status_code == 404


def test_a_place_is_opened_for_another_officer_and_one_case(one: Account, protection: Protection) -> None:
    client, reader = signed_in(one), staff("reader", "clerk6", ["desk"])
    opened(client, protection)
    form = {"number": "100001", "reader": "one", "case": "J-2026-1", "why": "審査した"}
    address = reverse("stops:on_protection", args=[protection.pk, "release"])
    assert client.post(address, form).status_code == 422
    assert client.post(address, {**form, "reader": "nobody"}).status_code == 422
    assert client.post(address, {**form, "reader": reader.username}).status_code == 303


@pytest.mark.parametrize("address", ["protections", "holds"])
def test_a_page_of_the_list_and_a_number_are_found(address: str, one: Account, protection: Protection) -> None:
    client = signed_in(one)
    for query in ("?page=9", "?page=x", "?q=100003", "?q=%00", "?page=99999999999999999999"):
        assert client.get(reverse(f"stops:{address}") + query).status_code == 200, query
