"""Limits of how often a program may write, estimate or check a paper, per account and per address."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest

from ikkan.api.problems import fail
from ikkan.people.models import Account
from ikkan.people.sending import Sending

# times and seconds; IKKAN_API_THROTTLE may replace any, by action and by "account" or "ip"
USUAL_LIMITS: Final = {"account": (600, 600), "ip": (6000, 600)}
# Reading a file of strangers is dear, and nobody shall try out names by thousands: as many as on the page.
_OWN_LIMITS: Final[dict[str, dict[str, tuple[int, int]]]] = {"verify": {"ip": (600, 600)}}


def count_request(request: HttpRequest, action: str, account: Account | None = None) -> None:
    """Count one request.

    Args:
        request: whose address is counted.
        action: word under which requests are counted and the limit is set.
        account: who is counted too.

    Raises:
        Failure: 429 with Retry-After, when a limit is reached.
    """
    town: dict[str, tuple[int, int]] = getattr(settings, "IKKAN_API_THROTTLE", {}).get(action, {})
    limits = USUAL_LIMITS | _OWN_LIMITS.get(action, {}) | town
    sending = Sending(request, f"api:{action}", limits, account)
    if left := sending.seconds_to_wait():
        raise fail(
            429,
            "too_many_requests",
            f"送信が多すぎます。{left}秒待ってから、もう一度送ってください。",
            f"Too many requests. Wait {left} seconds and send it again.",
            Retry_After=str(left),
        )
    sending.count()
