"""Who may come in."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ikkan.api.tests.cast import AT, Program, answers, citizen, is_problem, staff
from ikkan.people.models import ApiToken
from ikkan.people.tokens import revoke_token

CASE = "/cases/H-0000-000000"


def test_without_a_token_nobody_comes_in(applicant: Program) -> None:
    answer = Client().get(f"{AT}/cases")
    assert is_problem(answer, 401, "sign_in_needed")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_an_unknown_token_opens_nothing(applicant: Program) -> None:
    applicant.text = "ik_unknown"
    assert is_problem(applicant.get("/cases"), 401, "token_invalid")


def test_an_expired_token_opens_nothing(applicant: Program) -> None:
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert is_problem(applicant.get("/cases"), 401, "token_invalid")


def test_a_revoked_token_opens_nothing(applicant: Program) -> None:
    token = ApiToken.objects.get(account=applicant.account)
    revoke_token(token_id=str(token.pk), by=applicant.account, now=timezone.now())
    assert is_problem(applicant.get("/cases"), 401, "token_invalid")


def test_a_missing_scope_is_told(april: Any) -> None:
    reader = Program(citizen("reader"), ("nursery:read",))
    assert reader.get("/cases").status_code == 200
    assert is_problem(reader.post("/nursery/drafts", {"answers": {}}), 403, "token_scope")


def test_staff_do_not_file_as_citizens(april: Any) -> None:
    officer = Program(staff("officer", "desk"))
    assert is_problem(officer.post("/nursery/applications", {"answers": answers()}), 403, "not_for_you")


def test_a_citizen_does_not_open_the_desk(april: Any) -> None:
    curious = Program(citizen("curious"), ("desk:*",))
    assert is_problem(curious.get("/desk/inbox"), 403, "not_for_you")


def test_a_family_of_scopes_opens_its_doors(april: Any) -> None:
    assert Program(staff("officer", "desk"), ("desk:*",)).get("/desk/inbox").status_code == 200


def test_a_session_reads_but_needs_the_csrf_token_to_write(applicant: Program) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(applicant.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get(f"{AT}/cases").status_code == 200
    sent = browser.post(
        f"{AT}/nursery/drafts", {"answers": {}}, content_type="application/json", headers={"Idempotency-Key": "k"}
    )
    assert is_problem(sent, 403, "csrf")


@pytest.mark.parametrize("path", ["/procedures", "/nursery/form", "/open-data/facilities.json", "/openapi.json"])
def test_open_addresses_need_no_sign_in_and_let_other_sites_read(april: Any, path: str) -> None:
    answer = Client().get(AT + path)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_private_answers_are_not_kept_by_caches_nor_read_by_other_sites(applicant: Program) -> None:
    answer = applicant.get("/cases")
    assert answer["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer


def test_too_many_writes_have_to_wait(applicant: Program, settings: Any) -> None:
    settings.IKKAN_API_THROTTLE = {"write": {"account": (2, 600)}}
    for _ in range(2):
        assert applicant.put("/nursery/electronic-notices").status_code == 200
    answer = applicant.put("/nursery/electronic-notices")
    assert is_problem(answer, 429, "too_many_requests")
    assert int(answer["Retry-After"]) > 0
