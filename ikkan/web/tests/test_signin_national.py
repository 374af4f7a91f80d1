"""A card signs in whom it was linked to, in the browser that asked for it, and nobody else."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from ikkan.people.models import Account, NationalSignIn
from ikkan.people.services import link_sign_in
from ikkan.ports.auth_app import port
from ikkan.ports.auth_app.client import AuthApp

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]
PASSWORD = "nagai-aikotoba-7"
START = "/sign-in/national/"
BACK = "/sign-in/national/callback/"


@pytest.fixture(autouse=True)
def _demo() -> Iterator[None]:
    with override_settings(SECURE_SSL_REDIRECT=False, IKKAN_DEMO=True, IKKAN_AUTH_APP_ISSUER=""):
        yield


def subject(person: int = 0) -> str:
    provider = port.fake_provider()
    return provider.subject_of(provider.persons[person])


def link(account: Account, person: int = 0) -> None:
    done = link_sign_in(account=account, issuer=port.FAKE_ISSUER, subject=subject(person), now=timezone.now())
    assert isinstance(done, NationalSignIn)


def away(client: Client, back: str = "/me/", person: str = "hanako") -> str:
    """Leave, choose a card, and return the address to which the provider sends the browser back."""
    left = client.get(START, {"next": back})
    assert left["Location"].startswith(port.FAKE_PAGE + "?")
    sent = client.post(left["Location"], {"person": person})
    assert sent.status_code == 302
    return str(sent["Location"]).removeprefix("http://testserver")


def who(client: Client) -> Account | None:
    return (
        Account.objects.filter(pk=client.session["_auth_user_id"]).first()
        if "_auth_user_id" in client.session
        else None
    )


def hanako(resident: str = "") -> Account:
    return Account.objects.create_user("hanako", PASSWORD, resident_number=resident)


def signed_in() -> tuple[Client, Account]:
    client, account = Client(), hanako()
    assert client.login(username="hanako", password=PASSWORD)
    return client, account


def test_the_fakes_page_stands_where_its_provider_sends_people() -> None:
    assert reverse("demo_auth_app") == port.FAKE_PAGE


def test_the_sign_in_page_offers_the_card_and_keeps_the_way(client: Client) -> None:
    text = client.get("/sign-in/login/?next=/me/").content.decode()
    assert "マイナンバーカード（デジタル認証アプリ）" in text
    assert 'href="/sign-in/national/?next=%2Fme%2F"' in text


@override_settings(IKKAN_DEMO=False)
def test_nothing_is_offered_where_there_is_no_provider(client: Client) -> None:
    assert "デジタル認証アプリ" not in client.get("/sign-in/login/").content.decode()
    assert client.get(START).status_code == 404
    assert client.get(port.FAKE_PAGE).status_code == 404


@override_settings(IKKAN_PRODUCTION=True)
def test_production_has_no_fake(client: Client) -> None:
    assert client.get(START).status_code == 404
    assert client.post(port.FAKE_PAGE, {"person": "hanako"}).status_code == 404


@override_settings(IKKAN_LAYER="core")
def test_nobody_comes_by_card_beside_the_registers(client: Client) -> None:
    assert client.get(START).status_code == 404


def test_a_linked_card_signs_in_and_leads_on(client: Client) -> None:
    account = hanako("100001")
    NationalSignIn.objects.create(
        account=account,
        issuer=port.FAKE_ISSUER,
        subject=subject(),
        linked_at=timezone.now(),
        last_used_at=timezone.now(),
    )
    before = client.get("/").client.session.session_key
    answer = client.get(away(client))
    assert answer["Location"] == "/me/"
    assert who(client) == account
    assert client.session.session_key != before
    assert client.session["authenticated"]["level"] == Account.Assurance.CARD
    assert client.get("/card-only/").content == b"card: "


def test_a_new_card_asks_before_it_makes_an_account(client: Client) -> None:
    answer = client.get(away(client))
    assert answer["Location"] == "/sign-in/national/first/"
    page = client.get(answer["Location"]).content.decode()
    assert "カードでアカウントを作る" in page
    assert not Account.objects.exists()
    made = client.post(answer["Location"])
    assert made["Location"] == "/me/"
    account = who(client)
    assert account is not None
    assert (account.kind, account.resident_number, account.display_name) == ("citizen", "", "")
    again = Client()
    assert again.get(away(again))["Location"] == "/me/"
    assert who(again) == account


def test_a_new_card_can_be_linked_after_signing_in_by_password(client: Client) -> None:
    account = hanako()
    first = client.get(away(client))["Location"]
    signed = client.post("/sign-in/login/", {"login": "hanako", "password": PASSWORD, "next": first})
    assert signed["Location"] == first
    assert not NationalSignIn.objects.exists()
    assert "このアカウントにつなぐ" in client.get(first).content.decode()
    assert client.post(first)["Location"] == "/me/"
    assert NationalSignIn.objects.get().account == account
    assert client.get("/card-only/").status_code == 200


def test_a_card_is_not_put_on_a_residents_account_by_who_knows_its_password() -> None:
    client = Client()
    hanako("100001")
    assert client.login(username="hanako", password=PASSWORD)
    first = client.get(away(client))["Location"]
    answer = client.post(first)
    assert answer.status_code == 400
    assert "窓口" in answer.content.decode()
    assert not NationalSignIn.objects.exists()
    assert client.get("/card-only/").status_code == 302


def test_a_card_of_another_person_does_not_raise_the_session() -> None:
    client, account = signed_in()
    link(account)
    link(Account.objects.create_user("taro", PASSWORD), person=1)
    answer = client.get(away(client, person="taro"))
    assert answer.status_code == 400
    assert "sign_in_other_person" in answer.content.decode()
    assert who(client) == account
    assert client.get("/card-only/").status_code == 302


def test_the_answer_of_another_session_signs_nobody_in(client: Client) -> None:
    link(hanako())
    attacker = Client()
    stolen = away(attacker)
    answer = client.get(stolen)
    assert answer.status_code == 400
    assert "auth_app_not_begun_here" in answer.content.decode()
    assert who(client) is None


def test_a_state_of_ones_own_with_anothers_code_signs_nobody_in(client: Client) -> None:
    link(hanako())
    mine, theirs = away(client, person="taro"), away(Client())
    query = {name: values[0] for name, values in parse_qs(urlsplit(mine).query).items()}
    query["code"] = parse_qs(urlsplit(theirs).query)["code"][0]
    answer = client.get(f"{BACK}?{urlencode(query)}")
    assert "auth_app_provider_refused" in answer.content.decode()
    assert who(client) is None


def test_an_answer_counts_once(client: Client) -> None:
    link(hanako())
    url = away(client)
    assert client.get(url).status_code == 302
    assert client.get(url).status_code == 400


def test_who_signed_out_meanwhile_is_not_signed_in_by_an_old_answer() -> None:
    client, account = signed_in()
    link(account)
    url = away(client)
    client.logout()
    assert client.get(url).status_code == 400
    assert who(client) is None


def test_who_signed_in_meanwhile_is_not_mixed_up_with_who_left(client: Client) -> None:
    hanako()
    url = away(client, person="taro")
    assert client.post("/sign-in/login/", {"login": "hanako", "password": PASSWORD}).status_code == 302
    answer = client.get(url)
    assert answer.status_code == 400
    assert "auth_app_not_begun_here" in answer.content.decode()


@pytest.mark.parametrize("query", ["", "state=x", "state=x&code=y", "error=access_denied", "state=%00&code=%ff"])
def test_an_answer_that_nobody_asked_for_is_refused(client: Client, query: str) -> None:
    assert client.get(f"{BACK}?{query}").status_code == 400


def test_who_cancels_is_told_that_nothing_is_lost(client: Client) -> None:
    answer = client.get(away(client, person=""))
    assert answer.status_code == 200
    assert "残っています" in answer.content.decode()
    assert "もう一度カードで確かめる" in answer.content.decode()


@pytest.mark.parametrize("foreign", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_leads_to_no_foreign_page(client: Client, foreign: str) -> None:
    link(hanako())
    assert client.get(away(client, back=foreign))["Location"] == "/sign-in/first/"


def test_a_provider_that_is_down_is_a_page_with_a_way_on(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from ikkan.web import signin_national

    url = away(client)
    app = port.auth_app()
    assert isinstance(app, AuthApp)
    down = AuthApp(app.config, httpx.MockTransport(lambda request: httpx.Response(503)))
    monkeypatch.setattr(signin_national, "auth_app", lambda: down)
    answer = client.get(url)
    assert answer.status_code == 503
    assert "もう一度" in answer.content.decode()


@override_settings(IKKAN_AUTH_APP_ISSUER="https://auth-and-sign.go.jp/api/realms/main", IKKAN_AUTH_APP_CLIENT_ID="")
def test_wrong_settings_are_no_exception_page(client: Client) -> None:
    assert client.get(START).status_code == 503


def test_staff_do_not_come_by_card(client: Client) -> None:
    Account.objects.create_user("officer", PASSWORD, kind="staff")
    assert client.login(username="officer", password=PASSWORD)
    assert client.get(START).status_code == 404


def test_a_closed_account_stays_closed(client: Client) -> None:
    account = hanako()
    link(account)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get(away(client)).status_code == 400
    assert who(client) is None


def test_the_fake_sends_nobody_to_a_page_that_is_not_ours(client: Client) -> None:
    left = client.get(START)["Location"]
    bent = left.replace("testserver", "evil.example")
    assert bent != left
    assert client.post(bent, {"person": "hanako"}).status_code == 400


def test_a_session_remembers_a_few_trips_only(client: Client) -> None:
    first = away(client)
    for _ in range(4):
        last = away(client)
    assert client.get(first).status_code == 400
    assert client.get(last).status_code == 302
