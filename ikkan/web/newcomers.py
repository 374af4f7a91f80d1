"""A card that comes for the first time: kept in the session until the person says whose account it shall open."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from ikkan.ports.auth_app.claims import Identity
from ikkan.ports.auth_app.client import LONGEST_AWAY_SECONDS

_KEY: Final = "national_newcomer"


def remember_newcomer(request: HttpRequest, identity: Identity, back: str) -> None:
    """Keep who proved themselves by a card that no account knows."""
    request.session[_KEY] = {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "acr": identity.acr,
        "at": identity.at.isoformat(),
        "back": back,
    }


def newcomer_of(request: HttpRequest) -> tuple[Identity, str] | None:
    """Return who it is and where they were going; None when nobody came or it is too long ago."""
    kept = request.session.get(_KEY)
    if not isinstance(kept, dict):
        return None
    identity = Identity(kept["issuer"], kept["subject"], kept["acr"], datetime.fromisoformat(kept["at"]))
    if (timezone.now() - identity.at).total_seconds() > LONGEST_AWAY_SECONDS:
        del request.session[_KEY]
        return None
    return identity, str(kept["back"])


def forget_newcomer(request: HttpRequest) -> None:
    """Drop what was kept."""
    request.session.pop(_KEY, None)
