"""Telling a citizen by mail that there is something to see: a look without content, through the outbox."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.rooms.answer.instruction import house_book
from ikkan.rooms.answer.models import Notice
from ikkan.store.outbox import put_all_out


def announce_case(case: Case, what: str, *, key: str, now: datetime) -> None:
    """Tell the applicant of a case that there is something to see; nothing where they gave no address.

    Args:
        case: the case, with its applicant.
        what: id of a row of the book's table ``announcement``, such as ``notice`` or ``asked``.
        key: what is announced; the same again is not told twice.
        now: moment.
    """
    if case.applicant is not None and case.applicant.email:
        message = _message(what, case.number, case.applicant.email, case.applicant.language, now)
        put_all_out([(f"mail:{what}:{key}", message)], "mail", at=now)


def announce_account(account: Account, what: str, *, key: str, now: datetime, at: datetime) -> None:
    """Tell a person outside any case of theirs that there is something to see; nothing where they gave no address.

    Args:
        account: whom.
        what: id of a row of the book's table ``announcement`` that names no case.
        key: what is announced; the same again is not told twice.
        now: moment, of the book.
        at: earliest moment of sending.
    """
    if account.email:
        put_all_out([(f"mail:{what}:{key}", _message(what, "", account.email, account.language, now))], "mail", at=at)


def announce_notices(notices: QuerySet[Notice], *, now: datetime) -> None:
    """Tell everybody whose notice became available, one mail a case, by one set statement."""
    found = notices.exclude(case__applicant=None).exclude(case__applicant__email="")
    rows = found.order_by("pk").values_list("case__number", "case__applicant__email", "case__applicant__language", "pk")
    put_all_out(_messages(rows, now), "mail", at=now)


def _messages(rows: Iterable[tuple[str, str, str, object]], now: datetime) -> list[tuple[str, JsonObject]]:
    first = {number: (email, language, key) for number, email, language, key in reversed(list(rows))}
    return [
        (f"mail:notice:{key}", _message("notice", number, email, language, now))
        for number, (email, language, key) in first.items()
    ]


def _message(what: str, number: str, to: str, language: str, now: datetime) -> JsonObject:
    rows = house_book().at(timezone.localdate(now)).rows("announcement")
    row = next(row for row in rows if row.text("id") == what)
    side = "en" if language == "en" else "ja"
    return {
        "to": to,
        "subject": row.text(f"subject_{side}").format(number=number),
        "body": row.text(side).format(number=number),
    }
