"""Made-up requests after the OpenAPI document: whatever comes, the server does not break."""

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from ikkan.api.mounted import api
from ikkan.api.schema import openapi_document
from ikkan.api.tests.cast import CITIZEN, Program, answers, citizen, staff, token
from ikkan.ledger.models import Round

EACH = 4
# what made-up requests must reach, or the test would prove little: answers of each kind, and operations in whose path
# stands something that is there
FEWEST = {200: 40, 409: 5, 422: 10}
REACHED = 0.75


@pytest.mark.slow
def test_no_made_up_request_breaks_the_server(april: Round, settings: Any) -> None:
    settings.IKKAN_API_THROTTLE = {
        name: {"account": (10**6, 600), "ip": (10**6, 600)} for name in ("write", "estimate")
    }
    settings.LOGGING_CONFIG = None
    applicant = Program(citizen())
    number = applicant.filed()
    draft = applicant.post("/nursery/drafts", {"answers": answers()}).json()["id"]
    boss = staff("boss", "desk")
    known = {"number": number, "draft_id": draft, "procedure": "nursery"}
    headers = {"desk": token(boss, "desk:*", "approve:reply"), "": token(applicant.account, *CITIZEN)}
    schema = schemathesis.openapi.from_dict(openapi_document(api))
    seen: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for result in schema.get_all_operations():
        # our own document: an operation that cannot be read fails the test here
        operation: Any = result.ok()  # type: ignore[union-attr]
        of_staff = "/desk" in operation.path or "alarm" in operation.path or "approvals" in operation.path
        there = known | ({"number": april.number} if "/rounds/" in operation.path else {})
        name = f"{operation.method.upper()} {operation.path}"
        _try(operation, headers["desk" if of_staff else ""], there, name, seen[name])
    told = sum(seen.values(), Counter())
    assert not {status: least for status, least in FEWEST.items() if told[status] < least}, told
    missed = [name for name, answers_of in seen.items() if answers_of.keys() <= {404}]
    assert len(missed) <= len(seen) * (1 - REACHED), missed


def _try(operation: Any, text: str, there: dict[str, str], name: str, seen: Counter[int]) -> None:
    """Send what an operation's description allows; two of three times the path names something that is there."""

    @settings(
        max_examples=EACH, deadline=timedelta(seconds=20), database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def once(case: Any) -> None:
        turn = seen.total()
        if turn % 3 != 2:
            named = case.path_parameters or {}
            named.update({part: value for part, value in there.items() if part in named})
        sent = {"Authorization": f"Bearer {text}", "Idempotency-Key": str(uuid4())}
        answer = _sent(case, sent)
        seen[answer.status_code] += 1
        assert answer.status_code < 500, (name, answer.status_code, answer.content[:300])
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json", (name, answer.content[:300])

    once()


def _sent(case: Any, headers: dict[str, str]) -> Any:
    """Send a made-up request through Django's client, which stays in the test's thread and transaction."""
    parts = case.as_transport_kwargs(base_url="http://testserver", headers=headers)
    wanted = {
        name: parts[name] for name in ("method", "url", "headers", "params", "json", "data", "files") if name in parts
    }
    made = requests.Request(**wanted).prepare()
    body = made.body or b""
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    given = {
        name: str(value) for name, value in made.headers.items() if name.lower() not in {"content-length", "cookie"}
    }
    kind = given.pop("Content-Type", "application/octet-stream")
    return Client().generic(made.method or "GET", made.path_url, data, content_type=kind, headers=given)
