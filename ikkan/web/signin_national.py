"""Sign-in by My Number card (デジタル認証アプリ): away to the provider, and back."""

import logging
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.kernel.outcome import Refused
from ikkan.people.adapter import LAYERS_OPEN_TO_CITIZENS
from ikkan.people.models import Account
from ikkan.people.services import sign_in_by
from ikkan.people.sessions import NATIONAL, note_authentication
from ikkan.ports.auth_app.claims import Identity
from ikkan.ports.auth_app.client import AuthApp
from ikkan.ports.auth_app.port import auth_app
from ikkan.ports.auth_app.refusals import CANCELLED, DOWN, NOT_BEGUN_HERE
from ikkan.ports.auth_app.signing import arrive_signed
from ikkan.web.demo_signin import BACKEND
from ikkan.web.language import page_language_of
from ikkan.web.national_trips import Trip, callback_of, remember_trip, safe_back, take_trip
from ikkan.web.newcomers import remember_newcomer
from ikkan.web.signatures import keep_signature

logger = logging.getLogger(__name__)

OTHER_PERSON: Final = Refused(
    "sign_in_other_person",
    "このカードは、いまログインしているアカウントのものではありません。本人のカードで、もう一度確かめてください。",
    "This card does not belong to the account that is signed in. Use the card of that person.",
)
_STATUS: Final = {DOWN.code: HTTPStatus.SERVICE_UNAVAILABLE, CANCELLED.code: HTTPStatus.OK}


def national_url(back: str) -> str:
    """Return the address that begins sign-in by card, or blank where this instance has none."""
    has_one = settings.IKKAN_LAYER in LAYERS_OPEN_TO_CITIZENS and auth_app() is not None
    return f"{reverse('national')}?{urlencode({'next': back})}" if has_one else ""


@require_safe
def leave(request: HttpRequest) -> HttpResponseBase:
    """Send the person to the provider. A link leads here: the policy lets no form of ours end elsewhere."""
    if not national_url("") or (isinstance(request.user, Account) and request.user.is_staff_member):
        raise Http404
    back = safe_back(request, request.GET.get("next", ""))
    app = usable_app()
    if app is None:
        return failed(request, DOWN, back)
    departure = app.depart(redirect_uri=callback_of(request), now=timezone.now())
    remember_trip(request, departure.pending, back)
    return redirect(departure.url)


@require_safe
def come_back(request: HttpRequest) -> HttpResponseBase:
    """Receive who comes back; nothing in the address is believed that this session did not ask for."""
    trip = take_trip(request, request.GET.get("state", ""))
    app = usable_app()
    if trip is None:
        return failed(request, NOT_BEGUN_HERE, "")
    if app is None:
        return failed(request, DOWN, trip.back)
    if trip.pending.transaction:
        return _receive_signature(request, app, trip)
    identity = app.arrive(trip.pending, request.GET.dict(), timezone.now())
    if isinstance(identity, Refused):
        return failed(request, identity, trip.back)
    return _receive(request, identity, trip.back)


def enter(request: HttpRequest, account: Account, identity: Identity) -> None:
    """Let a session be that of an account, proved by card."""
    if request.user != account:
        login(request, account, backend=BACKEND)
    else:
        # More is open to this session from now on: whoever knew its old key does not come along.
        request.session.cycle_key()
    note_authentication(request, level=Account.Assurance.CARD, method=NATIONAL, now=identity.at)


def failed(request: HttpRequest, refused: Refused, back: str) -> HttpResponse:
    """Say why it did not work, and what can be done now."""
    # The code names a check, never a person.
    logger.warning(f"The sign-in by card was refused: {refused.code}")
    context = {
        "page_title": _("中止しました") if refused == CANCELLED else _("確認できませんでした"),
        "said": refused.en if page_language_of(request) == "en" else refused.ja,
        "code": refused.code,
        "again_url": national_url(back),
        "is_known": isinstance(request.user, Account),
        "back": back,
    }
    return render(request, "web/national_failed.html", context, status=_STATUS.get(refused.code, 400))


def usable_app() -> AuthApp | None:
    """Return the provider, or None where the settings are wrong; the doctor says how."""
    app = auth_app()
    return app if isinstance(app, AuthApp) else None


def _receive(request: HttpRequest, identity: Identity, back: str) -> HttpResponseBase:
    account = sign_in_by(issuer=identity.issuer, subject=identity.subject, now=timezone.now())
    if isinstance(account, Refused):
        return failed(request, account, back)
    if account is None:
        remember_newcomer(request, identity, back)
        return redirect("national_first")
    if isinstance(request.user, Account) and request.user != account:
        return failed(request, OTHER_PERSON, back)
    enter(request, account, identity)
    return redirect(back)


def _receive_signature(request: HttpRequest, app: AuthApp, trip: Trip) -> HttpResponseBase:
    signed = arrive_signed(app, trip.pending, request.GET.dict(), timezone.now())
    if isinstance(signed, Refused):
        return failed(request, signed, trip.back)
    who = sign_in_by(issuer=signed.identity.issuer, subject=signed.identity.subject, now=timezone.now())
    if isinstance(who, Refused):
        return failed(request, who, trip.back)
    # A card that nobody linked yet may sign: whose it is stands in its certificate.
    if who is not None and who != request.user:
        return failed(request, OTHER_PERSON, trip.back)
    keep_signature(request, signed)
    return redirect(trip.back)
