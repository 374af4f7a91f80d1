"""A way back in is opened by an officer who saw a paper, works once, and takes the old ways away."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account, Recovery
from ikkan.people.recovery import open_recovery, use_recovery
from ikkan.people.tests.cast import NOW, citizen, posted, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Account:
    account = staff()
    posted(account, "accounts")
    return account


def opened(officer: Account, username: str = "parent") -> str:
    made = open_recovery(username=username, paper="passport", officer=officer, now=NOW)
    assert not isinstance(made, Refused), made
    return made[1]


def with_passkey(account: Account) -> Account:
    Authenticator.objects.create(user=account, type="webauthn", data={"name": "電話", "credential": {}})
    return account


def test_it_removes_the_old_passkeys_and_ends_other_sessions_once(officer: Account) -> None:
    person = with_passkey(citizen())
    before, code = person.get_session_auth_hash(), opened(officer)
    assert Authenticator.objects.exists()
    back = use_recovery(username="parent", code=code.lower().replace("-", " "), now=NOW)
    assert back == person
    assert not Authenticator.objects.exists()
    assert isinstance(back, Account)
    assert back.get_session_auth_hash() != before
    assert isinstance(use_recovery(username="parent", code=code, now=NOW), Refused)


def test_who_opened_it_and_what_was_shown_is_recorded_and_the_code_is_not(officer: Account) -> None:
    person = citizen()
    code = opened(officer)
    kept = Recovery.objects.get()
    assert (kept.account, kept.opened_by, kept.paper, kept.used_at) == (person, officer, "passport", None)
    assert code.replace("-", "") not in str(vars(kept))


def test_it_opens_nothing_late_for_another_or_after_a_newer_one(officer: Account) -> None:
    with_passkey(citizen())
    citizen("other")
    first, second = opened(officer), opened(officer)
    assert isinstance(use_recovery(username="parent", code=first, now=NOW), Refused)
    assert isinstance(use_recovery(username="other", code=second, now=NOW), Refused)
    assert isinstance(use_recovery(username="parent", code=second, now=NOW + timedelta(days=2)), Refused)
    assert Authenticator.objects.exists()


@pytest.mark.parametrize(("username", "paper"), [("nobody", "passport"), ("parent", "smile"), ("officer", "passport")])
def test_nobody_no_paper_and_oneself_are_refused(officer: Account, username: str, paper: str) -> None:
    citizen()
    assert isinstance(open_recovery(username=username, paper=paper, officer=officer, now=NOW), Refused)
    assert not Recovery.objects.exists()


def test_staff_without_the_duty_open_nothing() -> None:
    citizen()
    clerk = staff("clerk")
    posted(clerk, "desk")
    refused = open_recovery(username="parent", paper="passport", officer=clerk, now=NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "not_found"
