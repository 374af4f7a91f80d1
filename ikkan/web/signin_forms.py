"""Forms of sign-in and sign-up in our words: what to type stands above the box, never in it."""

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOGIN_NAME = _("ログイン名")
PASSWORD = _("パスワード")
NEW_PASSWORD_HINT = _("10文字以上。名前やよく使われる言葉は使えません")
EMAIL_HINT = _("パスワードを忘れたときに使います")
# field: label, hint, words when it is empty
Words = dict[str, tuple[str | Promise, str | Promise, str | Promise]]


class InOurWords:
    """Give each box its label, hint and error, and take away placeholders and the browser's own checks."""

    fields: dict[str, forms.Field]
    words: ClassVar[Words] = {}
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            label, hint, empty = self.words[name]
            field.label, field.help_text = str(label), str(hint)
            field.error_messages["required"] = str(empty)


# allauth ships no types, so its classes read as Any
class SignInForm(InOurWords, allauth_forms.LoginForm):  # type: ignore[misc]
    """Sign in by name and password."""

    words: ClassVar[Words] = {
        "login": (LOGIN_NAME, "", _("ログイン名を入力してください")),
        "password": (PASSWORD, "", _("パスワードを入力してください")),
    }


# as above
class SignUpForm(InOurWords, allauth_forms.SignupForm):  # type: ignore[misc]
    """Make a citizen's account."""

    words: ClassVar[Words] = {
        "username": (LOGIN_NAME, _("アルファベットと数字。あとで変えられません"), _("ログイン名を入力してください")),
        "email": (_("メールアドレス"), EMAIL_HINT, _("メールアドレスを入力してください")),
        "password1": (PASSWORD, NEW_PASSWORD_HINT, _("パスワードを入力してください")),
        "password2": (_("パスワード（もう一度）"), "", _("パスワードをもう一度入力してください")),
    }


# as above
class PasswordChangeForm(InOurWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """Change the password while signed in."""

    words: ClassVar[Words] = {
        "oldpassword": (_("いまのパスワード"), "", _("いまのパスワードを入力してください")),
        "password1": (_("新しいパスワード"), NEW_PASSWORD_HINT, _("新しいパスワードを入力してください")),
        "password2": (_("新しいパスワード（もう一度）"), "", _("新しいパスワードをもう一度入力してください")),
    }


# as above
class PasswordResetForm(InOurWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a mail by which a new password can be set."""

    words: ClassVar[Words] = {
        "email": (_("メールアドレス"), _("登録したメールアドレス"), _("メールアドレスを入力してください")),
    }


# as above
class NewPasswordForm(InOurWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """Set a new password after the mail."""

    words: ClassVar[Words] = {name: PasswordChangeForm.words[name] for name in ("password1", "password2")}
