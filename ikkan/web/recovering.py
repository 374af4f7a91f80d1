"""Coming back in with the code that was handed over at the counter."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.parts import TextBox
from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.people.services import use_recovery
from ikkan.people.sessions import RECOVERY, note_authentication
from ikkan.web.demo_signin import BACKEND
from ikkan.web.language import page_language_of
from ikkan.web.signin_forms import LOGIN_NAME
from ikkan.web.throttle import throttled

LONGEST = 200


@throttled("recovery")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest) -> HttpResponseBase:
    """Take the code, remove the old ways in, and lead to making a new one."""
    username, code = (request.POST.get(name, "").strip()[:LONGEST] for name in ("username", "code"))
    error = ""
    if request.method == "POST":
        now = timezone.now()
        account = use_recovery(username=username, code=code, now=now)
        if not isinstance(account, Refused):
            login(request, account, backend=BACKEND)
            note_authentication(request, level=Account.Assurance.PASSWORD, method=RECOVERY, now=now)
            messages.success(request, _("前のパスキーを外しました。新しいパスキーを作ってください"), extra_tags="ok")
            return redirect("passkey_add")
        error = account.en if page_language_of(request) == "en" else account.ja
    hint = _("16文字。間の線はあってもなくてもかまいません")
    context = {
        "page_title": _("窓口で受け取った番号でログインする"),
        "username": TextBox("username", str(LOGIN_NAME), username, width=20, autocomplete="username"),
        "code": TextBox("code", _("復旧の番号"), "", hint=hint, error=error, width=20, autocomplete="off"),
        "error_list": [("#id_code", error)] if error else [],
        "back_url": reverse("account_login"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "web/recovery.html", context, status=status)
