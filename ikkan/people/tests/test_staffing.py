"""Staff are made by staff, posted for a time, and an account closes without its person's name."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account, ApiToken, Office, Posting, Rank
from ikkan.people.selectors import duties_of
from ikkan.people.services import close_account, end_posting, make_token, open_staff_account, post_account
from ikkan.people.tests.cast import TODAY, citizen, posted, staff

pytestmark = pytest.mark.django_db


def test_a_member_of_staff_gets_an_argon2_password() -> None:
    account = open_staff_account(username="sato", password="nagai-aikotoba-7", display_name="佐藤")
    assert isinstance(account, Account)
    assert account.is_staff_member
    assert account.password.startswith("argon2")
    assert account.check_password("nagai-aikotoba-7")


@pytest.mark.parametrize("password", ["short", "password123", "sato-sato-1"])
def test_a_weak_password_is_refused(password: str) -> None:
    answer = open_staff_account(username="sato-sato-1", password=password, display_name="佐藤")
    assert isinstance(answer, Refused)
    assert answer.code == "password_weak"


@pytest.mark.parametrize(("username", "code"), [("", "username_missing"), ("taken", "account_incomplete")])
def test_a_missing_or_taken_name_is_refused(username: str, code: str) -> None:
    citizen("taken")
    answer = open_staff_account(username=username, password="nagai-aikotoba-7", display_name="佐藤")
    assert isinstance(answer, Refused)
    assert answer.code == code


def test_a_citizen_cannot_be_posted() -> None:
    office = Office.objects.create(code="tax", name_ja="税務課", name_en="Tax")
    rank = Rank.objects.create(code="clerk", name_ja="主事", name_en="Clerk", level=1)
    answer = post_account(account=citizen(), office=office, rank=rank, duties=["desk"], starts_on=TODAY)
    assert isinstance(answer, Refused)
    officer = staff()
    posting = post_account(account=officer, office=office, rank=rank, duties=["desk", "desk"], starts_on=TODAY)
    assert isinstance(posting, Posting)
    assert duties_of(officer, TODAY) == {"desk"}


def test_an_ended_posting_stays_as_history() -> None:
    officer = staff()
    posting = posted(officer, "desk")
    end_posting(posting=posting, on=TODAY)
    assert duties_of(officer, TODAY) == {"desk"}
    assert duties_of(officer, TODAY + timedelta(days=1)) == frozenset()
    assert isinstance(end_posting(posting=posting, on=date(2020, 1, 1)), Refused)


def test_a_closed_account_keeps_its_id_and_loses_its_name() -> None:
    account = Account.objects.create(
        username="hanako", display_name="高橋花子", email="h@example.jp", resident_number="12"
    )
    make_token(account, "x", ["a"], timezone.now() + timedelta(days=1))
    close_account(account=account, now=timezone.now())
    row = Account.objects.get(pk=account.pk)
    assert (row.display_name, row.email, row.resident_number, row.is_active) == ("", "", "", False)
    assert "hanako" not in row.username
    assert not row.has_usable_password()
    assert ApiToken.objects.get(account=row).revoked_at is not None
