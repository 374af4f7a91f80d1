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

from ikkan.store.counters import Limit, count_once
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
            wait = 0 if request.method in SAFE_VERBS else seconds_to_wait(request, action)
            return too_many_requests(request, wait) if wait else view(request, *args, **kwargs)

        return limited

    return limit


def seconds_to_wait(request: HttpRequest, action: str) -> int:
    """Count one sending and return 0, or return how many seconds to wait when a limit is reached."""
    limits: dict[str, tuple[int, int]] = USUAL_LIMITS | getattr(settings, "IKKAN_THROTTLE", {}).get(action, {})
    now = int(time.time())
    counted: list[Limit] = []
    for kind, who in _senders(request):
        times, seconds = limits[kind]
        key = f"throttle:{action}:{kind}:{_digest(who)}:{now // seconds}"
        counted.append(Limit(key, times, until=now - now % seconds + seconds))
    reached = count_once(counted, now=now)
    return 0 if reached is None else reached.until - now


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
