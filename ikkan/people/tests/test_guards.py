"""Doors of pages: strangers find nothing, nobody signed in is led to sign-in and back."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from ikkan.people.guards import require_citizen, require_duty
from ikkan.people.models import Account
from ikkan.people.tests.cast import citizen, posted, staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ikkan.people.tests.no_urls")]


@require_duty("desk")
def inbox(request: HttpRequest, number: str = "") -> HttpResponse:
    return HttpResponse(f"desk {number}")


@require_citizen
def mailbox(request: HttpRequest) -> HttpResponse:
    return HttpResponse("mailbox")


def _request(user: Account | AnonymousUser, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/desk/?room=check", headers=headers)
    request.user = user
    return request


def test_staff_with_the_duty_come_in() -> None:
    officer = staff()
    posted(officer, "desk", starts_on=timezone.localdate())
    answer = inbox(_request(officer), "H-1")
    assert isinstance(answer, HttpResponse)
    assert answer.content == b"desk H-1"


def test_staff_without_the_duty_and_citizens_find_nothing() -> None:
    officer = staff()
    posted(officer, "board", starts_on=timezone.localdate())
    for account in (officer, citizen()):
        with pytest.raises(Http404):
            inbox(_request(account))


def test_a_citizens_page_is_closed_to_staff() -> None:
    assert mailbox(_request(citizen())).status_code == 200
    with pytest.raises(Http404):
        mailbox(_request(staff()))


@pytest.mark.parametrize("view", [inbox, mailbox])
def test_nobody_signed_in_is_led_to_sign_in_and_back(view: object) -> None:
    assert callable(view)
    answer = view(_request(AnonymousUser()))
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/login/?next=/desk/%3Froom%3Dcheck")


def test_a_fragment_leads_the_whole_page_to_sign_in() -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/"}
    answer = inbox(_request(AnonymousUser(), **asked))
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/sign-in/login/?next=/desk/"


def test_a_foreign_address_is_never_the_way_back() -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/"}
    answer = inbox(_request(AnonymousUser(), **asked))
    assert "evil" not in answer["HX-Redirect"]
