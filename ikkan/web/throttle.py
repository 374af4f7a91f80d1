"""Limits of how often a form may be sent, per account and per address, kept in the database."""

import ipaddress
import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from ikkan.store.counters import Limit, count, find_reached
from ikkan.web.errors import too_many_requests

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

SAFE_VERBS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# times and seconds; IKKAN_THROTTLE may replace any, by action and by "account" or "ip"
USUAL_LIMITS: Final = {"account": (120, 600), "ip": (600, 600)}
# One subscriber of IPv6 holds a whole /64.
_IPV6_PREFIX: Final = 64


def throttled(action: str) -> Callable[[View[P]], View[P]]:
    """Answer 429 once a form has been sent too often; reading is never limited.

    Args:
        action: word under which the sendings are counted and the limit is set (``IKKAN_THROTTLE``).
    """

    def limit(view: View[P]) -> View[P]:
        @wraps(view)
        def limited(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method in SAFE_VERBS:
                return view(request, *args, **kwargs)
            sending = Sending(request, action)
            if wait := sending.seconds_to_wait():
                return too_many_requests(request, wait)
            # read back by counted_with
            request.sending = sending  # type: ignore[attr-defined]
            try:
                answer = view(request, *args, **kwargs)
            except BaseException:
                # what it wrote was undone, the count with it
                sending.count()
                raise
            if not sending.is_counted:
                sending.count()
            return answer

        return limited

    return limit


class Sending:
    """One sending of a form with the limits that it counts under."""

    def __init__(self, request: HttpRequest, action: str) -> None:
        limits: dict[str, tuple[int, int]] = USUAL_LIMITS | getattr(settings, "IKKAN_THROTTLE", {}).get(action, {})
        self.is_counted = False
        self._now = now = int(time.time())
        self._limits: list[Limit] = []
        for kind, who in _senders(request):
            times, seconds = limits[kind]
            key = f"throttle:{action}:{kind}:{_digest(who)}:{now // seconds}"
            self._limits.append(Limit(key, times, until=now - now % seconds + seconds))

    def seconds_to_wait(self) -> int:
        """Return how many seconds to wait when a limit is reached, else 0."""
        reached = find_reached(self._limits)
        return 0 if reached is None else reached.until - self._now

    def count(self) -> None:
        """Count it."""
        count(self._limits, now=self._now)
        self.is_counted = True


def counted_with(request: HttpRequest) -> Callable[[], None]:
    """Return what counts this sending within a view's own transaction, so that the count needs no commit of its own.

    A sending that its view does not count is counted after it.
    """
    sending = getattr(request, "sending", None)
    return sending.count if isinstance(sending, Sending) else lambda: None


def _senders(request: HttpRequest) -> list[tuple[str, str]]:
    address = ("ip", network_of(get_adapter().get_client_ip(request)))
    account = getattr(request, "user", None)
    if getattr(account, "is_authenticated", False):
        return [("account", str(getattr(account, "pk", ""))), address]
    return [address]


def network_of(address: str) -> str:
    """Return what stands for one subscriber: an IPv4 address, or the /64 of an IPv6 address."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/{_IPV6_PREFIX}", strict=False).network_address)


def _digest(who: str) -> str:
    # The counter's key says nothing about who it counts.
    return salted_hmac("ikkan.web.throttle", who, algorithm="sha256").hexdigest()
