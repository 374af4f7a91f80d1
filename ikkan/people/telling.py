"""Mail about one's own account: whoever did not do it themself hears of it at once. It holds no link and no code."""

from datetime import datetime

from django.utils import timezone

from ikkan.people.house_book import mail_of
from ikkan.people.models import Account
from ikkan.store.outbox import put_out


def tell_owner(account: Account, what: str, *, key: str, now: datetime) -> None:
    """Tell the owner of an account what happened to it; nothing where they gave no address.

    Args:
        account: whose.
        what: id of a row of the book's table ``account_mail``.
        key: what happened; the same again is not told twice.
        now: moment.
    """
    if not account.email:
        return
    subject, body = mail_of(what, "en" if account.language == "en" else "ja", timezone.localdate(now))
    at = timezone.localtime(now)
    message = {"to": account.email, "subject": subject, "body": body.format(at=f"{at:%Y-%m-%d %H:%M}")}
    put_out(f"mail:{what}:{key}", "mail", {**message}, at=now)
