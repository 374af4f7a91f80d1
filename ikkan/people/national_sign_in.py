"""Links between accounts and デジタル認証アプリ: who comes by a card is whom, never guessed from a name.

A link says which account a card opens, and nothing of the register: an account that already stands for a resident is
linked only by whoever was matched to that resident at the counter or by the card's serial number.
"""

import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from ikkan.kernel.outcome import Refused
from ikkan.people.adapter import LAYERS_OPEN_TO_CITIZENS
from ikkan.people.models import Account, NationalSignIn
from ikkan.people.second_factor import has_passkey

_CLOSED: Final = Refused(
    "account_closed",
    "このアカウントは閉じられています。市役所に電話してください。",
    "This account is closed. Please call the town hall.",
)
_NOT_FOUND: Final = Refused(
    "not_found", "つながりが見つかりません。もう外されています。", "There is no such link. It was removed already."
)
_TAKEN: Final = Refused(
    "sign_in_taken",
    "このカードは、別のアカウントにつながっています。カードでログインし直すか、そのアカウントから外してください。",
    "This card is linked to another account. Sign in by the card, or unlink it there.",
)
_ONE_PERSON: Final = Refused(
    "sign_in_one_person",
    "このアカウントには、別のカードがつながっています。新しいカードにするときは、先に前のカードを外してください。",
    "Another card is linked to this account. To use a new card, unlink the old one first.",
)
_AT_THE_COUNTER: Final = Refused(
    "sign_in_at_counter",
    "このアカウントは住民記録とつながっているため、カードは窓口でつなぎます。カードを持って市役所に来てください。",
    "This account stands for a resident, so a card is linked at the counter. Please bring the card to the town hall.",
)
_CITIZENS_ONLY: Final = Refused(
    "sign_in_citizens",
    "職員のアカウントには、カードをつなげません。市民のアカウントでログインしてください。",
    "A card cannot be linked to a staff account. Sign in with a citizen's account.",
)
_LAST_WAY: Final = Refused(
    "sign_in_last_way",
    "ほかにログインする方法がないため、外せません。使うのをやめるときは、アカウントを消してください。",
    "There is no other way to sign in, so it cannot be removed. To stop using it, delete the account.",
)
_NOT_HERE: Final = Refused(
    "sign_up_closed",
    "ここではアカウントを作れません。市民の画面からログインしてください。",
    "No account can be made here. Sign in from the citizens' pages.",
)


def sign_in_by(*, issuer: str, subject: str, now: datetime) -> Account | Refused | None:
    """Return whose account a card opens, and note the use; None for a card that comes for the first time.

    Args:
        issuer: provider that vouches for the card.
        subject: pairwise identifier that it gave.
        now: moment.
    """
    link = NationalSignIn.objects.select_related("account").filter(issuer=issuer, subject=subject).first()
    if link is None:
        return None
    if not link.account.is_active:
        return _CLOSED
    NationalSignIn.objects.filter(pk=link.pk).update(last_used_at=now)
    return link.account


def open_account_for(*, issuer: str, subject: str, language: str, now: datetime) -> Account | Refused:
    """Make a citizen's account that this card opens; called twice for a card it returns the same account.

    The account has no password and stands for no resident until somebody records that it does.

    Args:
        issuer: provider that vouches for the card.
        subject: pairwise identifier that it gave.
        language: language of the pages.
        now: moment.
    """
    if settings.IKKAN_LAYER not in LAYERS_OPEN_TO_CITIZENS:
        return _NOT_HERE
    try:
        with transaction.atomic():
            account = Account.objects.create_user(f"card-{secrets.token_hex(6)}", None, language=language)
            _record(account, issuer, subject, now)
    except IntegrityError:
        standing = sign_in_by(issuer=issuer, subject=subject, now=now)
        return _TAKEN if standing is None else standing
    return account


def link_sign_in(
    *, account: Account, issuer: str, subject: str, now: datetime, card_resident: str = ""
) -> NationalSignIn | Refused:
    """Let a card open an account that exists; linking the same card again changes nothing.

    Args:
        account: who is signed in, by another way.
        issuer: provider that vouches for the card.
        subject: pairwise identifier that it gave.
        now: moment.
        card_resident: 宛名番号 that an officer or the card's serial number proved; blank when nobody did.
    """
    refused = _refusal(account, card_resident)
    if refused is not None:
        return refused
    with transaction.atomic():
        # Locking the account keeps two cards from being linked at once.
        Account.objects.select_for_update().get(pk=account.pk)
        standing = NationalSignIn.objects.filter(issuer=issuer, subject=subject).first()
        if standing is not None:
            return standing if standing.account_id == account.pk else _TAKEN
        if NationalSignIn.objects.filter(account=account, issuer=issuer).exists():
            return _ONE_PERSON
        try:
            with transaction.atomic():
                return _record(account, issuer, subject, now)
        except IntegrityError:
            return _TAKEN


def unlink_sign_in(*, link_id: int, by: Account) -> NationalSignIn | Refused:
    """Take a link away; only its owner may, and only while another way to sign in is left."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=by.pk)
        link = NationalSignIn.objects.filter(pk=link_id, account=by).first()
        if link is None:
            return _NOT_FOUND
        others = NationalSignIn.objects.filter(account=by).exclude(pk=link_id)
        if not by.has_usable_password() and not others.exists() and not has_passkey(by):
            return _LAST_WAY
        link.delete()
    return link


def _refusal(account: Account, card_resident: str) -> Refused | None:
    if not account.is_active:
        return _CLOSED
    if account.is_staff_member:
        return _CITIZENS_ONLY
    if account.resident_number and account.resident_number != card_resident:
        return _AT_THE_COUNTER
    return None


def _record(account: Account, issuer: str, subject: str, now: datetime) -> NationalSignIn:
    link = NationalSignIn(account=account, issuer=issuer, subject=subject, linked_at=now, last_used_at=now)
    link.clean_fields()
    link.save(force_insert=True)
    return link
