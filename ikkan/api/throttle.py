"""Limits of how often a program may write, estimate or check a paper, per account and per address, in the cache."""

import ipaddress
import time
from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from ikkan.api.problems import fail
from ikkan.people.models import Account

# times and seconds; IKKAN_API_THROTTLE may replace any, by action and by "account" or "ip"
USUAL_LIMITS: Final = {"account": (600, 600), "ip": (6000, 600)}
# Reading a file of strangers is dear, and nobody shall try out names by thousands: as many as on the page.
_OWN_LIMITS: Final[dict[str, dict[str, tuple[int, int]]]] = {"verify": {"ip": (600, 600)}}
# One subscriber of IPv6 holds a whole /64.
_IPV6_PREFIX: Final = 64


def count_request(request: HttpRequest, action: str, account: Account | None = None) -> None:
    """Count one request.

    Requests that arrive in the same instant may be counted as one: the limit stops floods, it is no lock.

    Args:
        request: whose address is counted.
        action: word under which requests are counted and the limit is set.
        account: who is counted too.

    Raises:
        Failure: 429 with Retry-After, when a limit is reached.
    """
    town: dict[str, tuple[int, int]] = getattr(settings, "IKKAN_API_THROTTLE", {}).get(action, {})
    limits = USUAL_LIMITS | _OWN_LIMITS.get(action, {}) | town
    now = int(time.time())
    who = [("ip", _network_of(get_adapter().get_client_ip(request)))]
    if account is not None:
        who.append(("account", str(account.pk)))
    for kind, name in who:
        times, seconds = limits[kind]
        key = f"api:{action}:{kind}:{_digest(name)}:{now // seconds}"
        left = seconds - now % seconds
        sent = cache.get(key, 0)
        if sent >= times:
            raise fail(
                429,
                "too_many_requests",
                f"送信が多すぎます。{left}秒待ってから、もう一度送ってください。",
                f"Too many requests. Wait {left} seconds and send it again.",
                Retry_After=str(left),
            )
        cache.set(key, sent + 1, timeout=left)


def _network_of(address: str) -> str:
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/{_IPV6_PREFIX}", strict=False).network_address)


def _digest(who: str) -> str:
    # The counter's key says nothing about who it counts.
    return salted_hmac("ikkan.api.throttle", who, algorithm="sha256").hexdigest()
