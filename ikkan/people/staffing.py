"""Accounts of staff, their postings, and the end of an account."""

from collections.abc import Collection
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account, ApiToken, Mandate, Office, Posting, Rank
from ikkan.people.second_factor import drop_second_factors


def open_staff_account(*, username: str, password: str, display_name: str, email: str = "") -> Account | Refused:
    """Open an account of a member of staff. Nobody can make one by signing up."""
    account = Account(username=username, display_name=display_name, email=email, kind=Account.Kind.STAFF)
    try:
        validate_password(password, account)
    except ValidationError as error:
        said = " ".join(error.messages)
        return Refused(
            "password_weak", f"パスワードを変えてください：{said}", f"Change the password: {said}", "password"
        )
    try:
        return Account.objects.create_user(
            username, password, display_name=display_name, email=email, kind=Account.Kind.STAFF
        )
    except ValueError:
        return Refused("username_missing", "ログイン名を入力してください。", "Enter a user name.", "username")
    except ValidationError as error:
        return Refused(
            "account_incomplete",
            "使われているログイン名か、正しくない項目があります。",
            "The user name is taken or an entry is not valid.",
            next(iter(error.message_dict)),
        )


def post_account(
    *,
    account: Account,
    office: Office,
    rank: Rank,
    duties: Collection[str],
    starts_on: date,
    ends_on: date | None = None,
    deputises_for: Rank | None = None,
) -> Posting | Refused:
    """Post a member of staff to an office at a rank with duties, for a time."""
    if not account.is_staff_member:
        return Refused(
            "not_staff",
            "市民のアカウントは配属できません。職員のアカウントを作ってください。",
            "A citizen's account cannot be posted. Open an account of staff.",
        )
    if ends_on is not None and ends_on < starts_on:
        return Refused(
            "posting_dates", "終わりの日が始まりの日より前です。", "The last day is before the first.", "ends_on"
        )
    posting = Posting(
        account=account,
        office=office,
        rank=rank,
        duties=sorted(set(duties)),
        starts_on=starts_on,
        ends_on=ends_on,
        deputises_for=deputises_for,
    )
    posting.full_clean(exclude=["duties"])
    posting.save()
    return posting


def end_posting(*, posting: Posting, on: date) -> Posting | Refused:
    """Let a posting end on a day (its last day); the row stays, so that past approvals can be explained."""
    if on < posting.starts_on:
        return Refused(
            "posting_dates", "終わりの日が始まりの日より前です。", "The last day is before the first.", "ends_on"
        )
    posting.ends_on = on
    posting.save(update_fields=["ends_on"])
    return posting


def close_account(*, account: Account, now: datetime) -> Account:
    """Close a person's account: no sign-in, no passkey, no token, no mandate, no name left on it.

    The row stays without name, mail and 宛名番号, because deeds in the ledger point to its id.
    """
    with transaction.atomic():
        ApiToken.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=now)
        for side in ("grantor", "holder"):
            Mandate.objects.filter(**{side: account}, withdrawn_at__isnull=True).update(withdrawn_at=now)
        drop_second_factors(account)
        account.username = f"closed-{account.pk}"
        account.email = account.display_name = account.resident_number = ""
        account.is_active = False
        account.set_unusable_password()
        account.save()
    return account
