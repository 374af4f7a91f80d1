"""The operator sees the sealing keys; nobody else does."""

import pytest
from django.test import Client
from django.utils import timezone

from ikkan.papers.seals.keys import KeyState, end_key, make_practice_key
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.rooms.answer.seals import keys_folder

pytestmark = pytest.mark.django_db


def operator() -> Client:
    account = Account.objects.create(username="operator", kind=Account.Kind.STAFF)
    office = Office.objects.create(code="it", name_ja="情報政策課", name_en="IT")
    rank = Rank.objects.create(code="clerk", name_ja="主事", name_en="Clerk", level=1)
    Posting.objects.create(account=account, office=office, rank=rank, duties=["operate"], starts_on="2026-04-01")
    client = Client()
    client.force_login(account)
    return client


def test_the_page_names_every_key_its_state_and_that_it_is_for_practice() -> None:
    now = timezone.now()
    first = make_practice_key(keys_folder(), town="見本市", now=now, days=30)
    second = make_practice_key(keys_folder(), town="見本市", now=now, days=60)
    end_key(keys_folder(), first.name, KeyState.REVOKED, now=now, why="盗まれた")
    page = operator().get("/operator/keys/").content.decode()
    assert first.name in page and second.name in page
    assert "無効：盗まれた" in page
    assert "TEST：練習用の鍵です" in page


def test_a_town_without_keys_is_told_how_to_bring_one_in() -> None:
    page = operator().get("/operator/keys/").content.decode()
    assert "ikkan keys add" in page
    assert "TEST：" not in page


def test_a_stranger_finds_nothing() -> None:
    client = Client()
    client.force_login(Account.objects.create(username="citizen"))
    assert client.get("/operator/keys/").status_code == 404
