"""One click makes a visitor a person of the model town, in a demo and nowhere else."""

import importlib
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from ikkan.people.models import Account
from ikkan.web import signin_urls
from ikkan.web.demo_signin import PERSONAS

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ikkan.web.tests.small_urls")]


@pytest.fixture(autouse=True)
def _plain_http() -> object:
    with override_settings(SECURE_SSL_REDIRECT=False):
        yield


@pytest.fixture
def demo() -> Iterator[None]:
    with override_settings(IKKAN_DEMO=True):
        yield


@pytest.fixture
def town() -> None:
    for persona in PERSONAS:
        kind = "citizen" if persona.username == "demo-parent" else "staff"
        Account.objects.create(username=persona.username, kind=kind)
    Account.objects.create(username="real", kind="staff")


@pytest.mark.usefixtures("demo", "town")
def test_there_is_a_button_for_each_person(client: Client) -> None:
    text = client.get("/demo/").content.decode()
    assert text.count('action="/demo/"') == len(PERSONAS)
    assert "課長でログインする" in text


@pytest.mark.usefixtures("demo", "town")
@pytest.mark.parametrize("username", [persona.username for persona in PERSONAS])
def test_a_press_signs_in(client: Client, username: str) -> None:
    answer = client.post("/demo/", {"username": username})
    assert answer["Location"] == "/sign-in/first/"
    assert Account.objects.get(pk=client.session["_auth_user_id"]).username == username


@pytest.mark.usefixtures("demo", "town")
def test_the_way_leads_on_within_this_site_only(client: Client) -> None:
    assert client.post("/demo/", {"username": "demo-parent", "next": "/me/"})["Location"] == "/me/"
    for foreign in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        assert client.post("/demo/", {"username": "demo-parent", "next": foreign})["Location"] == "/sign-in/first/"


@pytest.mark.usefixtures("demo", "town")
@pytest.mark.parametrize("username", ["real", "", "nobody"])
def test_nobody_else_can_be_signed_in_as(client: Client, username: str) -> None:
    assert client.post("/demo/", {"username": username}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo", "town")
def test_looking_signs_nobody_in_and_a_forged_form_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/demo/?username=demo-parent")
    assert client.post("/demo/", {"username": "demo-parent"}).status_code == 403
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("turned", [{}, {"IKKAN_DEMO": True, "IKKAN_PRODUCTION": True}])
def test_outside_a_demo_there_is_no_such_page(client: Client, turned: dict[str, bool]) -> None:
    with override_settings(**({"IKKAN_DEMO": False, "IKKAN_PRODUCTION": False} | turned)):
        assert client.get("/demo/").status_code == 404
        assert client.post("/demo/", {"username": "demo-parent"}).status_code == 404


@pytest.mark.parametrize(
    ("demo", "production", "exists"), [(True, False, True), (False, False, False), (True, True, False)]
)
def test_the_address_exists_only_in_a_demo(demo: bool, production: bool, exists: bool) -> None:
    try:
        with override_settings(IKKAN_DEMO=demo, IKKAN_PRODUCTION=production):
            names = {pattern.name for pattern in importlib.reload(signin_urls).urlpatterns}
        assert ("demo_signin" in names) is exists
    finally:
        importlib.reload(signin_urls)


@pytest.mark.usefixtures("demo")
def test_an_empty_town_says_what_to_do(client: Client) -> None:
    assert "ikkan demo" in client.get("/demo/").content.decode()
