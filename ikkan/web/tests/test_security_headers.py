"""Every answer says what a page may load and who may keep it."""

import pytest
from django.test import Client, override_settings

from ikkan.people.models import Account

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'none'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.fixture(autouse=True)
def _plain_http() -> object:
    with override_settings(SECURE_SSL_REDIRECT=False):
        yield


@pytest.fixture
def parent(client: Client) -> Account:
    account = Account.objects.create(username="parent")
    client.force_login(account)
    return account


@pytest.mark.parametrize("path", ["/", "/nothing/", "/breaks/", "/refuses/", "/api/v1/nothing", "/sign-in/login/"])
def test_every_answer_has_the_fixed_headers(path: str) -> None:
    answer = Client(raise_request_exception=False).get(path)
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(answer["Permissions-Policy"].split(", "))


@override_settings(SECURE_SSL_REDIRECT=True)
def test_the_redirect_to_https_has_them_too(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 301
    assert answer["Content-Security-Policy"] == POLICY


@override_settings(ALLOWED_HOSTS=["town.example"])
def test_a_wrong_host_gets_them_too(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert answer["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize("path", ["/", "/me/", "/nothing/", "/api/v1/nothing"])
def test_nobody_keeps_what_a_person_saw(client: Client, parent: Account, path: str) -> None:
    assert client.get(path)["Cache-Control"] == "no-store"


def test_a_token_makes_an_answer_personal(client: Client) -> None:
    assert client.get("/nothing/", headers={"authorization": "Bearer ik_x"})["Cache-Control"] == "no-store"


def test_signing_out_is_personal_still(client: Client, parent: Account) -> None:
    assert client.post("/sign-in/logout/")["Cache-Control"] == "no-store"


def test_a_public_page_and_a_static_file_may_be_kept(client: Client, parent: Account) -> None:
    assert "no-store" not in client.get("/static/ikkan/ikkan.css").get("Cache-Control", "")
    assert "no-store" not in Client().get("/").get("Cache-Control", "")
