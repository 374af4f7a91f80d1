"""A card opens the account that it was linked to, and no link is ever made by resemblance."""

from typing import Any

import pytest
from django.test import override_settings

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account, NationalSignIn
from ikkan.people.services import link_sign_in, open_account_for, sign_in_by, unlink_sign_in
from ikkan.people.tests.cast import NOW, citizen, staff

pytestmark = pytest.mark.django_db
ISSUER = "https://auth-and-sign.go.jp/api/realms/main"
CARD: dict[str, Any] = {"issuer": ISSUER, "subject": "ppid-1", "now": NOW}
OTHER: dict[str, Any] = {"issuer": ISSUER, "subject": "ppid-2", "now": NOW}


def code_of(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def linked(outcome: object) -> NationalSignIn:
    assert isinstance(outcome, NationalSignIn), outcome
    return outcome


def test_a_new_card_opens_nothing() -> None:
    assert sign_in_by(**CARD) is None


def test_a_card_that_comes_first_makes_an_account_that_stands_for_nobody_in_the_register() -> None:
    account = open_account_for(**CARD, language="en")
    assert isinstance(account, Account)
    assert (account.kind, account.resident_number, account.language) == ("citizen", "", "en")
    assert not account.has_usable_password()
    assert sign_in_by(**CARD) == account
    assert open_account_for(**CARD, language="ja") == account
    assert Account.objects.count() == 1


@override_settings(IKKAN_LAYER="core")
def test_no_account_is_made_beside_the_registers() -> None:
    assert code_of(open_account_for(**CARD, language="ja")) == "sign_up_closed"


def test_a_linked_card_opens_its_account_alone() -> None:
    parent, stranger = citizen(), citizen("stranger")
    linked(link_sign_in(account=parent, **CARD))
    assert sign_in_by(**CARD) == parent
    assert sign_in_by(**OTHER) is None
    assert sign_in_by(**(CARD | {"issuer": "https://elsewhere.example/"})) is None
    assert code_of(link_sign_in(account=stranger, **CARD)) == "sign_in_taken"
    assert linked(link_sign_in(account=parent, **CARD)).account == parent


def test_one_account_is_one_person() -> None:
    parent = citizen()
    linked(link_sign_in(account=parent, **CARD))
    assert code_of(link_sign_in(account=parent, **OTHER)) == "sign_in_one_person"


def test_who_knows_the_password_of_a_resident_cannot_put_another_card_on_the_account() -> None:
    parent = citizen()
    parent.resident_number = "100001"
    parent.save()
    assert code_of(link_sign_in(account=parent, **CARD)) == "sign_in_at_counter"
    assert code_of(link_sign_in(account=parent, **CARD, card_resident="100002")) == "sign_in_at_counter"
    assert linked(link_sign_in(account=parent, **CARD, card_resident="100001")).account == parent


def test_staff_and_closed_accounts_have_no_card() -> None:
    assert code_of(link_sign_in(account=staff(), **CARD)) == "sign_in_citizens"
    closed = citizen()
    linked(link_sign_in(account=closed, **CARD))
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    assert code_of(sign_in_by(**CARD)) == "account_closed"
    closed.refresh_from_db()
    assert code_of(link_sign_in(account=closed, **OTHER)) == "account_closed"


def test_only_its_owner_takes_a_link_away() -> None:
    parent, stranger = citizen(), citizen("stranger")
    parent.set_password("nagai-aikotoba-7")
    parent.save()
    link = linked(link_sign_in(account=parent, **CARD))
    assert code_of(unlink_sign_in(link_id=link.pk, by=stranger)) == "not_found"
    linked(unlink_sign_in(link_id=link.pk, by=parent))
    assert sign_in_by(**CARD) is None
    assert code_of(unlink_sign_in(link_id=link.pk, by=parent)) == "not_found"


def test_nobody_locks_themselves_out() -> None:
    account = open_account_for(**CARD, language="ja")
    assert isinstance(account, Account)
    link = NationalSignIn.objects.get(account=account)
    assert code_of(unlink_sign_in(link_id=link.pk, by=account)) == "sign_in_last_way"
    assert sign_in_by(**CARD) == account
