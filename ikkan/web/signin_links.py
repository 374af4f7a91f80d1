"""How I sign in: the cards linked to my account, and taking one away."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_citizen
from ikkan.people.models import Account
from ikkan.people.selectors import national_sign_ins_of
from ikkan.people.services import unlink_sign_in
from ikkan.people.sessions import assurance_of
from ikkan.web.language import page_language_of
from ikkan.web.signin_national import national_url
from ikkan.web.throttle import throttled


@require_citizen
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponseBase:
    """List the linked cards, and say how this session signed in."""
    links = national_sign_ins_of(_account(request))
    context = {
        "page_title": _("ログインの方法"),
        "links": links,
        "by_card": assurance_of(request).level >= Account.Assurance.CARD,
        "has_password": _account(request).has_usable_password(),
        "national_url": "" if links else national_url(reverse("sign_ins")),
    }
    return render(request, "web/sign_ins.html", context)


@require_citizen
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest, link: int) -> HttpResponseBase:
    """Take a card away after a look at what that means."""
    found = national_sign_ins_of(_account(request)).filter(pk=link).first()
    if found is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        done = unlink_sign_in(link_id=link, by=_account(request))
        if not isinstance(done, Refused):
            messages.success(request, _("カードを外しました"))
            return redirect("sign_ins")
        refusal = done.en if page_language_of(request) == "en" else done.ja
    context = {
        "page_title": _("カードを外しますか"),
        "link": found,
        "refusal": refusal,
        "back_url": reverse("sign_ins"),
    }
    return render(request, "web/sign_in_unlink.html", context, status=422 if refusal else 200)


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise Http404
    return request.user
