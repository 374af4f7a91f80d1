"""At the counter: who asks is looked at, the fee is received, and the request goes on while the person waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ikkan.corridor.paying import exempt_fee, pay_at_counter
from ikkan.corridor.walk import walk
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import open_charge
from ikkan.ledger.cash_rows import Way
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.ledger.steps import Stale, retry_when_stale
from ikkan.people.models import Account
from ikkan.procedures.certificate.reserving import NOT_PROVED, reservation_of, show_identity
from ikkan.procedures.certificate.rules import Wanted
from ikkan.procedures.certificate.rules.fees import price_of
from ikkan.rooms.check.models import Verdict


@dataclass(frozen=True, slots=True)
class Received:
    """The fee as the officer has it in hand: the whole amount in yen that the screen showed."""

    amount: int


@dataclass(frozen=True, slots=True)
class Waived:
    """An exemption: the ground's id in the house's book, and what the officer looked at."""

    ground: str
    why: str


def serve(
    *, case: Case, papers: Sequence[str], fee: Received | Waived | None, account: Account, now: datetime
) -> Case | Refused:
    """Record the identity papers and the fee by one press, and take the request on as far as it goes.

    What was recorded stays when a later part is refused: the papers were seen, even if the money does not fit.

    Args:
        case: a reservation, or a request that waits for its fee.
        papers: ids of the book's ``identity_paper``; not looked at where identity was shown already.
        fee: as it was received or waived; None leaves it to be paid elsewhere.
        account: the officer at the counter.
        now: moment.
    """
    if reservation_of(case) is not None:
        shown = retry_when_stale(case, lambda: show_identity(case=case, papers=papers, account=account, now=now))
        if isinstance(shown, Refused):
            return shown
        _go_on(case)
    if case.waits_for == "payment" and fee is not None:
        entry = (
            pay_at_counter(case=case, way=Way.COUNTER, amount=fee.amount, account=account, now=now)
            if isinstance(fee, Received)
            else exempt_fee(case=case, ground=fee.ground, why=fee.why, account=account, now=now)
        )
        if isinstance(entry, Refused):
            return entry
        _go_on(case)
    return case


def fee_of_case(case: Case, wanted: Wanted) -> int:
    """Return what is to be received, in yen: the open charge, or before one stands what the table says.

    An exemption that the form asks for counts as granted until it is judged.

    Args:
        case: the case.
        wanted: what its current filing asks for.
    """
    charge = open_charge(case) if case.waits_for == "payment" else None
    if charge is not None:
        return charge.amount
    if wanted.exemption:
        return 0
    return price_of(book_in_force(case.procedure).at(case.reference_day), wanted).total


def papers_shown(case: Case, since: datetime) -> tuple[str, ...]:
    """Return the ids of the identity papers that were recorded for a reservation since a moment."""
    verdict = Verdict.objects.filter(case=case, code=NOT_PROVED, at__gte=since).order_by("-pk").first()
    if verdict is None:
        return ()
    named = set(verdict.note.split("、"))
    book = book_in_force(case.procedure).at(case.reference_day)
    return tuple(row.text("id") for row in book.rows("identity_paper") if row.text("ja") in named)


def _go_on(case: Case) -> None:
    try:
        while walk(case.pk):
            pass
    except Stale:
        # a worker took the case in the same moment, and takes it on
        pass
    case.refresh_from_db()
