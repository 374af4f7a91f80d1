"""Made-up requests after the OpenAPI document: whatever comes, the server does not break."""

import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from ikkan.api.mounted import api
from ikkan.api.schema import openapi_document
from ikkan.api.tests.cast import CITIZEN, Program, answers, citizen, staff, token
from ikkan.ledger.models import Round

SECONDS = 30
EACH = 4


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
    known = {"number": [number, april.number], "draft_id": [draft], "procedure": ["nursery"]}
    headers = {"desk": token(boss, "desk:*", "approve:reply"), "": token(applicant.account, *CITIZEN)}
    schema = schemathesis.openapi.from_dict(openapi_document(api))
    until = time.monotonic() + SECONDS
    tried: dict[str, int] = {}
    seen: Counter[int] = Counter()
    for result in schema.get_all_operations():
        # our own document: an operation that cannot be read fails the test here
        operation: Any = result.ok()  # type: ignore[union-attr]
        if time.monotonic() > until:
            break
        of_staff = "/desk" in operation.path or "alarm" in operation.path or "approvals" in operation.path
        _try(operation, headers["desk" if of_staff else ""], known, tried, seen, until)
    assert len(tried) >= 10, sorted(tried)
    assert seen[200], seen
    assert seen[422], seen


def _try(
    operation: Any, text: str, known: dict[str, list[str]], tried: dict[str, int], seen: Counter[int], until: float
) -> None:
    name = f"{operation.method.upper()} {operation.path}"

    @settings(
        max_examples=EACH, deadline=timedelta(seconds=20), database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def once(case: Any) -> None:
        if time.monotonic() > until:
            return
        turn = tried.get(name, 0)
        for part, values in known.items():
            if part in (case.path_parameters or {}) and turn % 3:
                case.path_parameters[part] = values[turn % len(values)]
        tried[name] = turn + 1
        sent = {"Authorization": f"Bearer {text}", "Idempotency-Key": f"{operation.method}-{len(tried)}-{turn}"}
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
