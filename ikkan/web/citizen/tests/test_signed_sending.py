"""A form that is signed: sent once, whatever is pressed twice, and kept whenever the signature does not do."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from ikkan.ledger.models import Case
from ikkan.people.services import grant_mandate
from ikkan.ports.jpki.refusals import Cause, refuse
from ikkan.procedures.certificate import filing, proving
from ikkan.procedures.certificate.models import SignedRequest
from ikkan.procedures.certificate.tests.factories import Person
from ikkan.rooms.check.models import Finding
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.tests.card_walk import away, back, card_town, draft_of, filed, lay_card, worked
from ikkan.web.tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ikkan.web.citizen.tests.demo_urls")]


@pytest.fixture
def town(db: None, home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Person]:
    found = card_town(home, settings)
    lay_card(monkeypatch, found["一郎"].card)
    return found


@pytest.fixture
def client(town: dict[str, Person]) -> Client:
    return signed_in(town["一郎"].account)


def test_signed_request_is_filed_and_proved(client: Client) -> None:
    case = filed(client)
    assert SignedRequest.objects.get(case=case).record
    assert not Finding.objects.filter(case=case).exists()
    assert not Draft.objects.exists()


def test_coming_back_twice_and_the_back_button_give_the_first_receipt(client: Client) -> None:
    draft = draft_of(client)
    came = back(client, away(client, draft))
    first = client.get(came)["Location"]
    assert client.get(came)["Location"] == first
    assert client.get(f"/certificate/apply/{draft.pk}/sign/")["Location"] == first
    assert client.get(f"/certificate/apply/{draft.pk}/confirm/")["Location"] == first
    assert Case.objects.count() == 1


def test_two_tabs_that_sign_the_same_draft_send_it_once(client: Client) -> None:
    draft = draft_of(client)
    one, two = away(client, draft), away(client, draft)
    came = back(client, one)
    first = client.get(came)["Location"]
    assert client.get(back(client, two))["Location"] == first
    assert Case.objects.count() == SignedRequest.objects.count() == 1


def test_what_was_changed_after_signing_is_signed_again(client: Client) -> None:
    draft = draft_of(client)
    app = away(client, draft)
    changed = {"_version": draft.version, "_press": "save", "whose": "household", "purpose": "work", "copies": "2",
               "delivery": "pickup"}  # fmt: skip
    assert client.post(f"/certificate/apply/{draft.pk}/what/ask/", changed).status_code == 303
    came = client.get(back(client, app))
    assert came["Location"].endswith("/confirm/")
    assert "もう一度署名してください" in client.get(came["Location"]).content.decode()
    assert not Case.objects.exists()
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_stopped_in_the_app_keeps_the_draft(client: Client) -> None:
    draft = draft_of(client)
    chosen = client.post(away(client, draft), {"person": ""})
    page = client.get(chosen["Location"])
    assert page.status_code == 200
    assert f"/certificate/apply/{draft.pk}/signed/" in page.content.decode().replace("%2F", "/")
    assert client.get(f"/certificate/apply/{draft.pk}/signed/")["Location"].endswith("/confirm/")
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("cause", [one for one in Cause if one is not Cause.REVOCATION_UNKNOWN])
def test_each_refused_signature_is_told_in_its_words(
    client: Client, monkeypatch: pytest.MonkeyPatch, cause: Cause
) -> None:
    monkeypatch.setattr(filing, "verify", lambda *_args, **_rest: refuse(cause))
    draft = draft_of(client)
    came = client.get(back(client, away(client, draft)))
    assert refuse(cause).ja in client.get(came["Location"]).content.decode()
    assert not Case.objects.exists()
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_unknown_revocation_is_received_and_never_called_failed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (filing, proving):
        monkeypatch.setattr(module, "verify", lambda *_args, **_rest: refuse(Cause.REVOCATION_UNKNOWN))
    case = filed(client)
    assert (case.room, case.waits_for) == ("check", "outside")
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "返事を待っています" in page
    assert "できませんでした" not in page


def test_lost_session_keeps_the_draft(client: Client, town: dict[str, Person]) -> None:
    draft = draft_of(client)
    app = away(client, draft)
    chosen = client.post(app, {"person": "hanako"})
    again = signed_in(town["一郎"].account)
    assert again.get(chosen["Location"]).status_code == 400
    assert again.get(f"/certificate/apply/{draft.pk}/confirm/").status_code == 200
    assert not Case.objects.exists()


def test_delegate_signs_by_their_own_card(town: dict[str, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    giver, holder = town["次郎"], town["一郎"]
    now = timezone.now()
    grant_mandate(
        grantor=giver.account, holder=holder.account, procedure="certificate", ground="友人",
        expires_on=timezone.localdate(now), now=now,
    )  # fmt: skip
    client = signed_in(holder.account)
    shown = client.get("/certificate/").content.decode()
    assert str(giver.account) in shown
    assert client.post("/certificate/begin/", {"for": str(giver.account.pk)}).status_code == 303
    draft = Draft.objects.get()
    assert draft.owner == giver.account
    url = f"/certificate/apply/{draft.pk}/what/ask/"
    posted = {"_version": draft.version, "_press": "save", "whose": "me", "purpose": "bank", "copies": "1",
              "delivery": "post"}  # fmt: skip
    assert client.post(url, posted).status_code == 303
    assert "/receipt/" in client.get(back(client, away(client, draft)))["Location"]
    case = worked(Case.objects.get())
    assert case.applicant == giver.account
    assert not Finding.objects.filter(case=case).exists()


def test_stranger_begins_for_nobody(client: Client, town: dict[str, Person]) -> None:
    assert client.post("/certificate/begin/", {"for": str(town["次郎"].account.pk)}).status_code == 404
    assert not Draft.objects.exists()
