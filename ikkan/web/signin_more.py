"""Step-up: say why more proof is needed, and send on what was being sent."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.ledger.assurance import assurance_needed
from ikkan.people.guards import account_of
from ikkan.people.models import Account
from ikkan.people.second_factor import has_second_factor
from ikkan.people.step_up import ask_for_more, has_kept_form, kept_form
from ikkan.web.national_trips import safe_back
from ikkan.web.signin_national import national_url

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_BY_PASSWORD, _BY_PASSKEY = str(int(Account.Assurance.PASSWORD)), str(int(Account.Assurance.SECOND_FACTOR))


def needs_assurance(act: str) -> Callable[[View[P]], View[P]]:
    """Let only a session into a view that proved what the procedure's book asks for an act; lead others to step-up.

    The view's address holds the code of the procedure as ``procedure``.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            need = assurance_needed(str(kwargs["procedure"]), act, timezone.localdate())
            asked = ask_for_more(request, need)
            return view(request, *args, **kwargs) if asked is None else asked

        return door

    return guard


@login_required
@require_safe
def step_up(request: HttpRequest) -> HttpResponseBase:
    """Say what this step asks for, and lead to it; where there is none, say where else it can be done."""
    back = safe_back(request, request.GET.get("next", ""))
    level = request.GET.get("level", "")
    passkey_is_enough = level in {_BY_PASSWORD, _BY_PASSKEY}
    context = {
        "page_title": _("本人であることを確かめます") if passkey_is_enough else _("カードで本人を確かめます"),
        "passkey_url": f"{reverse('prove_again')}?{urlencode({'next': back})}" if passkey_is_enough else "",
        "has_factor": level == _BY_PASSWORD or has_second_factor(account_of(request)),
        "national_url": national_url(back),
        "has_kept": has_kept_form(request),
    }
    return render(request, "web/step_up.html", context)


@login_required
@require_safe
def resume(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the button that sends on the form which was being sent when more proof was asked for."""
    kept = kept_form(request, token)
    if kept is None:
        raise Http404
    return render(request, "web/resume.html", {"page_title": _("続きを送ります"), "kept": kept})
