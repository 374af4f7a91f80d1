"""A program lists and takes away the cards of its own account, and proves no more than a password."""

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from ikkan.api.tests.cast import Program, answers, citizen, is_problem
from ikkan.ledger.editions import book_in_force
from ikkan.people.models import Account, NationalSignIn
from ikkan.people.services import link_sign_in

SCOPES = ("me:read", "me:write")


def linked(account: Account, subject: str = "ppid-1") -> NationalSignIn:
    made = link_sign_in(account=account, issuer="https://example.jp/", subject=subject, now=timezone.now())
    assert isinstance(made, NationalSignIn)
    return made


@pytest.mark.django_db
def test_my_cards_are_listed_to_me_and_taken_away_by_me_alone() -> None:
    mine, stranger = Program(citizen("mine"), SCOPES), Program(citizen("other"), SCOPES)
    mine.account.set_password("nagai-aikotoba-7")
    mine.account.save()
    link = linked(mine.account)
    (shown,) = mine.get("/me/sign-ins").json()
    assert (shown["id"], shown["issuer"]) == (link.pk, "https://example.jp/")
    assert "ppid" not in str(shown)
    assert stranger.get("/me/sign-ins").json() == []
    assert is_problem(stranger.delete(f"/me/sign-ins/{link.pk}"), 404, "not_found")
    assert mine.delete(f"/me/sign-ins/{link.pk}", key="once").status_code == 204
    assert mine.delete(f"/me/sign-ins/{link.pk}", key="once").status_code == 204
    assert not NationalSignIn.objects.exists()


@pytest.mark.django_db
def test_the_last_way_in_stays() -> None:
    alone = Program(citizen("alone"), SCOPES)
    alone.account.set_unusable_password()
    alone.account.save()
    link = linked(alone.account)
    assert is_problem(alone.delete(f"/me/sign-ins/{link.pk}"), 409, "sign_in_last_way")
    assert is_problem(Program(citizen("narrow"), ("me:read",)).delete(f"/me/sign-ins/{link.pk}"), 403, "token_scope")


def test_a_town_may_ask_for_the_card_and_a_token_is_none(
    applicant: Program, tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "222127-mihon" / "nursery"
    folder.mkdir(parents=True)
    row = '{ id = "file", level = "card", why = "町の決まり", why_en = "the town says so" }'
    folder.joinpath("assurance.toml").write_text(
        f'[[assurance]]\nfrom = 2024-04-01\nsource = "見本"\nrows = [ {row} ]\n', encoding="utf-8"
    )
    settings.IKKAN_BOOKS, settings.IKKAN_TOWN = str(tmp_path), "222127"
    book_in_force.cache_clear()
    try:
        refused = applicant.post("/nursery/applications", {"answers": answers()})
        assert is_problem(refused, 403, "assurance_needed")
    finally:
        book_in_force.cache_clear()
