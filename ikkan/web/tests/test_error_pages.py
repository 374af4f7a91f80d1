"""A failure says what happened, why and what to do next, without asking the database."""

import json

import pytest
from django.test import Client, override_settings

from ikkan.people.models import Account

pytestmark = pytest.mark.urls("ikkan.web.tests.small_urls")
PAGES = [("/nothing/", 404), ("/refuses/", 403), ("/unreadable/", 400), ("/breaks/", 500)]


@pytest.fixture(autouse=True)
def _plain_http() -> object:
    with override_settings(SECURE_SSL_REDIRECT=False):
        yield


@pytest.mark.parametrize(("path", "status"), PAGES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_page_of_failure_needs_no_database(path: str, status: int, language: str) -> None:
    # No django_db mark: a query would fail this test.
    client = Client(raise_request_exception=False)
    answer = client.get(path, headers={"accept-language": language})
    text = answer.content.decode()
    assert answer.status_code == status
    assert text.count("<h1>") == 1
    assert f'lang="{language}"' in text


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_the_words_blame_nobody(path: str, status: int) -> None:
    text = Client(raise_request_exception=False).get(path).content.decode()
    assert "ください" in text
    for forbidden in ("システムエラー", "不正", "恐れ入りますが", "ValueError", "Traceback"):
        assert forbidden not in text


def test_an_old_form_is_refused_with_words_that_help() -> None:
    answer = Client(enforce_csrf_checks=True).post("/send/")
    assert answer.status_code == 403
    assert "読み込み直し" in answer.content.decode()


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/"])
def test_a_program_gets_a_problem_it_can_read(path: str) -> None:
    answer = Client().get(path)
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == 404


@pytest.mark.django_db
def test_a_signed_in_person_gets_the_same_page(client: Client) -> None:
    client.force_login(Account.objects.create(username="parent"))
    assert client.get("/desk/").content == client.get("/nothing/").content
