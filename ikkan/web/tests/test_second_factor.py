"""The second factor by pages: staff need one, an app's code is one, a recovery leads to a new one."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client, override_settings

from ikkan.people.models import Account
from ikkan.people.recovery import open_recovery
from ikkan.people.tests.cast import posted
from ikkan.web.demo_signin import BACKEND

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]
SECRET, PAGE, APP = "nagai-aikotoba-7", "/my/sign-ins/", "/my/sign-ins/code-app/"


@pytest.fixture(autouse=True)
def _plain() -> Iterator[None]:
    with override_settings(SECURE_SSL_REDIRECT=False, IKKAN_STAFF_SECOND_FACTOR=True):
        yield


def person(kind: str = "citizen", name: str = "hanako") -> Account:
    return Account.objects.create_user(name, SECRET, kind=kind)


def sign_in(client: Client, name: str = "hanako") -> str:
    answer = client.post("/sign-in/login/", {"login": name, "password": SECRET})
    return str(answer.headers.get("Location", ""))


def code_of(secret: str, *, later: int = 0) -> str:
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[1] + later)))


def with_app(client: Client) -> str:
    client.get(APP)
    secret = str(client.session[SECRET_SESSION_KEY])
    assert client.post(APP, {"code": code_of(secret)})["Location"] == PAGE
    return secret


def test_staff_reach_only_the_page_that_sets_one_up(client: Client) -> None:
    posted(person("staff"), "desk")
    assert sign_in(client)
    for place in ("/desk/", "/", "/sign-in/first/", "/send/"):
        assert client.get(place)["Location"] == PAGE, place
    assert client.post("/send/")["Location"] == PAGE
    assert client.get("/desk/", headers={"HX-Request": "true"})["HX-Redirect"] == PAGE
    assert "職員は、パスキーか" in client.get(PAGE).content.decode()
    with_app(client)
    assert client.get("/").status_code == 200


def test_where_the_setting_is_off_staff_work_by_password(client: Client) -> None:
    person("staff")
    sign_in(client)
    with override_settings(IKKAN_STAFF_SECOND_FACTOR=False):
        assert client.get("/").status_code == 200


def test_citizens_are_not_asked_for_one(client: Client) -> None:
    person()
    sign_in(client)
    assert client.get("/").status_code == 200


def test_the_app_s_code_is_asked_after_the_password_and_a_wrong_one_opens_nothing(client: Client) -> None:
    person("staff")
    sign_in(client)
    secret = with_app(client)
    other = Client()
    assert sign_in(other) == "/sign-in/second-step/"
    assert other.get(PAGE)["Location"].startswith("/sign-in/login/")
    assert other.post("/sign-in/second-step/", {"code": "000000"}).status_code == 422
    assert other.post("/sign-in/second-step/", {"code": code_of(secret)})["Location"] == "/sign-in/first/"
    assert "パスワードとアプリの番号で" in other.get(PAGE).content.decode()
    assert secret not in str(Authenticator.objects.get().data)


def test_a_session_that_knows_only_the_password_cannot_change_the_factors(client: Client) -> None:
    account = person()
    sign_in(client)
    secret = with_app(client)
    thief = Client()
    thief.force_login(account, backend=BACKEND)
    for place in (f"{PAGE}passkeys/add/", f"{APP}remove/"):
        assert thief.post(place)["Location"].startswith("/sign-in/again/?next="), place
    assert thief.post("/sign-in/again/", {"password": SECRET, "next": PAGE}).status_code == 422
    assert thief.post(f"{APP}remove/")["Location"].startswith("/sign-in/again/")
    assert Authenticator.objects.exists()
    assert thief.post("/sign-in/again/", {"code": code_of(secret), "next": PAGE})["Location"] == PAGE
    assert thief.post(f"{APP}remove/")["Location"] == PAGE
    assert not Authenticator.objects.exists()


def test_a_password_given_long_ago_is_asked_again_and_leads_back(client: Client) -> None:
    client.force_login(person(), backend=BACKEND)
    asked = client.get(APP)["Location"]
    assert asked == "/sign-in/again/?next=%2Fmy%2Fsign-ins%2Fcode-app%2F"
    assert client.post(asked, {"password": "falsch-falsch", "next": APP}).status_code == 422
    assert client.post(asked, {"password": SECRET, "next": APP})["Location"] == APP
    assert client.get(APP).status_code == 200


@pytest.mark.parametrize("sent", ["", "x", "[]", "null", '{"id": 1}', '{"response": {"userHandle": "A"}}'])
def test_what_is_no_passkey_opens_nothing(client: Client, sent: str) -> None:
    client.get("/sign-in/passkey/", headers={"Accept": "application/json"})
    assert client.post("/sign-in/passkey/", {"credential": sent})["Location"] == "/sign-in/login/"
    person()
    sign_in(client)
    assert client.post(f"{PAGE}passkeys/add/", {"credential": sent}).status_code == 422
    assert not Authenticator.objects.exists()


def test_a_stranger_finds_no_passkey_of_mine(client: Client) -> None:
    made = Authenticator.objects.create(
        user=person(name="other"), type="webauthn", data={"name": "電話", "credential": {}}
    )
    person()
    sign_in(client)
    for act in ("name", "remove"):
        assert client.post(f"{PAGE}passkeys/{made.pk}/{act}/", {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(data__name="電話").exists()


def test_a_recovery_signs_in_and_leads_to_a_new_passkey(client: Client) -> None:
    account, helper = person("staff"), person("staff", "helper")
    posted(helper, "accounts")
    made = Authenticator.objects.create(user=account, type="webauthn", data={"name": "電話", "credential": {}})
    opened = open_recovery(username="hanako", paper="passport", officer=helper, now=made.created_at)
    assert isinstance(opened, tuple)
    assert client.post("/sign-in/recovery/", {"username": "hanako", "code": "WRONG"}).status_code == 422
    answer = client.post("/sign-in/recovery/", {"username": "hanako", "code": opened[1]})
    assert answer["Location"] == f"{PAGE}passkeys/add/"
    assert client.get(answer["Location"]).status_code == 200
    assert client.get("/desk/")["Location"] == PAGE
    assert "パスポート" in client.get(PAGE).content.decode()
