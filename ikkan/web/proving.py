"""Proving again who one is: before the ways to sign in are changed, and where a password is too little."""

from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ikkan.people.guards import account_of
from ikkan.people.models import Account
from ikkan.people.passkeys import NOT_PROVED, options_of_proof, proves_passkey
from ikkan.people.second_factor import has_code_app, has_passkey, need_to_change_ways
from ikkan.people.selectors import national_sign_ins_of
from ikkan.people.sessions import CODE, PASSKEY, USUAL, assurance_of, meets, note_authentication
from ikkan.web.language import page_language_of
from ikkan.web.national_trips import safe_back
from ikkan.web.signin_forms import PASSWORD, InOurWords, Words
from ikkan.web.signin_national import national_url
from ikkan.web.throttle import throttled

CODE_LABEL: Final = gettext_lazy("アプリの6けたの番号")
CODE_EMPTY: Final = gettext_lazy("アプリの番号を入力してください")


# allauth ships no types, so its classes read as Any
class CodeAgain(InOurWords, CodeForm):  # type: ignore[misc]
    """The code that the app shows now."""

    words: ClassVar[Words] = {"code": (CODE_LABEL, "", CODE_EMPTY)}


# as above
class PasswordAgain(InOurWords, PasswordForm):  # type: ignore[misc]
    """The password, once more."""

    words: ClassVar[Words] = {"password": (PASSWORD, "", gettext_lazy("パスワードを入力してください"))}


def ask_fresh(request: HttpRequest, now: datetime) -> HttpResponseRedirect | None:
    """Return the way to prove again, or None where this session proved enough to change how the person signs in."""
    if meets(request, need_to_change_ways(account_of(request), now), now):
        return None
    return HttpResponseRedirect(f"{reverse('prove_again')}?{urlencode({'next': request.get_full_path()})}")


def now_by(request: HttpRequest, method: str, now: datetime) -> None:
    """Write a second factor that was proved or made just now into the session; a card's proof stands above it."""
    if assurance_of(request).level > Account.Assurance.SECOND_FACTOR:
        return
    request.session.cycle_key()
    note_authentication(request, level=Account.Assurance.SECOND_FACTOR, method=method, now=now)


@login_required
@throttled("prove")
@require_http_methods(["GET", "HEAD", "POST"])
def prove_again(request: HttpRequest) -> HttpResponseBase:
    """Ask for the surest proof that this person has, and lead on to where they were going."""
    account, asked = account_of(request), request.POST or request.GET
    back = safe_back(request, asked.get("next", ""))
    ways = _ways(request, account, back)
    if request.method == "POST" and _proved(request, account, ways):
        return redirect(back)
    is_wrong = request.method == "POST"
    said = NOT_PROVED.en if page_language_of(request) == "en" else NOT_PROVED.ja
    context = {
        "page_title": _("もう一度、本人であることを確かめます"),
        "back": back,
        "action": reverse("prove_again"),
        "options": options_of_proof(account) if ways.get("passkey") else "",
        "failed": said if is_wrong and "credential" in request.POST else "",
        **ways,
    }
    return render(request, "web/prove_again.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else 200)


# forms of allauth and a flag side by side
def _ways(request: HttpRequest, account: Account, back: str) -> dict[str, Any]:
    is_linked = not account.is_staff_member and national_sign_ins_of(account).exists()
    card = {"card_url": national_url(back) if is_linked else ""}
    if assurance_of(request).level >= Account.Assurance.CARD:
        return card
    passkey, code = has_passkey(account), has_code_app(account)
    if passkey or code:
        return card | {"passkey": passkey, "code": CodeAgain(_sent(request, "code"), user=account) if code else None}
    if not account.has_usable_password():
        return card
    return card | {"password": PasswordAgain(_sent(request, "password"), user=account)}


def _proved(request: HttpRequest, account: Account, ways: dict[str, Any]) -> bool:
    now, sent = timezone.now(), request.POST
    if ways.get("passkey") and "credential" in sent:
        if not proves_passkey(account=account, sent=sent["credential"]):
            return False
        now_by(request, PASSKEY, now)
        return True
    if ways.get("code") and "code" in sent and ways["code"].is_valid():
        ways["code"].save()
        now_by(request, CODE, now)
        return True
    if ways.get("password") and "password" in sent and ways["password"].is_valid():
        note_authentication(request, level=Account.Assurance.PASSWORD, method=USUAL, now=now)
        return True
    return False


def _sent(request: HttpRequest, box: str) -> Any:
    return request.POST if box in request.POST else None
