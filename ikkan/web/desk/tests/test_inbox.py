"""The inbox shows what waits for a person, by why it stopped, in a dozen queries."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ikkan.ledger.models import Case
from ikkan.web.desk.tests.cast import doubtful, receive_case
from ikkan.web.tests.cast import Town

pytestmark = pytest.mark.django_db


def shown(client: Client, **asked: str) -> str:
    return client.get(reverse("desk:inbox"), asked).content.decode()


def test_it_shows_cases_that_wait_for_an_officer(town: Town, officer: Client) -> None:
    waiting = doubtful(town).case
    machine = receive_case(town, "m")
    page = shown(officer)
    assert waiting.number in page
    assert machine.number not in page
    assert "住所の書き方が違う" in page


def test_given_names_stay_hidden_in_the_list(town: Town, officer: Client) -> None:
    doubtful(town)
    page = shown(officer)
    assert "髙橋 ○○" in page
    assert "花子" not in page


def test_reasons_are_counted_and_narrow_the_list(town: Town, officer: Client) -> None:
    one = doubtful(town, "a").case
    other = doubtful(town, "b", code="name_differs", typed="髙橋", registered="高橋").case
    page = shown(officer, reason="name_differs")
    assert other.number in page
    assert one.number not in page


def test_rooms_narrow_the_list(town: Town, officer: Client) -> None:
    waiting = receive_case(town, "m")
    assert waiting.number in shown(officer, tab="check")
    assert waiting.number not in shown(officer, tab="answer")


def test_a_case_that_stands_too_long_is_stuck(town: Town, officer: Client) -> None:
    late = doubtful(town, "a", since=timedelta(days=9)).case
    fresh = doubtful(town, "b").case
    Case.objects.filter(pk=late.pk).update(entered_at=late.entered_at - timedelta(days=9))
    page = shown(officer, tab="stuck")
    assert late.number in page
    assert fresh.number not in page


@pytest.mark.parametrize("asked", [{"tab": "x'"}, {"page": "²"}, {"page": "-1"}, {"sort": "evil"}, {"assignee": "?"}])
def test_odd_addresses_count_as_not_asked(town: Town, officer: Client, asked: dict[str, str]) -> None:
    doubtful(town)
    assert officer.get(reverse("desk:inbox"), asked).status_code == 200


def test_it_takes_a_dozen_queries_however_full(
    town: Town, officer: Client, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        doubtful(town, f"k{n}")
    shown(officer)
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a fixture of pytest-django
        shown(officer)


def test_an_officer_takes_cases_over_and_gives_them_back(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    answer = officer.post(reverse("desk:assign"), {"case": [case.pk], "to": "me", "back": "/desk/?tab=check"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/?tab=check")
    case.refresh_from_db()
    assert case.assignee == town.officer
    officer.post(reverse("desk:assign"), {"case": [case.pk], "to": "nobody"})
    case.refresh_from_db()
    assert case.assignee is None


def test_the_way_back_never_leads_elsewhere(town: Town, officer: Client) -> None:
    answer = officer.post(reverse("desk:keys"), {"keys": "on", "back": "https://evil.example/"})
    assert answer.headers["Location"] == "/desk/"
    assert "data-keys" in shown(officer)
