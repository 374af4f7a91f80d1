"""The second factor: who has one, how a session proved it, and when it must be proved again."""

from datetime import datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from ikkan.people.house_book import number_of
from ikkan.people.models import Account
from ikkan.people.sessions import CODE, PASSKEY, USUAL, Need, note_authentication

FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


def has_second_factor(account: Account) -> bool:
    """Tell whether a person has a passkey or an app that shows codes."""
    return bool(Authenticator.objects.filter(user=account, type__in=FACTORS).exists())


def has_passkey(account: Account) -> bool:
    """Tell whether a person has a passkey."""
    return bool(Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).exists())


def has_code_app(account: Account) -> bool:
    """Tell whether a person has an app that shows codes (TOTP)."""
    return bool(Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists())


def must_give_second_factor(account: Account) -> bool:
    """Tell whether a password alone does not let this person in.

    Staff who have a second factor always give it. A citizen gives the code of an app if they set one up; a passkey
    stands beside the password, which then opens only what a password opens.
    """
    return has_second_factor(account) if account.is_staff_member else has_code_app(account)


def need_to_change_ways(account: Account, now: datetime) -> Need:
    """Return what a session must have proved, and how lately, to change how a person signs in.

    Whoever knows only the password can neither add a passkey beside the person's own nor take one away.
    """
    within = timedelta(minutes=number_of("second_factor", "fresh_minutes", timezone.localdate(now)))
    has_one = has_second_factor(account)
    return Need(Account.Assurance.SECOND_FACTOR if has_one else Account.Assurance.PASSWORD, within)


def drop_second_factors(account: Account) -> int:
    """Remove every passkey and app of a person; return how many."""
    count, _ = Authenticator.objects.filter(user=account).delete()
    return int(count)


def note_what_allauth_saw(request: HttpRequest, account: Account, now: datetime) -> None:
    """Write into the session that has just become a person's by which way they came in."""
    seen = [one for one in get_authentication_records(request, account) if one["method"] == "mfa"]
    kinds = {one.get("type") for one in seen}
    level, method = Account.Assurance.PASSWORD, USUAL
    if Authenticator.Type.WEBAUTHN in kinds:
        level, method = Account.Assurance.SECOND_FACTOR, PASSKEY
    elif Authenticator.Type.TOTP in kinds:
        level, method = Account.Assurance.SECOND_FACTOR, CODE
    note_authentication(request, level=level, method=method, now=now)
