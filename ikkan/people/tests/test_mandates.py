"""One person lets another act for them, for a time, and takes it back."""

from datetime import timedelta

import pytest

from ikkan.kernel.outcome import Refused
from ikkan.people.mandates import grant_mandate, last_day_of_mandate, withdraw_mandate
from ikkan.people.models import Account, Mandate
from ikkan.people.selectors import mandate_for, mandates_given_by, mandates_held_by
from ikkan.people.tests.cast import NOW, TODAY, citizen

pytestmark = pytest.mark.django_db
NEXT_YEAR = TODAY + timedelta(days=365)


@pytest.fixture
def parent() -> Account:
    return citizen("parent")


@pytest.fixture
def grandmother() -> Account:
    return citizen("grandmother")


def _grant(grantor: Account, holder: Account, **changes: object) -> Mandate | Refused:
    given = {"procedure": "nursery", "ground": "祖母", "expires_on": NEXT_YEAR, "now": NOW} | changes
    return grant_mandate(grantor=grantor, holder=holder, **given)  # type: ignore[arg-type]


def test_a_mandate_opens_one_procedure_for_one_holder(parent: Account, grandmother: Account) -> None:
    mandate = _grant(parent, grandmother)
    assert mandate_for(grandmother, parent, "nursery", TODAY) == mandate
    assert mandate_for(grandmother, parent, "benefit", TODAY) is None
    assert mandate_for(parent, grandmother, "nursery", TODAY) is None
    assert list(mandates_held_by(grandmother, TODAY)) == [mandate] == list(mandates_given_by(parent))


def test_a_mandate_ends_after_its_last_day(parent: Account, grandmother: Account) -> None:
    _grant(parent, grandmother)
    assert mandate_for(grandmother, parent, "nursery", NEXT_YEAR) is not None
    assert mandate_for(grandmother, parent, "nursery", NEXT_YEAR + timedelta(days=1)) is None


def test_the_same_grant_twice_is_one_mandate(parent: Account, grandmother: Account) -> None:
    assert _grant(parent, grandmother) == _grant(parent, grandmother)
    assert Mandate.objects.count() == 1


def test_a_new_expiry_replaces_the_standing_mandate(parent: Account, grandmother: Account) -> None:
    old = _grant(parent, grandmother)
    new = _grant(parent, grandmother, expires_on=TODAY)
    assert mandate_for(grandmother, parent, "nursery", TODAY) == new != old
    assert mandate_for(grandmother, parent, "nursery", NEXT_YEAR) is None


@pytest.mark.parametrize("who", ["parent", "grandmother"])
def test_either_side_ends_it_at_once(parent: Account, grandmother: Account, who: str) -> None:
    mandate = _grant(parent, grandmother)
    assert isinstance(mandate, Mandate)
    by = {"parent": parent, "grandmother": grandmother}[who]
    withdraw_mandate(mandate_id=mandate.pk, by=by, now=NOW)
    again = withdraw_mandate(mandate_id=mandate.pk, by=by, now=NOW + timedelta(hours=1))
    assert isinstance(again, Mandate)
    assert again.withdrawn_at == NOW
    assert mandate_for(grandmother, parent, "nursery", TODAY) is None


def test_a_stranger_finds_no_mandate(parent: Account, grandmother: Account) -> None:
    mandate = _grant(parent, grandmother)
    assert isinstance(mandate, Mandate)
    answer = withdraw_mandate(mandate_id=mandate.pk, by=citizen("stranger"), now=NOW)
    assert isinstance(answer, Refused)
    assert answer.code == "not_found"
    assert mandate_for(grandmother, parent, "nursery", TODAY) == mandate


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expires_on": TODAY - timedelta(days=1)}, "mandate_over"),
        ({"ground": ""}, "mandate_incomplete"),
        ({"procedure": ""}, "mandate_incomplete"),
        ({"ground": "長" * 201}, "mandate_incomplete"),
    ],
)
def test_a_wrong_grant_is_refused_in_words(
    parent: Account, grandmother: Account, changes: dict[str, object], code: str
) -> None:
    answer = _grant(parent, grandmother, **changes)
    assert isinstance(answer, Refused)
    assert answer.code == code
    assert Mandate.objects.count() == 0


def test_nobody_mandates_themselves_or_a_closed_account(parent: Account, grandmother: Account) -> None:
    own = _grant(parent, parent)
    grandmother.is_active = False
    grandmother.save()
    closed = _grant(parent, grandmother)
    assert [isinstance(a, Refused) and a.code for a in (own, closed)] == ["mandate_to_oneself", "account_closed"]


def test_a_mandate_holds_as_long_as_the_book_says() -> None:
    assert last_day_of_mandate(TODAY) == TODAY + timedelta(days=90)
