"""How often somebody may send something, per account and per address, counted in the database for all processes."""

import ipaddress
import time
from collections.abc import Mapping
from typing import Final

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from ikkan.people.models import Account
from ikkan.store.counters import Limit, count, find_reached

# One subscriber of IPv6 holds a whole /64.
_IPV6_PREFIX: Final = 64


class Sending:
    """One sending with the limits that it counts under.

    Args:
        request: whose address is counted.
        key: what is counted, such as ``web:file``; the limits of another key are other ones.
        limits: times and seconds, by ``account`` and ``ip``.
        account: who is counted beside the address, or None.
    """

    def __init__(
        self, request: HttpRequest, key: str, limits: Mapping[str, tuple[int, int]], account: Account | None
    ) -> None:
        self.is_counted = False
        self._now = now = int(time.time())
        self._limits: list[Limit] = []
        for kind, who in _senders(request, account):
            times, seconds = limits[kind]
            own = f"{key}:{kind}:{_digest(who)}:{now // seconds}"
            self._limits.append(Limit(own, times, until=now - now % seconds + seconds))

    def seconds_to_wait(self) -> int:
        """Return how many seconds to wait when a limit is reached, else 0."""
        reached = find_reached(self._limits)
        return 0 if reached is None else reached.until - self._now

    def count(self) -> None:
        """Count it."""
        count(self._limits, now=self._now)
        self.is_counted = True


def network_of(address: str) -> str:
    """Return what stands for one subscriber: an IPv4 address, or the /64 of an IPv6 address."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/{_IPV6_PREFIX}", strict=False).network_address)


def _senders(request: HttpRequest, account: Account | None) -> list[tuple[str, str]]:
    # always in this order, so that two hands never wait for each other
    address = ("ip", network_of(get_adapter().get_client_ip(request)))
    return [address] if account is None else [("account", str(account.pk)), address]


def _digest(who: str) -> str:
    # the counter's key says nothing about who it counts
    return salted_hmac("ikkan.people.sending", who, algorithm="sha256").hexdigest()
