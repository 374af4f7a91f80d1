"""An app that shows codes (TOTP, RFC 6238): set it up, take it away."""

from http import HTTPStatus
from typing import ClassVar

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ikkan.people.guards import account_of
from ikkan.people.models import Account
from ikkan.people.second_factor import has_code_app
from ikkan.people.sessions import CODE
from ikkan.web.proving import CODE_EMPTY, CODE_LABEL, ask_fresh, now_by
from ikkan.web.signin_forms import InOurWords, Words
from ikkan.web.throttle import throttled


# allauth ships no types, so its class reads as Any
class FirstCode(InOurWords, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app proves that it holds the key."""

    words: ClassVar[Words] = {"code": (CODE_LABEL, gettext_lazy("30秒ごとに変わります"), CODE_EMPTY)}


@login_required
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """Show the key as a picture and as letters, and take the first code."""
    account, now = account_of(request), timezone.now()
    if has_code_app(account):
        return redirect("sign_ins")
    first = ask_fresh(request, now)
    if first is not None:
        return first
    form = FirstCode(request.POST if request.method == "POST" else None, user=account)
    if request.method == "POST" and form.is_valid():
        _keep(account, form.secret)
        clear_totp_secret(request)
        now_by(request, CODE, now)
        messages.success(
            request, _("アプリをつなぎました。次からはパスワードのあとに番号を入力します"), extra_tags="ok"
        )
        return redirect("sign_ins")
    picture = segno.make(get_adapter().build_totp_url(account, form.secret), micro=False)
    context = {
        "page_title": _("番号を出すアプリをつなぐ"),
        "form": form,
        # drawn by us from our own address: nothing in it is typed by anybody
        "picture": mark_safe(picture.svg_inline(scale=5, light="#fff", svgclass=None, lineclass=None)),  # noqa: S308
        "letters": " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4)),
        "back_url": reverse("sign_ins"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/code_app_add.html", context, status=status)


@login_required
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest) -> HttpResponseBase:
    """Take the app away after a look at what that means."""
    account = account_of(request)
    if not has_code_app(account):
        raise Http404
    first = ask_fresh(request, timezone.now())
    if first is not None:
        return first
    if request.method == "POST":
        Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
        messages.success(request, _("アプリを外しました"), extra_tags="ok")
        return redirect("sign_ins")
    context = {"page_title": _("番号を出すアプリを外しますか"), "back_url": reverse("sign_ins")}
    return render(request, "web/code_app_remove.html", context)


def _keep(account: Account, secret: str) -> None:
    with transaction.atomic():
        # Locking the account lets a second press find the app of the first.
        Account.objects.select_for_update().get(pk=account.pk)
        if not has_code_app(account):
            TOTP.activate(account, secret)
