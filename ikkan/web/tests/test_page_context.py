"""What every page knows."""

from datetime import date

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from ikkan.ledger.models import TownMark
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.web.context import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ikkan.web.tests.small_urls")]


@pytest.fixture(autouse=True)
def _plain_http() -> object:
    with override_settings(SECURE_SSL_REDIRECT=False):
        yield


def test_the_town_is_named_by_its_mark(client: Client) -> None:
    TownMark.objects.create(code="222127", name="焼津市", marked_at=timezone.now())
    assert client.get("/").context["town_name"] == "焼津市"


@override_settings(IKKAN_TOWN="222127")
def test_an_unmarked_database_shows_the_code_and_takes_the_mark_later(client: Client) -> None:
    assert client.get("/").context["town_name"] == "222127"
    TownMark.objects.create(code="222127", name="焼津市", marked_at=timezone.now())
    assert client.get("/").context["town_name"] == "焼津市"


def test_nobody_sees_the_way_in(client: Client) -> None:
    assert [url for _, url, _ in client.get("/").context["nav_items"]] == ["/", "/sign-in/login/", "/sign-in/signup/"]


def test_where_one_is_is_marked(client: Client) -> None:
    assert [here for _, _, here in client.get("/").context["nav_items"]] == [True, False, False]


def test_staff_see_only_what_their_duties_open(client: Client) -> None:
    account = Account.objects.create(username="operator", kind="staff")
    office = Office.objects.create(code="it", name_ja="情報課", name_en="IT")
    rank = Rank.objects.create(code="clerk", name_ja="主事", name_en="Clerk", level=1)
    posting = Posting.objects.create(
        account=account, office=office, rank=rank, duties=["operate"], starts_on=date(2020, 4, 1)
    )
    client.force_login(account)
    assert client.get("/").context["nav_items"] == []
    posting.duties = ["desk"]
    posting.save()
    assert [url for _, url, _ in client.get("/").context["nav_items"]] == ["/desk/"]


def test_a_page_that_this_instance_lacks_has_no_address() -> None:
    assert address_of("rounds:list") == ""
    assert address_of("home") == "/"


@pytest.mark.parametrize("demo", [True, False])
def test_a_demo_is_named_on_every_page(client: Client, demo: bool) -> None:
    with override_settings(IKKAN_DEMO=demo):
        assert ("つくりものの町です" in client.get("/").content.decode()) is demo


def test_a_page_costs_few_queries(client: Client, django_assert_max_num_queries: object) -> None:
    client.force_login(Account.objects.create(username="parent"))
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(4):
        client.get("/me/")
