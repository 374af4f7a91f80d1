"""Step-up (追加の本人確認): a door that asks for more proof, and gives back what was being sent."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, Final, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from ikkan.people.models import Account
from ikkan.people.sessions import Need, meets

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

_KEY: Final = "kept_form"
_SAFE_VERBS: Final = frozenset({"GET", "HEAD"})
_NEVER_KEPT: Final = "csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that was being sent when more proof was asked for.

    Args:
        path: where it was being sent.
        fields: names and values, in their order.
    """

    path: str
    fields: tuple[tuple[str, str], ...]


def require_assurance(level: int) -> Callable[[View[P]], View[P]]:
    """Let only a session of this level into a view; another is led to step-up and back, and its form is kept."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            asked = ask_for_more(request, Need(level))
            return view(request, *args, **kwargs) if asked is None else asked

        return door

    return guard


def ask_for_more(request: HttpRequest, need: Need) -> HttpResponseBase | None:
    """Return the way to step-up, or None where the session proved enough or nobody is signed in yet.

    Args:
        request: what was asked; the fields of a POST are kept in the session. Its files are not.
        need: what is needed here.
    """
    if not isinstance(request.user, Account):
        return None
    if meets(request, need, timezone.now()):
        _forget_what_arrives(request)
        return None
    is_form = request.method not in _SAFE_VERBS and not request.FILES
    back = _keep(request) if is_form else request.get_full_path()
    # the card is asked for only where a passkey is too little
    asked = {"next": back} | ({"level": need.level} if need.level <= Account.Assurance.SECOND_FACTOR else {})
    url = f"{reverse('step_up')}?{urlencode(asked)}"
    if request.headers.get("HX-Request") == "true":
        whole = HttpResponse(status=204)
        whole["HX-Redirect"] = url
        return whole
    return HttpResponseRedirect(url)


def kept_form(request: HttpRequest, token: str) -> KeptForm | None:
    """Return the form that this session keeps under a token, and leave it there until it has been sent.

    Signing out, or in as somebody else, empties the session.
    """
    kept = request.session.get(_KEY)
    if not isinstance(kept, dict) or kept["token"] != token:
        return None
    return KeptForm(kept["path"], tuple((name, value) for name, value in kept["fields"]))


def has_kept_form(request: HttpRequest) -> bool:
    """Tell whether this session keeps a form."""
    return _KEY in request.session


def _forget_what_arrives(request: HttpRequest) -> None:
    kept = request.session.get(_KEY)
    if request.method not in _SAFE_VERBS and isinstance(kept, dict) and kept["path"] == request.get_full_path():
        del request.session[_KEY]


def _keep(request: HttpRequest) -> str:
    """Keep the fields of this POST and return the page that sends them on; a later one takes its place."""
    token = secrets.token_urlsafe(12)
    request.session[_KEY] = {
        "token": token,
        "path": request.get_full_path(),
        "fields": [(name, value) for name, values in request.POST.lists() for value in values if name != _NEVER_KEPT],
    }
    return reverse("resume", args=[token])
