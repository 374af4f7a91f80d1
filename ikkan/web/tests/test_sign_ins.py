"""I see which cards open my account, and take one away."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from ikkan.people.models import Account, NationalSignIn
from ikkan.web.tests.test_signin_national import away, link, signed_in, who

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]
PAGE = "/my/sign-ins/"


@pytest.fixture(autouse=True)
def _demo() -> Iterator[None]:
    with override_settings(SECURE_SSL_REDIRECT=False, IKKAN_DEMO=True, IKKAN_AUTH_APP_ISSUER=""):
        yield


def test_a_card_is_linked_from_the_page_and_stands_there() -> None:
    client, account = signed_in()
    assert "カードはつながっていません" in client.get(PAGE).content.decode()
    assert client.post(client.get(away(client, back=PAGE))["Location"])["Location"] == PAGE
    page = client.get(PAGE).content.decode()
    assert "このカードを外す" in page
    assert "マイナンバーカードでログインしています" in page
    assert NationalSignIn.objects.get().account == account
    assert NationalSignIn.objects.get().subject not in page


def test_a_card_is_taken_away_after_a_look() -> None:
    client, account = signed_in()
    link(account)
    place = f"{PAGE}{NationalSignIn.objects.get().pk}/remove/"
    assert "外すと" in client.get(place).content.decode()
    assert NationalSignIn.objects.exists()
    assert client.post(place)["Location"] == PAGE
    assert not NationalSignIn.objects.exists()
    assert client.post(place).status_code == 404


def test_the_last_way_in_stays() -> None:
    client = Client()
    client.post(client.get(away(client))["Location"])
    account = who(client)
    place = f"{PAGE}{NationalSignIn.objects.get(account=account).pk}/remove/"
    answer = client.post(place)
    assert answer.status_code == 422
    assert "外せません" in answer.content.decode()
    assert NationalSignIn.objects.exists()


def test_a_stranger_finds_nothing_there(client: Client) -> None:
    _, account = signed_in()
    link(account)
    place = f"{PAGE}{NationalSignIn.objects.get().pk}/remove/"
    assert client.get(place).status_code == 302
    client.force_login(Account.objects.create(username="stranger"))
    assert client.get(place).status_code == 404
    assert client.post(place).status_code == 404
    client.force_login(Account.objects.create(username="officer", kind="staff"))
    assert client.get(place).status_code == 404
    assert "マイナンバーカード" not in client.get(PAGE).content.decode()
    assert NationalSignIn.objects.exists()
