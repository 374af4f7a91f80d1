"""Bearer tokens of programs: 256 random bits, kept as a digest, with scope and expiry."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account, ApiToken

PREFIX: Final = "ik_"
_RANDOM_BYTES: Final = 32
# A longer text is no token of ours; hashing megabytes for a stranger would be a gift to them.
_LONGEST_TOKEN: Final = 200
_LONGEST_NAME: Final = 100
_USE_IS_NOTED_EVERY: Final = timedelta(minutes=1)


def make_token(
    account: Account, name: str, scopes: Collection[str], expires_at: datetime
) -> tuple[ApiToken, str] | Refused:
    """Make a token and return it with its text, which is shown once and stored nowhere.

    Args:
        account: whose rights the program uses.
        name: what the token is for, as its owner will read it.
        scopes: words of what it opens; at least one.
        expires_at: aware moment after which it opens nothing.
    """
    if not account.is_active:
        return Refused("account_closed", "このアカウントは閉じられています。", "This account is closed.")
    if not name.strip() or len(name) > _LONGEST_NAME:
        return Refused(
            "token_name",
            "トークンの名前を100文字までで入力してください。",
            "Give the token a name of at most 100 characters.",
            "name",
        )
    if not scopes:
        return Refused("token_scope", "使える範囲を1つ以上選んでください。", "Choose at least one scope.", "scopes")
    if expires_at <= timezone.now():
        return Refused(
            "token_expired",
            "期限が過ぎています。これからの日時を選んでください。",
            "The expiry has passed. Choose a later moment.",
            "expires_at",
        )
    text = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    token = ApiToken.objects.create(
        account=account, name=name.strip(), digest=digest_of(text), scopes=sorted(set(scopes)), expires_at=expires_at
    )
    return token, text


def account_of_token(text: str, scope: str, now: datetime) -> Account | Refused:
    """Return whose rights a token gives, or why it opens nothing.

    One answer stands for unknown, expired and revoked, so that a guess learns nothing. The use is noted at most once
    a minute, so that a busy program does not write a row for every request.
    """
    unknown = Refused(
        "token_invalid",
        "トークンが違うか、期限が切れています。新しいトークンを作ってください。",
        "The token is wrong or has ended. Make a new one.",
    )
    if not text.startswith(PREFIX) or len(text) > _LONGEST_TOKEN:
        return unknown
    token = (
        ApiToken.objects.select_related("account")
        .filter(digest=digest_of(text), revoked_at__isnull=True, expires_at__gt=now, account__is_active=True)
        .first()
    )
    if token is None:
        return unknown
    if scope not in token.scopes:
        return Refused(
            "token_scope",
            f"このトークンでは「{scope}」を使えません。範囲に加えたトークンを作ってください。",
            f"This token does not open {scope!r}. Make a token with that scope.",
        )
    _note_use(token, now)
    return token.account


def revoke_token(*, token_id: str, by: Account, now: datetime) -> ApiToken | Refused:
    """End a token at once; only its owner may. Ending it twice keeps the first moment."""
    token = ApiToken.objects.filter(pk=token_id, account=by).first() if _is_uuid(token_id) else None
    if token is None:
        return Refused("not_found", "トークンが見つかりません。", "There is no such token.")
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now)
    token.refresh_from_db()
    return token


def digest_of(text: str) -> str:
    """Return the SHA-256 of a token's text. No salt is needed: 256 random bits cannot be searched."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _note_use(token: ApiToken, now: datetime) -> None:
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - _USE_IS_NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at <= now - _USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def _is_uuid(text: object) -> bool:
    try:
        ApiToken._meta.pk.to_python(text)
    except ValidationError:
        return False
    return True
