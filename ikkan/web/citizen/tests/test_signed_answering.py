"""What a signed request is asked back is mended, read once more, and signed again."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from ikkan.ledger.models import Case
from ikkan.procedures.certificate.models import SignedRequest
from ikkan.procedures.certificate.tests.factories import Person, asked
from ikkan.procedures.certificate.tests.test_answering import STRANGER
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.tests.card_walk import USUAL, away, back, card_town, lay_card, worked
from ikkan.web.tests.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ikkan.web.citizen.tests.demo_urls")]


@pytest.fixture
def person(db: None, home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Person:
    one = card_town(home, settings)["一郎"]
    lay_card(monkeypatch, one.card)
    return one


@pytest.fixture
def client(person: Person) -> Client:
    return signed_in(person.account)


@pytest.fixture
def case(person: Person) -> Case:
    return asked(person, whose="some", persons=[STRANGER])


def mended(client: Client, case: Case) -> Draft:
    assert client.get(f"/cases/{case.number}/answer/").status_code == 200
    draft = Draft.objects.get(corrects=case)
    url = f"/certificate/apply/{draft.pk}/what/ask/"
    assert client.post(url, {"_version": draft.version, "_press": "save", **USUAL}).status_code == 303
    draft.refresh_from_db()
    return draft


def test_the_mended_form_is_signed_again_and_goes_on_by_itself(client: Client, case: Case) -> None:
    draft = mended(client, case)
    assert "/sign/" in client.get(f"/certificate/apply/{draft.pk}/confirm/").content.decode()
    came = client.get(back(client, away(client, draft)))
    assert "/receipt/" in came["Location"], came["Location"]
    assert SignedRequest.objects.filter(case=case).count() == 2
    assert worked(case).waits_for == "payment"


def test_without_a_card_the_mended_form_waits_for_the_counter(client: Client, case: Case) -> None:
    draft = mended(client, case)
    page = client.get(f"/certificate/apply/{draft.pk}/confirm/")
    agreed = {one.name: "yes" for one in page.context["agreed"]}
    sent = client.post(
        f"/certificate/apply/{draft.pk}/confirm/", {"_version": draft.version, "_press": "save", **agreed}
    )
    assert sent.status_code == 303
    assert (worked(case).waits_for, case.reason_code) == ("officer", "not_proved")
