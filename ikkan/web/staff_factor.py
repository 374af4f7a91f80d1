"""Staff without a second factor reach only the pages that set one up (IKKAN_STAFF_SECOND_FACTOR)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from ikkan.people.models import Account
from ikkan.people.second_factor import has_second_factor
from ikkan.people.sessions import assurance_of

# where a second factor is made or given, and the ways out
OPEN: Final = frozenset(
    {"sign_ins", "passkey_add", "code_app_add", "prove_again", "account_logout", "account_change_password",
     "quick_exit", "recovery"}
)  # fmt: skip


class StaffSecondFactor:
    """Lead a staff session that proved a password alone to its second factor, whatever it asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; what it may reach is decided once its view is known."""
        return self._get_response(request)

    # the view and its arguments are Django's
    def process_view(
        self, request: HttpRequest, view: object, args: Any, kwargs: Any  # noqa: ARG002
    ) -> HttpResponseBase | None:  # fmt: skip
        """Return the way to the second factor, or None where the request may go on."""
        if not settings.IKKAN_STAFF_SECOND_FACTOR or not is_short_of_factor(request):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in OPEN:
            return None
        if request.path.startswith("/api/"):
            return _problem()
        account = request.user
        name = "prove_again" if isinstance(account, Account) and has_second_factor(account) else "sign_ins"
        url = reverse(name)
        if request.method in {"GET", "HEAD"} and name == "prove_again":
            url = f"{url}?{urlencode({'next': request.get_full_path()})}"
        if request.headers.get("HX-Request") == "true":
            whole = HttpResponse(status=204)
            whole["HX-Redirect"] = url
            return whole
        return HttpResponseRedirect(url)


def is_short_of_factor(request: HttpRequest) -> bool:
    """Tell whether a member of staff is signed in without having proved a second factor."""
    account = request.user
    is_staff = isinstance(account, Account) and account.is_staff_member
    return is_staff and assurance_of(request).level < Account.Assurance.SECOND_FACTOR


def _problem() -> JsonResponse:
    told = {
        "type": "about:blank",
        "title": "Second factor needed",
        "status": int(HTTPStatus.FORBIDDEN),
        "code": "second_factor_needed",
        "detail": "Staff sign in with a second factor here. Sign in again by passkey, or use an API token.",
    }
    return JsonResponse(told, status=HTTPStatus.FORBIDDEN, content_type="application/problem+json")
