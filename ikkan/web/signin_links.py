"""How I sign in: my passkeys, my app, the cards linked to my account, and taking a card away."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.kernel.outcome import Refused
from ikkan.people.guards import account_of, require_citizen
from ikkan.people.passkeys import passkeys_of
from ikkan.people.recovery import papers_on
from ikkan.people.second_factor import has_code_app
from ikkan.people.selectors import national_sign_ins_of
from ikkan.people.services import unlink_sign_in
from ikkan.people.sessions import assurance_of
from ikkan.web.language import page_language_of
from ikkan.web.signin_national import national_url
from ikkan.web.staff_factor import is_short_of_factor
from ikkan.web.throttle import throttled


@login_required
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponseBase:
    """List every way by which this person signs in, and say how this session did."""
    account = account_of(request)
    links = national_sign_ins_of(account)
    papers, at = papers_on(timezone.now()), int(page_language_of(request) == "en")
    context = {
        "page_title": _("ログインの方法"),
        "method": assurance_of(request).method,
        "passkeys": [(one, one.wrap().name) for one in passkeys_of(account)],
        "has_code_app": has_code_app(account),
        "is_short": settings.IKKAN_STAFF_SECOND_FACTOR and is_short_of_factor(request),
        "is_citizen": not account.is_staff_member,
        "links": links,
        "has_password": account.has_usable_password(),
        "national_url": "" if links or account.is_staff_member else national_url(reverse("sign_ins")),
        "recoveries": [(one, papers[one.paper][at]) for one in account.recoveries.order_by("-opened_at")],
    }
    return render(request, "web/sign_ins.html", context)


@require_citizen
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest, link: int) -> HttpResponseBase:
    """Take a card away after a look at what that means."""
    found = national_sign_ins_of(account_of(request)).filter(pk=link).first()
    if found is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        done = unlink_sign_in(link_id=link, by=account_of(request))
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
