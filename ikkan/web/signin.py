"""Sign-in, sign-up, passwords, the first page after sign-in, and the quick exit."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib.auth import logout
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from ikkan.people.models import Account
from ikkan.web import signin_forms
from ikkan.web.context import address_of, links_of
from ikkan.web.signin_national import national_url

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class TellsErrors:
    """Answer 422 with the same page and its answers when something in a form is wrong."""

    get_context_data: Callable[..., dict[str, Any]]
    render_to_response: Callable[..., HttpResponse]

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Show the form again."""
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)


class OffersTheCard:
    """Show the way by My Number card where this instance has one."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the card's button leads."""
        # the class beside this one is allauth's
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        asked = self.request.POST or self.request.GET
        return context | {"national_url": national_url(asked.get("next", ""))}


# allauth ships no types, so its classes read as Any
class SignIn(OffersTheCard, TellsErrors, allauth_views.LoginView):  # type: ignore[misc]
    """Sign in, then go on to where the person was going."""

    form_class = signin_forms.SignInForm

    def get_default_success_url(self) -> str:
        """Lead to the person's own first page."""
        return address_of("first_page")


# as above
class SignUp(OffersTheCard, TellsErrors, allauth_views.SignupView):  # type: ignore[misc]
    """Make a citizen's account."""

    form_class = signin_forms.SignUpForm


# as above
class ChangePassword(TellsErrors, allauth_views.PasswordChangeView):  # type: ignore[misc]
    """Change the password."""

    form_class = signin_forms.PasswordChangeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead an account that never had a password to the mail by which it gets one."""
        if isinstance(request.user, Account) and not request.user.has_usable_password():
            return redirect("account_reset_password")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_default_success_url(self) -> str:
        """Lead to the person's own first page."""
        return address_of("first_page")


# as above
class ResetPassword(TellsErrors, allauth_views.PasswordResetView):  # type: ignore[misc]
    """Ask for a mail by which a new password can be set."""

    form_class = signin_forms.PasswordResetForm


# as above
class SetNewPassword(TellsErrors, allauth_views.PasswordResetFromKeyView):  # type: ignore[misc]
    """Set the new password after the mail."""

    form_class = signin_forms.NewPasswordForm


@require_safe
def first_page(request: HttpRequest) -> HttpResponseRedirect:
    """Lead staff to the first page that their duties open, and everybody else home."""
    account = request.user
    links = links_of(request, account) if isinstance(account, Account) and account.is_staff_member else []
    return redirect(links[0][1] if links else address_of("home") or "/")


@require_safe
def quick_exit(request: HttpRequest) -> HttpResponseRedirect:
    """End the session and go to a weather page at once.

    A link on somebody else's site leads there too, but signs nobody out.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}:
        logout(request)
    response = HttpResponseRedirect(settings.IKKAN_QUICK_EXIT_URL)
    response["Clear-Site-Data"] = '"cache"'
    response["Cache-Control"] = "no-store"
    return response


def offers_quick_exit(view: View[P]) -> View[P]:
    """Mark a view whose pages show the quick exit (pages about 支援措置)."""

    @wraps(view)
    def marked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        # page_context reads it back
        request.offers_quick_exit = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return marked
