"""What opens what is the book's to say: a town that asks for the card at filing gets it, and no answer is lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client, override_settings

from ikkan.ledger.assurance import assurance_needed
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.people.sessions import Need
from ikkan.rooms.intake.drafts import start_draft
from ikkan.web.citizen.tests.walking import fill_in, finish
from ikkan.web.tests.cast import Town, application

ON = date(2026, 11, 24)
ASKS = '{ id = "file", level = "card", within_minutes = 30, why = "町の決まり", why_en = "the town says so" }'


@pytest.fixture
def asks_for_the_card(tmp_path: Path) -> Iterator[None]:
    folder = tmp_path / "222127-mihon" / "nursery"
    folder.mkdir(parents=True)
    folder.joinpath("assurance.toml").write_text(
        f'[[assurance]]\nfrom = 2024-04-01\nsource = "見本"\nrows = [ {ASKS} ]\n', encoding="utf-8"
    )
    book_in_force.cache_clear()
    with override_settings(IKKAN_BOOKS=str(tmp_path), IKKAN_TOWN="222127"):
        yield
    book_in_force.cache_clear()


def test_the_model_book_asks_for_no_card_where_papers_prove_enough() -> None:
    assert assurance_needed("nursery", "file", ON) == Need(Account.Assurance.PASSWORD)


def test_silence_asks_for_the_most() -> None:
    assert assurance_needed("nursery", "something new", ON).level == Account.Assurance.CARD


@pytest.mark.usefixtures("asks_for_the_card")
def test_a_towns_book_decides(town: Town, client: Client) -> None:
    found = assurance_needed("nursery", "file", ON)
    assert found.level == Account.Assurance.CARD
    assert found.within is not None
    draft = start_draft(owner=town.applicant, procedure="nursery", form_version="1", answers={})
    answer = client.post(f"/nursery/apply/{draft.pk}/confirm/", {"_version": "1"})
    assert answer["Location"].startswith("/sign-in/step-up/?next=")
    assert not Case.objects.exists()


def test_without_such_a_book_filing_goes_on(town: Town, client: Client) -> None:
    draft = start_draft(owner=town.applicant, procedure="nursery", form_version="1", answers={})
    fill_in(client, draft, application())
    assert finish(client, draft).status_code == 303
    assert Case.objects.count() == 1
