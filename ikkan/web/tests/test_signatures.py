"""A page asks for a signature over its own digest, and takes it once, when the person is back."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.ports.auth_app import port
from ikkan.ports.auth_app.tests.cast import sign_by_card
from ikkan.web import demo_auth_app, signatures
from ikkan.web.tests.test_signin_national import link, signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]
DIGEST = hashlib.sha256(b"words").digest()


@pytest.fixture(autouse=True)
def _demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made = port.fake_provider

    def with_cards(redirect_uris: frozenset[str] = frozenset()) -> Any:
        return made(redirect_uris, sign_by_card)

    monkeypatch.setattr(demo_auth_app, "fake_provider", with_cards)
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


@override_settings(IKKAN_DEMO=False)
def test_without_a_provider_the_page_is_told() -> None:
    client, _ = signed_in()
    assert isinstance(signatures.signing_url(page_of(client), DIGEST, "/me/"), Refused)
