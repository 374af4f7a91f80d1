"""A token opens what its scope says until it ends, and the database cannot give it away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account, ApiToken
from ikkan.people.tests.cast import citizen
from ikkan.people.tokens import account_of_token, make_token, revoke_token

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(days=30)


@pytest.fixture
def owner() -> Account:
    return citizen()


@pytest.fixture
def made(owner: Account) -> tuple[ApiToken, str]:
    answer = make_token(owner, "給与ソフト", ["nursery:read"], LATER)
    assert not isinstance(answer, Refused)
    return answer


def _code(answer: object) -> str:
    return answer.code if isinstance(answer, Refused) else ""


def test_a_token_opens_its_scope_and_no_other(owner: Account, made: tuple[ApiToken, str]) -> None:
    assert account_of_token(made[1], "nursery:read", NOW) == owner
    assert _code(account_of_token(made[1], "nursery:write", NOW)) == "token_scope"


def test_only_a_digest_is_stored(made: tuple[ApiToken, str]) -> None:
    token, text = made
    assert text.startswith("ik_")
    assert len(text) == 3 + 43
    row = ApiToken.objects.filter(pk=token.pk).values_list().get()
    assert not any(text in str(value) or text[3:] in str(value) for value in row)
    assert len(token.digest) == 64


def test_a_token_ends_at_its_expiry(made: tuple[ApiToken, str]) -> None:
    assert _code(account_of_token(made[1], "nursery:read", LATER)) == "token_invalid"


def test_a_revoked_token_opens_nothing(owner: Account, made: tuple[ApiToken, str]) -> None:
    token, text = made
    revoked = revoke_token(token_id=str(token.pk), by=owner, now=NOW)
    again = revoke_token(token_id=str(token.pk), by=owner, now=LATER)
    assert isinstance(revoked, ApiToken)
    assert isinstance(again, ApiToken)
    assert again.revoked_at == NOW
    assert _code(account_of_token(text, "nursery:read", NOW)) == "token_invalid"


@pytest.mark.parametrize("token_id", ["", "none", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_token_is_not_found(owner: Account, token_id: str) -> None:
    assert _code(revoke_token(token_id=token_id, by=owner, now=NOW)) == "not_found"


def test_a_stranger_finds_no_token(made: tuple[ApiToken, str], owner: Account) -> None:
    assert _code(revoke_token(token_id=str(made[0].pk), by=citizen("stranger"), now=NOW)) == "not_found"
    assert account_of_token(made[1], "nursery:read", NOW) == owner


@pytest.mark.parametrize("text", ["", "ik_", "ik_" + "a" * 43, "Bearer x", "ik_" + "a" * 10**6, "ik_\ud800"])
def test_a_guess_is_refused(made: tuple[ApiToken, str], text: str) -> None:
    assert _code(account_of_token(text, "nursery:read", NOW)) == "token_invalid"


def test_a_closed_account_takes_its_tokens_along(owner: Account, made: tuple[ApiToken, str]) -> None:
    owner.is_active = False
    owner.save()
    assert _code(account_of_token(made[1], "nursery:read", NOW)) == "token_invalid"


def test_the_use_is_noted_at_most_once_a_minute(made: tuple[ApiToken, str]) -> None:
    noted = []
    for seconds in (0, 59, 60):
        account_of_token(made[1], "nursery:read", NOW + timedelta(seconds=seconds))
        noted.append(ApiToken.objects.get(pk=made[0].pk).last_used_at)
    assert noted == [NOW, NOW, NOW + timedelta(seconds=60)]


@pytest.mark.parametrize(
    ("name", "scopes", "days", "code"),
    [
        ("", ["a"], 1, "token_name"),
        ("x" * 101, ["a"], 1, "token_name"),
        ("x", [], 1, "token_scope"),
        ("x", ["a"], -1, "token_expired"),
    ],
)
def test_a_wrong_wish_is_refused(owner: Account, name: str, scopes: list[str], days: int, code: str) -> None:
    assert _code(make_token(owner, name, scopes, timezone.now() + timedelta(days=days))) == code
    assert ApiToken.objects.count() == 0
