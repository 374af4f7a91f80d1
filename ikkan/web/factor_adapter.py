"""What allauth asks of us about passkeys and apps that show codes: names in our words, secrets kept encrypted."""

import base64
from typing import ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ikkan.people.models import Account
from ikkan.web.town import town_name


# allauth ships no types, so its class reads as Any
class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Speaks for the town."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("確かめられませんでした。もう一度やり直してください"),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as it is kept: whoever reads a copy of the database learns no code from it."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a kept secret."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return town_name() or str(super()._get_site_name())

    def _get_user_identifier(self, user: Account) -> str:
        # the name to sign in by, never the mail address
        return user.username


def _cipher() -> Fernet:
    key = salted_hmac("ikkan.web.factor_adapter", "totp", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
