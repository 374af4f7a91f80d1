"""Keys of the desk: off until an officer switches them on (WCAG 2.1.4), kept in the session."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ikkan.people.guards import require_duty
from ikkan.web.desk.doors import SeeOther

SESSION_KEY = "desk_keys"


def keys_are_on(request: HttpRequest) -> bool:
    """Return whether this officer works with keys."""
    return bool(request.session.get(SESSION_KEY, False))


@require_duty("desk")
@require_POST
def switch_keys(request: HttpRequest) -> HttpResponseBase:
    """Switch the keys on or off and return to the page."""
    request.session[SESSION_KEY] = request.POST.get("keys") == "on"
    return SeeOther(way_back(request))


def way_back(request: HttpRequest) -> str:
    """Return the page of ours that a form came from; the inbox for any other."""
    target = request.POST.get("back", "")
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if own and target.startswith("/") else "/desk/"
