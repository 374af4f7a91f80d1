"""The first time that a card comes: make an account, or link the card to one that exists."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.people.services import link_sign_in, open_account_for
from ikkan.ports.auth_app.claims import Identity
from ikkan.ports.auth_app.client import LONGEST_AWAY_SECONDS
from ikkan.ports.auth_app.refusals import LATE
from ikkan.web.language import page_language_of
from ikkan.web.newcomers import forget_newcomer, newcomer_of
from ikkan.web.signin_national import enter, failed
from ikkan.web.throttle import throttled


@throttled("signup")
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponseBase:
    """Ask what an unknown card shall open; nothing is made or linked before the person says so."""
    newcomer = newcomer_of(request)
    if newcomer is None:
        return failed(request, LATE, "")
    identity, back = newcomer
    if request.method == "POST":
        return _decided(request, identity, back)
    is_known = isinstance(request.user, Account)
    context = {
        "page_title": _("このカードをつなぎますか") if is_known else _("はじめてのカードです"),
        "is_known": is_known,
        "login_url": f"{reverse('account_login')}?{urlencode({'next': reverse('national_first')})}",
        "minutes": LONGEST_AWAY_SECONDS // 60,
        "back": back,
    }
    return render(request, "web/national_first.html", context)


def _decided(request: HttpRequest, identity: Identity, back: str) -> HttpResponseBase:
    now = timezone.now()
    who: Account | Refused
    if isinstance(request.user, Account):
        link = link_sign_in(account=request.user, issuer=identity.issuer, subject=identity.subject, now=now)
        who = link if isinstance(link, Refused) else request.user
        said = _("カードをつなぎました。これからはカードでログインできます")
    else:
        language = page_language_of(request)
        who = open_account_for(issuer=identity.issuer, subject=identity.subject, language=language, now=now)
        said = _("アカウントを作りました。これからはカードでログインできます")
    forget_newcomer(request)
    if isinstance(who, Refused):
        return failed(request, who, back)
    enter(request, who, identity)
    messages.success(request, said)
    return redirect(back)
