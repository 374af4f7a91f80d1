"""Who may come in: a bearer token with its scope, or the session of a signed-in page with its CSRF token."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from ikkan.api.problems import fail, granted
from ikkan.api.throttle import count_request
from ikkan.kernel.registry import procedures
from ikkan.people.models import Account, ApiToken
from ikkan.people.selectors import may
from ikkan.people.tokens import account_of_token, digest_of

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
Who = Literal["citizen", "anyone"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Args:
        account: whose rights are used.
        opened: procedures that the call may touch.
    """

    account: Account
    opened: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a door asks of a caller.

    Args:
        word: ``read`` or ``file`` (of any procedure), or a whole scope such as ``desk:write``.
        duty: duty that a member of staff must hold, or blank.
        citizens: whether only citizens may pass.
    """

    word: str
    duty: str = ""
    citizens: bool = False

    def names(self) -> tuple[str, ...]:
        """Return the scopes that open the door."""
        if ":" in self.word:
            return (self.word,)
        return tuple(f"{procedure.code}:{self.word}" for procedure in procedures())


class BearerToken(HttpBearer):
    """A token of a program: `Authorization: Bearer ik_…`."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return the caller of a token.

        Raises:
            Failure: 401 for a token that opens nothing, 403 for a missing scope or duty.
        """
        held = _scopes_of(token)
        names = self.scope.names()
        opening = [(name, asked) for name in names if (asked := _held_as(name, held))]
        account = granted(account_of_token(token, opening[0][1] if opening else names[0], timezone.now()))
        opened = frozenset(name.partition(":")[0] for name, _ in opening)
        return _let_in(request, account, opened, self.scope)


class SessionCookie(AuthBase):
    """The session of a signed-in page; writes need its CSRF token."""

    openapi_type: str = "apiKey"
    openapi_in: str = "cookie"
    openapi_name: str = "sessionid"

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Return the caller of a session, or None where nobody is signed in."""
        account = request.user
        if not isinstance(account, Account):
            return None
        if request.method not in SAFE and check_csrf(request) is not None:
            raise fail(
                403,
                "csrf",
                "画面から送られたことを確かめられません。CSRFトークンを付けるか、トークンで呼び出してください。",
                "The CSRF token of the page is missing or wrong. Send it, or call with a bearer token.",
            )
        opened = frozenset(name.partition(":")[0] for name in self.scope.names())
        return _let_in(request, account, opened, self.scope)


class Anyone:
    """Anybody, within the limits of one address."""

    def __init__(self, action: str) -> None:
        self.action = action

    def __call__(self, request: HttpRequest) -> bool:
        """Count the request and let it in."""
        count_request(request, self.action)
        return True


def door(word: str, *, duty: str = "", citizens: bool = False) -> list[AuthBase]:
    """Return the ways through one door: token first, then session."""
    scope = Scope(word, duty, citizens)
    return [BearerToken(scope), SessionCookie(scope)]


READ: Final = door("read", citizens=True)
FILE: Final = door("file", citizens=True)
ME: Final = door("me:read")
DESK_READ: Final = door("desk:read", duty="desk")
DESK_WRITE: Final = door("desk:write", duty="desk")
APPROVE: Final = door("approve:reply")


def caller_of(request: HttpRequest) -> Caller:
    """Return who passed the door of this request.

    Raises:
        TypeError: the view has no door.
    """
    caller: object = getattr(request, "auth", None)
    if not isinstance(caller, Caller):
        raise TypeError("This view was mounted without a door: give its route auth=door(...).")
    return caller


def _let_in(request: HttpRequest, account: Account, opened: frozenset[str], scope: Scope) -> Caller:
    wrong_kind = scope.citizens and account.is_staff_member
    if wrong_kind or (scope.duty and not may(account, scope.duty, timezone.localdate())):
        raise fail(
            403,
            "not_for_you",
            "このアカウントではできません。担当の役割（または市民のアカウント）で呼び出してください。",
            "This account may not do that. Call with one that holds the duty, or with a citizen's account.",
        )
    if request.method not in SAFE:
        count_request(request, "write", account)
    return Caller(account, opened)


def _scopes_of(token: str) -> frozenset[str]:
    """Return the scopes written on a token; whether it still opens anything is for account_of_token to say."""
    found = ApiToken.objects.filter(digest=digest_of(token)).values_list("scopes", flat=True).first()
    return frozenset(str(scope) for scope in _items(found))


def _items(found: object) -> Iterable[object]:
    return found if isinstance(found, list) else ()


def _held_as(name: str, held: frozenset[str]) -> str:
    """Return the scope of a token under which a door opens: its own name, or its whole family such as ``desk:*``."""
    family = name.partition(":")[0] + ":*"
    return next((one for one in (name, family) if one in held), "")
