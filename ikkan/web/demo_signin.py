"""One-click sign-in as a person of the model town: only in the demo, never in production."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ikkan.people.models import Account
from ikkan.web.context import address_of

BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Persona:
    """Someone of the model town whom a visitor can be."""

    username: str
    label: str | Promise
    what: str | Promise


PERSONAS: Final = (
    Persona("demo-parent", _("保護者"), _("申込みを入力し、進みぐあいとお知らせを見ます")),
    Persona("demo-officer", _("担当者"), _("受付箱の申込みを見て、選考の回を進めます")),
    Persona("demo-subsection", _("係長"), _("担当者の起案を最初に決裁します")),
    Persona("demo-chief", _("課長"), _("係長の次に決裁します")),
    Persona("demo-head", _("部長"), _("最後に決裁します。仕事の流れも見ます")),
    Persona(
        "demo-citizens-officer", _("市民課の担当者"), _("住民票の写しの請求を見て、窓口で渡し、手数料を受け取ります")
    ),
    Persona("demo-citizens-chief", _("市民課長"), _("住民票の写しを交付しないときに決裁します")),
    Persona("demo-operator", _("情報システム担当"), _("機械と連携が動いているかを見ます")),
)


def is_open() -> bool:
    """Tell whether this instance is a demo; a production instance never is."""
    return bool(settings.IKKAN_DEMO) and not settings.IKKAN_PRODUCTION


@require_http_methods(["GET", "HEAD", "POST"])
def demo_signin(request: HttpRequest) -> HttpResponse:
    """Show the people of the model town, and sign in as the one whose button was pressed."""
    if not is_open():
        raise Http404
    accounts = {account.username: account for account in _accounts()}
    target = request.POST.get("next", request.GET.get("next", ""))
    if request.method == "POST":
        account = accounts.get(request.POST.get("username", ""))
        if account is None:
            raise Http404
        login(request, account, backend=BACKEND)
        return _lead_on(request, target)
    present = [persona for persona in PERSONAS if persona.username in accounts]
    return render(request, "web/demo_signin.html", {"personas": present, "next": target})


def _accounts() -> list[Account]:
    names = [persona.username for persona in PERSONAS]
    return list(Account.objects.filter(username__in=names, is_active=True))


def _lead_on(request: HttpRequest, target: str) -> HttpResponseRedirect:
    hosts = {request.get_host()}
    if target and url_has_allowed_host_and_scheme(target, hosts, require_https=request.is_secure()):
        return redirect(target)
    return redirect(address_of("first_page") or "/")
