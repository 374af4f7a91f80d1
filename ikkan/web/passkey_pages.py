"""My passkeys: add one, give it a name, take it away."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.parts import TextBox
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import account_of
from ikkan.people.passkeys import (
    LONGEST_NAME,
    add_passkey,
    options_of_new,
    passkeys_of,
    remove_passkey,
    rename_passkey,
)
from ikkan.people.sessions import PASSKEY
from ikkan.web.language import page_language_of
from ikkan.web.proving import ask_fresh, now_by
from ikkan.web.throttle import throttled


@login_required
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """Make a passkey on this device, or on a phone or key beside it."""
    account, now = account_of(request), timezone.now()
    first = ask_fresh(request, now)
    if first is not None:
        return first
    refusal = ""
    if request.method == "POST":
        made = add_passkey(account=account, sent=request.POST.get("credential", ""), name=_name(request))
        if not isinstance(made, Refused):
            now_by(request, PASSKEY, now)
            messages.success(request, _("パスキーを作りました。次からはパスキーで入れます"), extra_tags="ok")
            return redirect("sign_ins")
        refusal = _said(request, made)
    context = {
        "page_title": _("パスキーを作る"),
        "options": options_of_new(account),
        "box": name_box(_name(request)),
        "refusal": refusal,
        "back_url": reverse("sign_ins"),
    }
    return render(request, "web/passkey_add.html", context, status=_status(refusal))


@login_required
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, passkey: int) -> HttpResponseBase:
    """Give a passkey a name by which the person knows the device."""
    account = account_of(request)
    found = passkeys_of(account).filter(pk=passkey).first()
    if found is None:
        raise Http404
    error = ""
    if request.method == "POST":
        done = rename_passkey(account=account, passkey=passkey, name=_name(request))
        if not isinstance(done, Refused):
            messages.success(request, _("名前を変えました"), extra_tags="ok")
            return redirect("sign_ins")
        error = _said(request, done)
    typed = _name(request) if request.method == "POST" else found.wrap().name
    context = {
        "page_title": _("パスキーの名前を変える"),
        "box": name_box(typed, error=error),
        "error_list": [("#id_name", error)] if error else [],
        "back_url": reverse("sign_ins"),
    }
    return render(request, "web/passkey_rename.html", context, status=_status(error))


@login_required
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, passkey: int) -> HttpResponseBase:
    """Take a passkey away after a look at what that means."""
    account = account_of(request)
    found = passkeys_of(account).filter(pk=passkey).first()
    if found is None:
        raise Http404
    first = ask_fresh(request, timezone.now())
    if first is not None:
        return first
    refusal = ""
    if request.method == "POST":
        done = remove_passkey(account=account, passkey=passkey)
        if not isinstance(done, Refused):
            messages.success(request, _("パスキーを外しました"), extra_tags="ok")
            return redirect("sign_ins")
        refusal = _said(request, done)
    context = {
        "page_title": _("パスキーを外しますか"),
        "passkey": found.wrap(),
        "made_at": found.created_at,
        "refusal": refusal,
        "back_url": reverse("sign_ins"),
    }
    return render(request, "web/passkey_remove.html", context, status=_status(refusal))


def name_box(value: str, *, error: str = "") -> TextBox:
    """Return the box in which a person names a passkey."""
    hint = _("例：わたしのスマートフォン。入力しなければ番号がつきます")
    return TextBox("name", _("パスキーの名前"), value, hint=hint, error=error, width=20)


def _name(request: HttpRequest) -> str:
    return request.POST.get("name", "").strip()[:LONGEST_NAME]


def _said(request: HttpRequest, refused: Refused) -> str:
    return refused.en if page_language_of(request) == "en" else refused.ja


def _status(refusal: str) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
