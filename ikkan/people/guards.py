"""Doors of pages: who may open them. A stranger is told that there is nothing; nobody signed in is asked to sign in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec
from weakref import WeakKeyDictionary

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from ikkan.people.models import Account
from ikkan.people.selectors import duties_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
# a page asks at its door and again for its navigation: read once a request
_HELD: Final[WeakKeyDictionary[HttpRequest, frozenset[str]]] = WeakKeyDictionary()


def account_of(request: HttpRequest) -> Account:
    """Return who is signed in, on a page that nobody else reaches."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


def duties_at(request: HttpRequest) -> frozenset[str]:
    """Return the duties that who is signed in holds today; none for nobody."""
    account = request.user
    if not isinstance(account, Account):
        return frozenset()
    if request not in _HELD:
        _HELD[request] = duties_of(account, timezone.localdate())
    return _HELD[request]


def require_duty(duty: str) -> Callable[[View[P]], View[P]]:
    """Let only staff with a duty in force today into a view: 404 for others, sign-in for nobody."""

    def guard(view: View[P]) -> View[P]:
        return _guarded(view, lambda request, _account: duty in duties_at(request))

    return guard


def require_citizen(view: View[P]) -> View[P]:
    """Let only a signed-in citizen into a view: 404 for staff, sign-in for nobody."""
    return _guarded(view, lambda _request, account: account.kind == Account.Kind.CITIZEN)


def _guarded(view: View[P], opens: Callable[[HttpRequest, Account], bool]) -> View[P]:
    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        account = request.user
        if not isinstance(account, Account):
            return _ask_to_sign_in(request)
        if not opens(request, account):
            raise Http404
        return view(request, *args, **kwargs)

    return door


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    # After a POST the page that was filled in is the place to come back to: its address answers a GET too.
    answer = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request") == "true":
        # A fragment must not swallow the sign-in page: the whole page goes there, and comes back to the whole page.
        target = request.headers.get("HX-Current-URL", "")
        path = _local_path(request, target) or request.get_full_path()
        whole = HttpResponse(status=204)
        whole["HX-Redirect"] = redirect_to_login(path).url
        return whole
    return answer


def _local_path(request: HttpRequest, url: str) -> str:
    own = f"{request.scheme}://{request.get_host()}"
    return url.removeprefix(own) if url.startswith(own + "/") else ""
