"""Being told of papers issued, by program: a citizen registers and cancels, an officer does it for who stands there."""

import pytest
from django.test import Client
from django.utils import timezone

from ikkan.api.tests.cast import AT, citizen, staff, token
from ikkan.people.models import Account
from ikkan.registers.models import Resident
from ikkan.rooms.answer.issue_rows import IssueWatch

pytestmark = pytest.mark.django_db


def send(account: Account, path: str, key: str, body: dict[str, str] | None = None) -> tuple[int, dict[str, object]]:
    scopes = ("desk:*",) if account.is_staff_member else ("me:read", "me:write")
    headers = {"Authorization": f"Bearer {token(account, *scopes)}", "Idempotency-Key": key}
    answer = Client().post(f"{AT}/{path}", body or {}, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


@pytest.fixture
def person() -> Account:
    Resident.objects.create(
        number="100001", household="900001", family_name="髙橋", family_kana="タカハシ", birth="1992-05-03",
        relation="妻", postal="4250027", town="栄町一丁目", resident_since="2020-04-01", source="つくりもの",
        as_of="2026-11-01",
    )  # fmt: skip
    return citizen("hanako", "100001")


def test_a_citizen_registers_and_cancels(person: Account) -> None:
    assert send(person, "me/issue-notices/registration", "a")[0] == 200
    headers = {"Authorization": f"Bearer {token(person, 'me:read')}"}
    told = Client().get(f"{AT}/me/issue-notices", headers=headers).json()
    assert told["registration"]["ends_on"] > timezone.localdate().isoformat()
    assert told["told"] == []
    assert send(person, "me/issue-notices/cancellation", "b") == (200, {"done": True})
    assert Client().get(f"{AT}/me/issue-notices", headers=headers).json()["registration"] is None


def test_an_officer_needs_an_identity_paper(person: Account) -> None:
    officer = staff("window", "desk")
    at = "desk/issue-notices/registrations"
    assert send(officer, at, "a", {"resident": "100001", "paper": ""})[0] in {409, 422}
    assert send(officer, at, "b", {"resident": "100001", "paper": "passport"})[0] == 200
    assert IssueWatch.objects.get().officer == officer
    assert send(officer, "desk/issue-notices/cancellations", "c", {"resident": "100001", "paper": "passport"})[0] == 200
    assert IssueWatch.objects.get().cancelled_at is not None


def test_who_is_not_in_the_register_is_told_so() -> None:
    assert send(citizen("stranger"), "me/issue-notices/registration", "a")[0] in {409, 422}
