"""Limits of how often a form may be sent, per account and per address, kept in the database."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ikkan.people.models import Account
from ikkan.people.sending import Sending
from ikkan.web.errors import too_many_requests

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

SAFE_VERBS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# times and seconds; IKKAN_THROTTLE may replace any, by action and by "account" or "ip"
USUAL_LIMITS: Final = {"account": (120, 600), "ip": (600, 600)}


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
            limits = USUAL_LIMITS | getattr(settings, "IKKAN_THROTTLE", {}).get(action, {})
            account = request.user if isinstance(request.user, Account) else None
            sending = Sending(request, f"web:{action}", limits, account)
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


def counted_with(request: HttpRequest) -> Callable[[], None]:
    """Return what counts this sending within a view's own transaction, so that the count needs no commit of its own.

    A sending that its view does not count is counted after it.
    """
    sending = getattr(request, "sending", None)
    return sending.count if isinstance(sending, Sending) else lambda: None
