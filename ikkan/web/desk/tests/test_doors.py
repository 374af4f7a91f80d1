"""Nobody but staff with the duty opens a page of the desk: others find nothing; who is not signed in is asked to."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from ikkan.web.board import urls as board_urls
from ikkan.web.desk import approve_urls, round_urls, stop_urls, urls
from ikkan.web.desk.tests.cast import staff
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db
# the same in every process, so that parallel runs collect the same tests
SOME_KEY = UUID("7b1f6c52-0d5c-4c49-9a3c-2f8f6a7c1d10")
GIVEN = {"number": "H-1", "key": SOME_KEY, "draft": SOME_KEY, "section": "a", "page": "b", "index": 1, "batch": 1,
         "alarm": 1, "finding": 1, "procedure": "certificate",
         "hold": 1, "protection": 1, "deed": "pause",
         "notice": SOME_KEY, "rule": 1, "recheck": 1, "facility": "1", "kind": "csv", "name": "x",
         "edition": "public"}  # fmt: skip


def every_address() -> list[str]:
    found = []
    for module in (urls, round_urls, approve_urls, board_urls, stop_urls):
        for pattern in module.urlpatterns:
            assert isinstance(pattern, URLPattern)
            names = pattern.pattern.regex.groupindex
            given = {name: GIVEN[name] for name in names}
            if "key" in given and (module is approve_urls or pattern.name == "reserved_paper"):
                given["key"] = 1
            if pattern.name == "second":
                given["deed"] = 1
            if pattern.name == "document_page":
                given["page"] = 1
            found.append(reverse(f"{module.app_name}:{pattern.name}", kwargs=given))
    return found


@pytest.mark.parametrize("address", every_address())
def test_strangers_find_nothing(town: Town, stranger: Client, address: str) -> None:
    assert stranger.get(address).status_code == 404
    assert stranger.post(address).status_code == 404


@pytest.mark.parametrize("address", every_address())
def test_nobody_is_asked_to_sign_in(town: Town, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert "/sign-in/login/" in answer.headers["Location"]


@pytest.mark.parametrize("address", every_address())
def test_staff_without_the_duty_find_nothing(town: Town, address: str) -> None:
    operator = signed_in(staff("operator", "operator", ["operate"]))
    assert operator.get(address).status_code == 404
