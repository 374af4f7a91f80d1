"""Without a card: the form is filed at home, and who asks is looked at for ten seconds at the counter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from ikkan.corridor.order import back_to_check
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.procedures.certificate.rules.proof import is_shown
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Finding
from ikkan.rooms.intake.selectors import current_filing

NOT_PROVED: Final = "not_proved"
NOTHING_RESERVED: Final = Refused(
    "nothing_reserved",
    "この番号で、本人確認を待っている請求はありません。番号を確かめてください。",
    "No request under this number waits for an identity check. Check the number.",
)
NOT_ENOUGH: Final = Refused(
    "identity_not_shown",
    "この書類だけでは本人確認が足りません。写真つきの公的な書類を1点か、そのほかの書類を2点、見せてもらってください。",
    "These papers are not enough. Ask for one public paper with a photograph, or two others.",
    "papers",
)


@dataclass(frozen=True, slots=True)
class Reservation:
    """A request that waits for its person at the counter.

    Args:
        code: what is scanned or typed: the number of the case.
        last_day: until when it stays.
    """

    code: str
    last_day: date


def reservation_of(case: Case) -> Reservation | None:
    """Return the reservation of a request that was not signed, None when nothing waits for an identity check."""
    if case.waits_for != "officer" or _waiting(case) is None:
        return None
    days = int(str(book_in_force("certificate").at(case.reference_day).value("reservation", "days")))
    return Reservation(case.number, timezone.localdate(case.received_at) + timedelta(days=days))


def show_identity(*, case: Case, papers: Sequence[str], account: Account, now: datetime) -> Case | Refused:
    """Record which identity papers the person showed; the request goes on by itself.

    Args:
        case: the reserved request.
        papers: ids of the book's ``identity_paper``.
        account: the officer who looked at them.
        now: moment.

    Returns:
        The case; Refused when nothing waits, the reservation is over, or the papers are not enough.
    """
    reserved, finding = reservation_of(case), _waiting(case)
    if reserved is None or finding is None:
        return NOTHING_RESERVED
    if timezone.localdate(now) > reserved.last_day:
        return Refused(
            "reservation_over",
            f"予約の期限（{reserved.last_day.isoformat()}）が過ぎています。もう一度請求してもらってください。",
            f"The reservation ended on {reserved.last_day.isoformat()}. Ask the person to file the request again.",
        )
    book = book_in_force("certificate").at(case.reference_day)
    if not is_shown(book, tuple(papers)):
        return NOT_ENOUGH
    names = {row.text("id"): row.text("ja") for row in book.rows("identity_paper")}
    verdict = record_verdict(
        case=case, finding=finding, decision="same", note="、".join(names[one] for one in papers if one in names),
        account=account, filing_version=current_filing(case).version, then=back_to_check(case, now), now=now,
        is_deed=True,
    )  # fmt: skip
    return verdict if isinstance(verdict, Refused) else case


def _waiting(case: Case) -> Finding | None:
    return Finding.objects.filter(case=case, code=NOT_PROVED, state=Finding.State.OPEN).first()
