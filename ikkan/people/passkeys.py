"""Passkeys (パスキー): made, checked, renamed and taken away. The ceremony itself is WebAuthn Level 3, by allauth."""

import json
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.people.telling import tell_owner

LONGEST_NAME: Final = 40
# What a parser of bytes that anybody may send can raise; every one of them means: not a passkey of ours.
UNREADABLE: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, ValidationError)
NOT_PROVED: Final = Refused(
    "passkey_not_proved",
    "パスキーを確かめられませんでした。もう一度ボタンを押してください。",
    "The passkey could not be verified. Please press the button again.",
)
_NOT_FOUND: Final = Refused(
    "not_found", "パスキーが見つかりません。もう外されています。", "There is no such passkey. It was removed already."
)
_NAME_MISSING: Final = Refused(
    "passkey_name", "パスキーの名前を入力してください。", "Enter a name for the passkey.", "name"
)
_LAST_WAY: Final = Refused(
    "sign_in_last_way",
    "ほかにログインする方法がないため、外せません。先に別のパスキーかパスワードを作ってください。",
    "There is no other way to sign in, so it cannot be removed. Make another passkey or a password first.",
)
_NAME_TAKEN: Final = Refused(
    "username_taken",
    "このログイン名は、いま使われました。別の名前を入力してください。",
    "This user name has just been taken. Enter another one.",
    "username",
)


def passkeys_of(account: Account) -> "QuerySet[Authenticator]":
    """Return a person's passkeys, the newest first."""
    mine: QuerySet[Authenticator] = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    return mine.order_by("-created_at", "-pk")


def options_of_new(account: Account) -> str:
    """Return what the browser is asked when a passkey is made, as JSON; the challenge stays in the session.

    The passkey is discoverable and asks for finger, face or PIN.
    """
    return json.dumps(auth.begin_registration(account, passwordless=True))


def options_of_proof(account: Account) -> str:
    """Return what the browser is asked when a person proves that they hold one of their passkeys, as JSON."""
    return json.dumps(auth.begin_authentication(account))


def add_passkey(*, account: Account, sent: str, name: str) -> Authenticator | Refused:
    """Keep a new passkey for whoever is signed in.

    Args:
        account: whose.
        sent: the browser's answer, as JSON.
        name: what the person calls it; blank for a number.
    """
    credential = _checked(sent)
    if isinstance(credential, Refused):
        return credential
    with transaction.atomic():
        made = _keep(account, credential, name)
        tell_owner(account, "passkey_added", key=str(made.pk), now=made.created_at)
    return made


def open_account_by_passkey(
    *, account_id: UUID, username: str, email: str, language: str, sent: str, name: str
) -> Account | Refused:
    """Make a citizen's account that has a passkey and no password; nothing is made unless the passkey is proved.

    Args:
        account_id: identifier that the passkey was made for.
        username: name to sign in by.
        email: address, or blank.
        language: language of the pages.
        sent: the browser's answer, as JSON.
        name: what the person calls the passkey.
    """
    credential = _checked(sent)
    if isinstance(credential, Refused):
        return credential
    try:
        with transaction.atomic():
            account = Account.objects.create_user(username, None, id=account_id, email=email, language=language)
            _keep(account, credential, name)
    except (IntegrityError, ValidationError):
        return _NAME_TAKEN
    return account


def proves_passkey(*, account: Account, sent: str) -> bool:
    """Tell whether a browser's answer proves one of this person's passkeys, and note its use."""
    return _read(lambda: _proved(account, json.loads(sent))) is not None


def rename_passkey(*, account: Account, passkey: int, name: str) -> Authenticator | Refused:
    """Give a passkey another name."""
    found = passkeys_of(account).filter(pk=passkey).first()
    if found is None:
        return _NOT_FOUND
    if not name.strip():
        return _NAME_MISSING
    found.wrap().name = name.strip()[:LONGEST_NAME]
    found.save(update_fields=["data"])
    return found


def remove_passkey(*, account: Account, passkey: int) -> Authenticator | Refused:
    """Take a passkey away, while another way to sign in is left."""
    with transaction.atomic():
        # Locking the account keeps two windows from taking the last two away at once.
        Account.objects.select_for_update().get(pk=account.pk)
        found = passkeys_of(account).filter(pk=passkey).first()
        if found is None:
            return _NOT_FOUND
        others = passkeys_of(account).exclude(pk=passkey).exists() or account.national_sign_ins.exists()
        if not account.has_usable_password() and not others:
            return _LAST_WAY
        found.delete()
    return found


def _keep(account: Account, credential: dict[str, Any], name: str) -> Authenticator:
    number = passkeys_of(account).count() + 1
    return auth.WebAuthn.add(account, name.strip()[:LONGEST_NAME] or f"パスキー{number}", credential).instance


def _checked(sent: str) -> dict[str, Any] | Refused:
    credential = _read(lambda: _registered(json.loads(sent)))
    return NOT_PROVED if credential is None else credential


# a credential is JSON that only the browser and allauth read
def _registered(credential: Any) -> Any:
    auth.parse_registration_response(credential)
    auth.complete_registration(credential)
    return credential


# as above
def _proved(account: Account, credential: Any) -> Any:
    auth.parse_authentication_response(credential)
    used = auth.complete_authentication(account, credential)
    used.record_usage()
    return used


# as above
def _read(reading: Callable[[], Any]) -> Any:
    try:
        return reading()
    except UNREADABLE:
        return None
