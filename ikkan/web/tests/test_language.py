"""The language of the page: chosen, kept, asked for by the browser, and followed through sign-in."""

import pytest
from django.test import Client, override_settings
from django.utils import translation

from ikkan.people.models import Account

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]
PASSWORD = "nagai-aikotoba-7"


@pytest.fixture(autouse=True)
def _plain_http() -> object:
    with override_settings(SECURE_SSL_REDIRECT=False):
        yield


def _language(client: Client, path: str = "/", **headers: str) -> str:
    answer = client.get(path, headers=headers)
    return str(answer.context["page_language"])


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "ja"),
        ("en-GB,en;q=0.9", "en"),
        ("ja,en;q=0.8", "ja"),
        ("vi,en;q=0.5", "en"),
        ("vi", "ja"),
        ("x" * 10_000, "ja"),
        ("\u3042", "ja"),
    ],
)
def test_the_browser_asks(client: Client, header: str, language: str) -> None:
    assert _language(client, **{"accept-language": header}) == language


def test_a_choice_is_kept_against_the_browser(client: Client) -> None:
    assert _language(client, "/?lang=easy") == "easy"
    assert _language(client, **{"accept-language": "en"}) == "easy"
    assert _language(client, "/?lang=en") == "en"


def test_an_unknown_choice_changes_nothing(client: Client) -> None:
    assert _language(client, "/?lang=xx") == "ja"
    assert _language(client, "/?lang=%00") == "ja"
    assert not client.session.keys()


def test_easy_japanese_is_japanese_to_the_browser(client: Client) -> None:
    answer = client.get("/?lang=easy")
    assert answer["Content-Language"] == "ja"
    assert 'lang="ja"' in answer.content.decode()
    assert "data-easy" in answer.content.decode()


def test_a_cache_tells_the_languages_apart(client: Client) -> None:
    assert {"Accept-Language", "Cookie"} <= set(client.get("/")["Vary"].split(", "))


def test_the_links_lead_to_the_same_page(client: Client) -> None:
    answer = client.get("/sign-in/login/?next=/me/")
    assert answer.context["languages"][1] == ("easy", "やさしい日本語", "/sign-in/login/?next=%2Fme%2F&lang=easy")


def test_the_choice_before_sign_in_is_stored(client: Client) -> None:
    account = Account.objects.create_user("parent", PASSWORD)
    client.get("/?lang=en")
    client.post("/sign-in/login/", {"login": "parent", "password": PASSWORD})
    account.refresh_from_db()
    assert account.language == "en"


def test_the_stored_language_comes_back_at_sign_in(client: Client) -> None:
    Account.objects.create_user("parent", PASSWORD, language="easy")
    client.post("/sign-in/login/", {"login": "parent", "password": PASSWORD})
    assert _language(client, **{"accept-language": "en"}) == "easy"


def test_a_choice_while_signed_in_is_stored(client: Client) -> None:
    account = Account.objects.create_user("parent", PASSWORD)
    client.force_login(account)
    client.get("/?lang=easy")
    account.refresh_from_db()
    assert account.language == "easy"


def test_the_language_ends_with_the_request(client: Client) -> None:
    before = translation.get_language()
    assert _language(client, "/?lang=en") == "en"
    assert translation.get_language() == before
