"""Signatures by card for pages of procedures: ask for one, and take it when the person is back."""

import base64
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.ports.auth_app.claims import Identity
from ikkan.ports.auth_app.client import LONGEST_AWAY_SECONDS, AuthApp
from ikkan.ports.auth_app.port import auth_app
from ikkan.ports.auth_app.refusals import DOWN
from ikkan.ports.auth_app.signing import Signed, depart_to_sign
from ikkan.web.national_trips import callback_of, remember_trip

_KEY: Final = "signature"


def can_sign() -> bool:
    """Tell whether this instance has an app that signs."""
    return isinstance(auth_app(), AuthApp)


def signing_url(request: HttpRequest, digest: bytes, back: str) -> str | Refused:
    """Open a signature transaction and return where the person goes to sign.

    Show the address as a link, or redirect a GET to it: the policy lets no form of ours end on another site.

    Args:
        request: of the session that signs.
        digest: SHA-256 of what is signed, 32 bytes.
        back: page of ours that calls ``take_signature`` when the person is back.
    """
    app = auth_app()
    if app is None or isinstance(app, Refused):
        return DOWN
    departure = depart_to_sign(app, digest, redirect_uri=callback_of(request), now=timezone.now())
    if isinstance(departure, Refused):
        return departure
    remember_trip(request, departure.pending, back)
    return departure.url


def keep_signature(request: HttpRequest, signed: Signed) -> None:
    """Keep a signature in the session until the page that asked for it takes it."""
    who = signed.identity
    request.session[_KEY] = {
        "transaction": signed.transaction,
        "digest": signed.digest.hex(),
        "signature": base64.b64encode(signed.signature).decode(),
        "certificate": base64.b64encode(signed.certificate).decode(),
        "identity": [who.issuer, who.subject, who.acr, who.at.isoformat()],
        "at": timezone.now().isoformat(),
    }


def take_signature(request: HttpRequest, digest: bytes) -> Signed | None:
    """Return the signature over this digest and forget it; None when there is none, or it is old or for other words."""
    kept = request.session.pop(_KEY, None)
    if not isinstance(kept, dict) or kept["digest"] != digest.hex():
        return None
    if (timezone.now() - datetime.fromisoformat(kept["at"])).total_seconds() > LONGEST_AWAY_SECONDS:
        return None
    issuer, subject, acr, at = kept["identity"]
    return Signed(
        Identity(issuer, subject, acr, datetime.fromisoformat(at)),
        kept["transaction"],
        digest,
        base64.b64decode(kept["signature"]),
        base64.b64decode(kept["certificate"]),
    )
