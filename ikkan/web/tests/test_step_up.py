"""A door that asks for more proof gives back what was being sent, once, to the same person."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, override_settings
from django.utils import timezone

from ikkan.people.models import Account
from ikkan.people.sessions import Need, assurance_of, meets, note_authentication
from ikkan.web.tests.test_signin_national import away, link, signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]
DOOR = "/card-only/"


@pytest.fixture(autouse=True)
def _demo() -> Iterator[None]:
    with override_settings(SECURE_SSL_REDIRECT=False, IKKAN_DEMO=True, IKKAN_AUTH_APP_ISSUER=""):
        yield


def back_of(location: str) -> str:
    assert location.startswith("/sign-in/step-up/?")
    return parse_qs(urlsplit(location).query)["next"][0]


def test_a_page_is_come_back_to() -> None:
    client, account = signed_in()
    link(account)
    asked = client.get(DOOR + "?page=2")
    assert back_of(asked["Location"]) == DOOR + "?page=2"
    page = client.get(asked["Location"]).content.decode()
    assert "マイナンバーカードで確かめる" in page
    assert "入力した内容は残っています" not in page
    answer = client.get(away(client, back=back_of(asked["Location"])))
    assert answer["Location"] == DOOR + "?page=2"
    assert client.get(answer["Location"]).status_code == 200


def test_what_was_being_sent_is_sent_on() -> None:
    client, account = signed_in()
    link(account)
    asked = client.post(DOOR, {"word": ["一", '<b>"二"'], "csrfmiddlewaretoken": "old"})
    back = back_of(asked["Location"])
    assert "入力した内容は残っています" in client.get(asked["Location"]).content.decode()
    assert client.get(away(client, back=back))["Location"] == back
    page = client.get(back).content.decode()
    assert f'action="{DOOR}"' in page
    assert 'name="word" value="一"' in page
    assert 'value="&lt;b&gt;&quot;二&quot;"' in page
    assert 'value="old"' not in page
    assert client.post(DOOR, {"word": ["一", "二"]}).content.decode() == "card: 一/二"
    # it was sent, so it is no longer kept
    assert client.get(back).status_code == 404


def test_what_is_kept_is_for_the_same_person_alone() -> None:
    client, account = signed_in()
    back = back_of(client.post(DOOR, {"word": "secret"})["Location"])
    stranger = Client()
    assert stranger.get(back).status_code == 302
    Account.objects.create_user("taro", "nagai-aikotoba-7")
    assert stranger.login(username="taro", password="nagai-aikotoba-7")
    assert stranger.get(back).status_code == 404
    client.logout()
    client.force_login(account)
    assert client.get(back).status_code == 404


def test_a_file_is_chosen_again_on_its_page() -> None:
    client, _ = signed_in()
    asked = client.post(DOOR, {"file": SimpleUploadedFile("a.pdf", b"%PDF")})
    assert back_of(asked["Location"]) == DOOR


def test_a_fragment_leads_the_whole_page() -> None:
    client, _ = signed_in()
    asked = client.post(DOOR, {"word": "x"}, headers={"HX-Request": "true"})
    assert asked.status_code == 204
    assert asked["HX-Redirect"].startswith("/sign-in/step-up/?next=%2Fsign-in%2Fresume%2F")


@override_settings(IKKAN_DEMO=False)
def test_where_there_is_no_card_the_counter_is_named() -> None:
    client, _ = signed_in()
    assert "窓口" in client.get("/sign-in/step-up/?next=/me/").content.decode()


def test_nobody_is_asked_to_sign_in_first(client: Client) -> None:
    assert client.get(DOOR)["Location"].startswith("/sign-in/login/")
    assert client.get("/sign-in/step-up/")["Location"].startswith("/sign-in/login/")


def a_request(account: Account) -> HttpRequest:
    request = HttpRequest()
    request.user = account
    # the session of a test is a plain mapping
    request.session = {}  # type: ignore[assignment]
    return request


def test_the_level_belongs_to_the_session_and_to_one_account() -> None:
    now = timezone.now()
    account, other = Account.objects.create(username="a"), Account.objects.create(username="b")
    request = a_request(account)
    assert assurance_of(request).level == Account.Assurance.PASSWORD
    note_authentication(request, level=Account.Assurance.CARD, method="national", now=now)
    assert assurance_of(request).level == Account.Assurance.CARD
    request.user = other
    assert assurance_of(request).level == Account.Assurance.PASSWORD


def test_a_proof_may_be_asked_to_be_fresh() -> None:
    now = timezone.now()
    request = a_request(Account.objects.create(username="a"))
    need = Need(Account.Assurance.CARD, timedelta(minutes=5))
    note_authentication(request, level=Account.Assurance.CARD, method="national", now=now)
    assert meets(request, need, now + timedelta(minutes=4))
    assert not meets(request, need, now + timedelta(minutes=6))
    assert meets(request, Need(Account.Assurance.CARD), now + timedelta(hours=6))
    # a sign-in by password has no moment that could be fresh
    assert not meets(a_request(Account.objects.create(username="b")), Need(1, timedelta(minutes=5)), now)
