"""A form can be sent only so often, by one person and from one place."""

import time

import pytest
from django.test import Client, override_settings

from ikkan.people.models import Account
from ikkan.people.sending import network_of
from ikkan.store.models import Counter

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]


@pytest.fixture(autouse=True)
def _small_limits() -> object:
    limits = {"small": {"account": (2, 3600), "ip": (4, 3600)}}
    with override_settings(SECURE_SSL_REDIRECT=False, IKKAN_THROTTLE=limits):
        yield


def _send(client: Client, address: str = "192.0.2.1") -> int:
    return client.post("/send/", REMOTE_ADDR=address).status_code


def _signed_in(name: str) -> Client:
    client = Client()
    client.force_login(Account.objects.create(username=name))
    return client


def test_one_person_is_stopped_wherever_they_send_from() -> None:
    parent = _signed_in("parent")
    assert [_send(parent, f"192.0.2.{n}") for n in range(3)] == [200, 200, 429]


def test_another_person_goes_on() -> None:
    parent, other = _signed_in("parent"), _signed_in("other")
    assert [_send(parent) for _ in range(3)] == [200, 200, 429]
    assert _send(other) == 200


def test_one_place_is_stopped_and_another_goes_on() -> None:
    assert [_send(Client()) for _ in range(5)] == [200, 200, 200, 200, 429]
    assert _send(Client(), "192.0.2.2") == 200


def test_reading_is_never_stopped() -> None:
    parent = _signed_in("parent")
    assert [_send(parent) for _ in range(3)][-1] == 429
    assert parent.get("/send/").status_code == 200


def test_the_page_says_what_happened_and_when_to_come_back() -> None:
    parent = _signed_in("parent")
    for _ in range(2):
        _send(parent)
    answer = parent.post("/send/")
    text = answer.content.decode()
    assert "しばらく待ってください" in text
    assert "消えていません" in text
    assert 0 < int(answer["Retry-After"]) <= 3600


def test_a_refused_sending_is_not_counted_on_another_counter() -> None:
    parent = _signed_in("parent")
    assert [_send(parent) for _ in range(6)][2:] == [429] * 4
    assert [_send(Client()) for _ in range(3)] == [200, 200, 429]


def test_counters_stand_in_the_database_and_name_nobody() -> None:
    parent = _signed_in("parent")
    _send(parent, "198.51.100.7")
    account = Account.objects.get()
    keys = " ".join(Counter.objects.values_list("key", flat=True))
    assert keys.count("web:small:") == 2
    assert "198.51.100.7" not in keys
    assert str(account.pk) not in keys


def test_counters_that_ended_are_removed_when_a_new_one_begins() -> None:
    Counter.objects.create(key="of yesterday", times=9, until=int(time.time()) - 1)
    Counter.objects.create(key="of today", times=9, until=int(time.time()) + 60)
    parent = _signed_in("parent")
    _send(parent)
    assert Counter.objects.filter(key="of today").exists()
    assert not Counter.objects.filter(key="of yesterday").exists()


def test_every_sending_is_counted() -> None:
    parent = _signed_in("parent")
    for _ in range(2):
        _send(parent)
    assert sorted(Counter.objects.values_list("times", flat=True)) == [2, 2]


def test_a_new_window_begins_at_nought() -> None:
    parent = _signed_in("parent")
    assert [_send(parent) for _ in range(3)][-1] == 429
    Counter.objects.all().delete()
    assert _send(parent) == 200


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3::4", "2001:db8:1:2::"), ("2001:db8:1:2:ffff::1", "2001:db8:1:2::")],
)
def test_one_ipv6_subscriber_is_one_place(address: str, network: str) -> None:
    assert network_of(address) == network
