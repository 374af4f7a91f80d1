"""The relays of drand: what they publish, what they withhold, and every way they fail."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from ikkan.ports.drand.client import ByHand, DrandClient, NoBeacon, drand_port
from ikkan.ports.drand.fake import BASE, GENESIS, PERIOD, FakeDrand, beacon, chain_hash

ROUND = 1000
OUT = datetime.fromtimestamp(GENESIS + PERIOD * (ROUND - 1), UTC)


def client_of(fake: FakeDrand, *urls: str) -> DrandClient:
    return DrandClient(urls or (BASE,), transport=fake.transport())


def test_a_published_round_comes_as_it_is() -> None:
    assert client_of(FakeDrand(OUT)).fetch(chain_hash(), ROUND) == beacon(ROUND)


def test_a_round_to_come_is_withheld() -> None:
    found = client_of(FakeDrand(OUT - timedelta(seconds=1))).fetch(chain_hash(), ROUND)
    assert isinstance(found, NoBeacon)
    assert "425" in found.why


@pytest.mark.parametrize("broken", [500, 404, httpx.ConnectError, httpx.ReadTimeout])
def test_a_relay_that_fails_is_followed_by_the_next(broken: int | type[httpx.TransportError]) -> None:
    fake = FakeDrand(OUT, breaks=[broken])
    assert client_of(fake, BASE, "https://second.example").fetch(chain_hash(), ROUND) == beacon(ROUND)
    fake.breaks = [broken]
    assert isinstance(client_of(fake).fetch(chain_hash(), ROUND), NoBeacon)


@pytest.mark.parametrize("told", [b"<html>", b"[]", b'{"round": 999, "signature": "00"}', b"\xff"])
def test_what_is_no_such_round_is_not_believed(told: bytes) -> None:
    odd = DrandClient((BASE,), transport=httpx.MockTransport(lambda _: httpx.Response(200, content=told)))
    assert isinstance(odd.fetch(chain_hash(), ROUND), NoBeacon)


def test_without_an_address_it_is_entered_by_hand(settings: Any) -> None:
    settings.IKKAN_DRAND_URL = ""
    port = drand_port()
    assert isinstance(port, ByHand)
    assert isinstance(port.fetch(chain_hash(), ROUND), NoBeacon)
    assert port.check_config().is_ok


def test_an_address_without_https_is_named() -> None:
    assert not DrandClient(("http://drand.example",)).check_config().is_ok
