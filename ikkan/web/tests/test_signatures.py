"""A page asks for a signature over its own digest, and takes it once, when the person is back."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from ikkan.kernel.input_partial_dates import PartialDate
from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.ports.auth_app import port
from ikkan.ports.auth_app.fake.persons import Person, write_people
from ikkan.ports.auth_app.tests.cast import sign_by_card
from ikkan.ports.jpki.certificate import read_certificate
from ikkan.ports.jpki.items import CertificateBirth, FourItems, Sex
from ikkan.ports.jpki.practice_folder import PracticePerson, write_practice
from ikkan.ports.jpki.tests.cast import card_key
from ikkan.web import signatures
from ikkan.web.tests.test_signin_national import link, signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]
DIGEST = hashlib.sha256(b"words").digest()


@pytest.fixture(autouse=True)
def _demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(port, "practice_signer", lambda: sign_by_card)
    with override_settings(SECURE_SSL_REDIRECT=False, IKKAN_DEMO=True, IKKAN_AUTH_APP_ISSUER=""):
        yield


def page_of(client: Client) -> Any:
    """Return the request of a page that this browser has just opened."""
    return client.get("/my/sign-ins/").wsgi_request


def begin(client: Client, digest: bytes = DIGEST) -> str:
    request = page_of(client)
    url = signatures.signing_url(request, digest, "/me/")
    assert isinstance(url, str)
    request.session.save()
    return url


def sign(client: Client, url: str, person: str = "hanako") -> Any:
    assert "だれのカードで署名しますか" in client.get(url).content.decode()
    return client.get(client.post(url, {"person": person})["Location"])


def test_the_signature_waits_for_the_page_that_asked() -> None:
    client, _ = signed_in()
    assert sign(client, begin(client))["Location"] == "/me/"
    request = page_of(client)
    signed = signatures.take_signature(request, DIGEST)
    assert signed is not None
    assert signed.digest == DIGEST
    assert signatures.take_signature(request, DIGEST) is None


def test_a_signature_serves_no_other_words() -> None:
    client, _ = signed_in()
    sign(client, begin(client))
    request = page_of(client)
    assert signatures.take_signature(request, hashlib.sha256(b"other").digest()) is None
    assert signatures.take_signature(request, DIGEST) is None


def test_a_replayed_transaction_gives_no_second_signature() -> None:
    client, _ = signed_in()
    url = begin(client)
    back = client.post(url, {"person": "hanako"})["Location"]
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 400
    assert "error=invalid_request" in client.post(url, {"person": "hanako"})["Location"]


def test_another_persons_card_does_not_sign_for_this_account() -> None:
    client, account = signed_in()
    link(account)
    link(Account.objects.create_user("taro", "nagai-aikotoba-7"), person=1)
    answer = sign(client, begin(client), person="taro")
    assert answer.status_code == 400
    assert signatures.take_signature(page_of(client), DIGEST) is None


def test_the_practice_card_of_this_instance_signs_our_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    taro = FourItems("見本　太郎", Sex.MALE, CertificateBirth(0, PartialDate(1990, 11, 20)), "静岡県みほん市本町１番")
    write_practice(home / "jpki", [PracticePerson(taro, holder="taro")], timezone.now(), card_key)
    client, _ = signed_in()
    sign(client, begin(client), "taro")
    signed = signatures.take_signature(page_of(client), DIGEST)
    assert signed is not None
    read = read_certificate(signed.certificate)
    assert not isinstance(read, Refused)
    assert read.items == taro


def test_the_page_tells_what_is_wrong_with_a_card() -> None:
    client, _ = signed_in()
    people = [Person("x", "見本　一", "静岡県みほん市", "1990-01-01", "1", "revoked")]
    write_people(port.fake_people_file(), people)
    text = client.get(begin(client)).content.decode()
    assert "署名用電子証明書が、失効しています" in text
    assert "見本　花子" not in text


def test_without_practice_cards_nothing_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    client, _ = signed_in()
    assert sign(client, begin(client)).status_code == 400


@override_settings(IKKAN_DEMO=False)
def test_without_a_provider_the_page_is_told() -> None:
    client, _ = signed_in()
    assert isinstance(signatures.signing_url(page_of(client), DIGEST, "/me/"), Refused)
