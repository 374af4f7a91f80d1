"""How accounts are made by signing up: citizens only."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ikkan.people.models import Account
from ikkan.people.second_factor import note_what_allauth_saw

LAYERS_OPEN_TO_CITIZENS = frozenset({"all", "internet"})
_STAGE = "allauth.mfa.stages.AuthenticateStage"
_OUR_STAGE = "ikkan.people.second_factor_stage.SecondFactorStage"


# allauth ships no types, so its class reads as Any
class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Opens sign-up to citizens, and never makes staff."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("このアカウントは閉じられています。市役所に電話してください"),
        "email_taken": _("このメールアドレスは使われています。ログインするか、別のアドレスを入力してください"),
        "enter_current_password": _("いまのパスワードが違います。もう一度入力してください"),
        "invalid_password_reset": _("リンクの期限が切れています。もう一度メールを送ってください"),
        "too_many_login_attempts": _("続けて間違えたため、しばらくログインできません。5分後にもう一度入力してください"),
        "username_blacklisted": _("このログイン名は使えません。別の名前を入力してください"),
        "username_password_mismatch": _("ログイン名かパスワードが違います。もう一度入力してください"),
        "username_taken": _("このログイン名は使われています。別の名前を入力してください"),
    }

    # the signature is allauth's
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Tell whether citizens can sign up here: only where citizens come in."""
        return settings.IKKAN_LAYER in LAYERS_OPEN_TO_CITIZENS

    def save_user(self, request: HttpRequest, user: Account, form: BaseForm, commit: bool = True) -> Account:
        """Fill and save a new account from the sign-up form; every right is set here, none is read from the form."""
        super().save_user(request, user, form, commit=False)
        user.kind = Account.Kind.CITIZEN
        user.resident_number = ""
        user.is_superuser = False
        user.language = getattr(request, "page_language", "ja")
        if commit:
            user.save()
        return user

    def login(self, request: HttpRequest, user: Account) -> None:
        """Let the session be this person's, and write into it how they proved who they are."""
        super().login(request, user)
        note_what_allauth_saw(request, user, timezone.now())

    def get_login_stages(self) -> list[str]:
        """Return the steps of a sign-in, with our rule of who needs a second factor."""
        return [_OUR_STAGE if stage == _STAGE else stage for stage in super().get_login_stages()]
