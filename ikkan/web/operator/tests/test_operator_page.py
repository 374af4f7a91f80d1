"""The operator's page: for who operates only, without any person's data, with a button for what was not sent."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.people.services import make_token
from ikkan.store.models import OutboxRow
from ikkan.store.outbox import put_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Account:
    account = Account.objects.create(username="operator", kind=Account.Kind.STAFF)
    office = Office.objects.create(code="it", name_ja="情報政策課", name_en="IT")
    rank = Rank.objects.create(code="clerk", name_ja="主事", name_en="Clerk", level=1)
    Posting.objects.create(
        account=account, office=office, rank=rank, duties=["operate"], starts_on=timezone.localdate()
    )
    return account


@pytest.fixture
def letter() -> OutboxRow:
    put_out("mail:H-000001", "mail", {"to": "hanako@example.jp"}, at=timezone.now())
    OutboxRow.objects.update(
        failed_at=timezone.now(), attempts=8, error="SMTPRecipientsRefused: {'hanako@example.jp': 550}"
    )
    return OutboxRow.objects.get()


def test_page_shows_the_state_and_no_person(client: Client, operator: Account, letter: OutboxRow) -> None:
    client.force_login(operator)
    answer = client.get("/operator/")
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in ("だめ", "良い", "ikkan outbox retry", "やり直す", "SMTPRecipientsRefused"):
        assert words in text
    for secret in ("hanako", "H-000001"):
        assert secret not in text


def test_english_page_has_no_untranslated_frame(client: Client, operator: Account) -> None:
    client.force_login(operator)
    assert client.get("/operator/?lang=en").status_code == 200


def test_stranger_and_nobody(client: Client) -> None:
    assert client.get("/operator/").status_code == 302
    client.force_login(Account.objects.create(username="officer", kind=Account.Kind.STAFF))
    for path in ("/operator/", "/operator/health.json"):
        assert client.get(path).status_code == 404
    assert client.post("/operator/retry/").status_code == 404


def test_retry_one_and_all(client: Client, operator: Account, letter: OutboxRow) -> None:
    client.force_login(operator)
    assert client.post("/operator/retry/", {"id": str(letter.pk + 1)}).status_code == 302
    letter.refresh_from_db()
    assert letter.failed_at
    client.post("/operator/retry/", {"id": str(letter.pk)})
    letter.refresh_from_db()
    assert letter.failed_at is None
    assert letter.attempts == 0
    OutboxRow.objects.update(failed_at=timezone.now())
    client.post("/operator/retry/")
    letter.refresh_from_db()
    assert letter.failed_at is None
    assert client.post("/operator/retry/", {"id": "x"}).status_code == 404
    assert client.get("/operator/retry/").status_code == 405


def test_json_for_monitoring(client: Client, operator: Account) -> None:
    assert client.get("/operator/health.json").status_code == 401
    made = make_token(operator, "monitor", ["health"], timezone.now() + timedelta(days=1))
    assert isinstance(made, tuple)
    answer = client.get("/operator/health.json", headers={"Authorization": f"Bearer {made[1]}"})
    told = answer.json()
    # a fresh home has neither key nor backup
    assert answer.status_code == 503
    assert told["state"] == "bad"
    assert {"code", "state", "said", "since", "do"} <= told["findings"][0].keys()
    other = make_token(operator, "other", ["desk"], timezone.now() + timedelta(days=1))
    assert isinstance(other, tuple)
    for wrong in (other[1], "ik_wrong"):
        assert client.get("/operator/health.json", headers={"Authorization": f"Bearer {wrong}"}).status_code == 401


def test_token_of_someone_who_no_longer_operates(client: Client, operator: Account) -> None:
    made = make_token(operator, "monitor", ["health"], timezone.now() + timedelta(days=1))
    assert isinstance(made, tuple)
    Posting.objects.all().delete()
    answer = client.get("/operator/health.json", headers={"Authorization": f"Bearer {made[1]}"})
    assert answer.status_code == 404


def test_sign_of_life_needs_nobody(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/operator/alive")
    assert (answer.status_code, answer.content) == (200, b"ok")
