"""Trips to デジタル認証アプリ: what this browser's session remembers between leaving and coming back."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from ikkan.people.models import Account
from ikkan.ports.auth_app.client import Pending

_KEY: Final = "national_trips"
# Several windows may be away at once; a session is no store for more.
_MOST_TRIPS: Final = 4


@dataclass(frozen=True, slots=True)
class Trip:
    """One trip.

    Args:
        pending: what binds the answer to the request.
        back: page of ours to go on to.
        account: who was signed in when they left; blank for nobody.
    """

    pending: Pending
    back: str
    account: str


def remember_trip(request: HttpRequest, pending: Pending, back: str) -> None:
    """Remember a trip of this session."""
    trips = dict(list(_trips(request).items())[1 - _MOST_TRIPS :])
    trips[pending.state] = {"pending": asdict(pending), "back": back, "account": account_key(request)}
    request.session[_KEY] = trips


def take_trip(request: HttpRequest, state: str) -> Trip | None:
    """Return the trip that an answer belongs to and forget it: an answer counts once, in the session that asked."""
    trips = _trips(request)
    found = trips.pop(state, None)
    if found is None:
        return None
    request.session[_KEY] = trips
    trip = Trip(Pending(**found["pending"]), found["back"], found["account"])
    return trip if trip.account == account_key(request) else None


def account_key(request: HttpRequest) -> str:
    """Return who is signed in, or blank."""
    return str(request.user.pk) if isinstance(request.user, Account) else ""


def callback_of(request: HttpRequest) -> str:
    """Return the address to which the provider sends people back; it is registered there, letter by letter."""
    return request.build_absolute_uri(reverse("national_callback"))


def safe_back(request: HttpRequest, target: str) -> str:
    """Return a page of ours to go on to: the one asked for, or the person's first page."""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and is_ours else reverse("first_page")


# a session's content is JSON that only this module wrote
def _trips(request: HttpRequest) -> dict[str, dict[str, Any]]:
    found = request.session.get(_KEY)
    return dict(found) if isinstance(found, dict) else {}
