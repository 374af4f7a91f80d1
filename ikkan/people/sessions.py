"""How surely this session knows who sits there: by which way they signed in, and when.

The level belongs to the session, not to the account: whoever has a card may still have come by password today.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest

from ikkan.people.models import Account

_KEY: Final = "authenticated"
NATIONAL: Final = "national"
USUAL: Final = "password"
PASSKEY: Final = "passkey"
CODE: Final = "code"
RECOVERY: Final = "recovery"


@dataclass(frozen=True, slots=True)
class Assurance:
    """What a session proved.

    Args:
        level: of ``Account.Assurance``; 0 when nobody is signed in.
        method: ``password``, ``national``, ``passkey``, ``code`` (password and an app's code) or ``recovery``; blank
            when nobody is signed in.
        at: moment of the proof, or None where only the sign-in itself is known.
    """

    level: int
    method: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What something asks of a session.

    Args:
        level: least level.
        within: how long ago the proof may be at most; None for as long as the session lasts.
    """

    level: int
    within: timedelta | None = None

    @property
    def is_met_by_password(self) -> bool:
        """Whether a password, given at any time, is enough."""
        return self.level <= Account.Assurance.PASSWORD and self.within is None


def note_authentication(request: HttpRequest, *, level: int, method: str, now: datetime) -> None:
    """Write into the session what the person who is signed in has just proved. Call it after ``login``.

    Raises:
        TypeError: nobody is signed in.
    """
    account = request.user
    if not isinstance(account, Account):
        raise TypeError("Nobody is signed in: call login() before note_authentication().")
    request.session[_KEY] = {"account": str(account.pk), "level": level, "method": method, "at": now.isoformat()}


def assurance_of(request: HttpRequest) -> Assurance:
    """Return what this session proved; a note about somebody else counts for nothing."""
    account = request.user
    if not isinstance(account, Account):
        return Assurance(0, "")
    noted = request.session.get(_KEY)
    if not isinstance(noted, dict) or noted.get("account") != str(account.pk):
        return Assurance(int(Account.Assurance.PASSWORD), USUAL)
    return Assurance(int(noted["level"]), str(noted["method"]), datetime.fromisoformat(noted["at"]))


def meets(request: HttpRequest, need: Need, now: datetime) -> bool:
    """Tell whether this session proved enough, and lately enough."""
    held = assurance_of(request)
    if held.level < need.level:
        return False
    return need.within is None or (held.at is not None and now - held.at <= need.within)
