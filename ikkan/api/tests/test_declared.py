"""Doors that a procedure declares are mounted like the API's own."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import URLPattern
from ninja import NinjaAPI, Router, Schema

from ikkan.api.application import make_api
from ikkan.api.declared import declared_router, mount
from ikkan.api.tests.cast import CITIZEN, citizen, staff, token
from ikkan.kernel import registry
from ikkan.kernel.outcome import Refused
from ikkan.kernel.procedure import Endpoint
from ikkan.people.models import Account
from ikkan.procedures.nursery.procedure import NURSERY


class Wish(Schema):
    words: str


class Heard(Schema):
    who: str
    words: str


def hear(*, account: Account | None, body: Wish | None, now: datetime, child: str) -> Heard | Refused:
    if child == "none":
        return Refused("not_found", "いません", "Nobody")
    return Heard(who=account.username if account else "", words=f"{child}:{body.words if body else ''}")


def endpoint(**changes: Any) -> Endpoint:
    usual = Endpoint(
        verb="POST", path="children/{child}/wish", name="wish", summary="Wish.", service=hear, takes=Wish, gives=Heard
    )  # fmt: skip
    return replace(usual, **changes)


def call(one: Endpoint, account: Account, *scopes: str, child: str = "c1") -> Any:
    """Call a declared door as Django would."""
    router = Router()
    mount(router, NURSERY, one)
    made = NinjaAPI(urls_namespace=f"test-{one.name}-{one.who}")
    for kind, handler in make_api()._exception_handlers.items():
        made.add_exception_handler(kind, handler)
    made.add_router("", router)
    patterns = [pattern for pattern in made.urls[0] if isinstance(pattern, URLPattern)]
    view: Any = next(pattern for pattern in patterns if one.name in str(pattern.name)).callback
    request = RequestFactory().generic(
        one.verb,
        f"/{child}",
        b'{"words": "hello"}',
        content_type="application/json",
        headers={"Authorization": f"Bearer {token(account, *scopes)}", "Idempotency-Key": child},
    )
    return view(request, child=child)


@pytest.mark.usefixtures("april")
def test_a_declared_write_calls_its_service_once_a_key() -> None:
    account = citizen()
    answer = call(endpoint(), account, *CITIZEN)
    assert answer.status_code == 201, answer.content.decode()
    assert answer.content == b'{"who": "applicant", "words": "c1:hello"}'
    assert call(endpoint(), account, *CITIZEN, child="none").status_code == 404


@pytest.mark.usefixtures("april")
def test_a_declared_read_needs_the_scope_of_its_procedure() -> None:
    read = endpoint(verb="GET", takes=None)
    assert call(read, citizen(), "nursery:read").content == b'{"who": "applicant", "words": "c1:"}'
    assert call(read, citizen("other"), "me:read").status_code == 403


@pytest.mark.usefixtures("april")
def test_a_duty_opens_a_door_of_staff() -> None:
    desk = endpoint(who="desk")
    assert call(desk, staff("officer", "desk"), "desk:write").status_code == 201
    assert call(desk, staff("other"), "desk:write").status_code == 403


def test_every_declared_door_of_a_procedure_is_mounted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._procedures, "nursery", replace(NURSERY, endpoints=(endpoint(who="anyone"),)))
    assert "/nursery/children/{child}/wish" in declared_router().path_operations
