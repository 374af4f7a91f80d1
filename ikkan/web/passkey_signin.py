"""Coming in by passkey, the second step after a password, and an account that has a passkey from the start."""

import json
import uuid
from http import HTTPStatus
from typing import Any, ClassVar, Final

from allauth.account.adapter import get_adapter
from allauth.account.utils import setup_user_email
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.people.passkeys import NOT_PROVED, UNREADABLE, open_account_by_passkey, options_of_new
from ikkan.people.second_factor import has_code_app, has_passkey
from ikkan.people.sessions import PASSKEY, note_authentication
from ikkan.web.demo_signin import BACKEND
from ikkan.web.language import page_language_of
from ikkan.web.passkey_pages import name_box
from ikkan.web.proving import CODE_EMPTY, CODE_LABEL
from ikkan.web.signin_forms import InOurWords, SignUpForm, Words
from ikkan.web.throttle import throttled

_NEWCOMER: Final = "passkey_newcomer"


class RefusesWhatItCannotRead:
    """Answer like a wrong passkey where what was sent is none at all."""

    def clean_credential(self) -> object:
        """Return the passkey that was proved."""
        try:
            # the class beside this one is allauth's
            return super().clean_credential()  # type: ignore[misc]
        except UNREADABLE as error:
            raise ValidationError(NOT_PROVED.ja) from error


# allauth ships no types, so its classes read as Any
class PasskeyAlone(RefusesWhatItCannotRead, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey as the whole sign-in."""


# as above
class PasskeyNow(RefusesWhatItCannotRead, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


# as above
class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    """Sign in by passkey alone; asked for JSON, it gives the challenge."""

    form_class = PasskeyAlone

    def form_invalid(self, form: BaseForm) -> HttpResponse:  # noqa: ARG002  # Django's signature
        """Say on the sign-in page that it did not work."""
        said = NOT_PROVED.en if page_language_of(self.request) == "en" else NOT_PROVED.ja
        messages.error(self.request, said, extra_tags="bad")
        return HttpResponseRedirect(reverse("account_login"))


# as above
class CodeNow(InOurWords, AuthenticateForm):  # type: ignore[misc]
    """The code that the app shows now."""

    words: ClassVar[Words] = {"code": (CODE_LABEL, "", CODE_EMPTY)}


# as above
class SecondStep(AuthenticateView):  # type: ignore[misc]
    """After the password: the passkey, or the code of the app."""

    template_name = "web/second_step.html"
    form_class = CodeNow
    webauthn_form_class = PasskeyNow

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Show the page again and say what was wrong."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add which ways this person has."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        account = self.stage.login.user
        return context | {
            "page_title": _("もう1つ確かめます"),
            "options": json.dumps(context["js_data"]["request_options"]),
            "passkey": has_passkey(account),
            "code": context["form"] if has_code_app(account) else None,
        }


@throttled("signup")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Ask for a name, then for a passkey; the account is made when the passkey is proved, and not before."""
    if request.user.is_authenticated:
        return redirect("first_page")
    if not get_adapter().is_open_for_signup(request):
        return render(request, "account/signup_closed.html", {"page_title": _("アカウントを作る")})
    if request.method == "POST" and "credential" in request.POST:
        return _made(request)
    form = SignUpForm(request.POST if request.method == "POST" else None, by_passkey=True)
    if request.method == "POST" and form.is_valid():
        request.session[_NEWCOMER] = {
            "id": str(uuid.uuid4()), "username": form.cleaned_data["username"], "email": form.cleaned_data["email"],
        }  # fmt: skip
        return _ask_for_passkey(request, "")
    context = {"page_title": _("パスキーでアカウントを作る"), "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "web/passkey_signup.html", context, status=status)


def _ask_for_passkey(request: HttpRequest, refusal: str) -> HttpResponse:
    newcomer = request.session[_NEWCOMER]
    account = Account(id=uuid.UUID(newcomer["id"]), username=newcomer["username"])
    context = {
        "page_title": _("パスキーを作る"),
        "options": options_of_new(account),
        "box": name_box(request.POST.get("name", "")),
        "refusal": refusal,
        "back_url": reverse("passkey_signup"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return render(request, "web/passkey_add.html", context, status=status)


def _made(request: HttpRequest) -> HttpResponse:
    newcomer = request.session.get(_NEWCOMER)
    if not isinstance(newcomer, dict):
        return redirect("passkey_signup")
    made = open_account_by_passkey(
        account_id=uuid.UUID(newcomer["id"]), username=newcomer["username"], email=newcomer["email"],
        language=page_language_of(request), sent=request.POST["credential"], name=request.POST.get("name", ""),
    )  # fmt: skip
    if made is NOT_PROVED:
        return _ask_for_passkey(request, NOT_PROVED.en if page_language_of(request) == "en" else NOT_PROVED.ja)
    if isinstance(made, Refused):
        messages.error(request, made.en if page_language_of(request) == "en" else made.ja, extra_tags="bad")
        return redirect("passkey_signup")
    setup_user_email(request, made, [])
    login(request, made, backend=BACKEND)
    request.session.pop(_NEWCOMER, None)
    note_authentication(request, level=Account.Assurance.SECOND_FACTOR, method=PASSKEY, now=timezone.now())
    messages.success(request, _("アカウントを作りました。次からはパスキーで入れます"), extra_tags="ok")
    return redirect("first_page")
