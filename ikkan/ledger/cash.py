"""The cash book: entries are added within the step that they belong to, and never changed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max, Q, Sum
from django.utils import timezone

from ikkan.kernel.money import Yen
from ikkan.ledger.cash_rows import CashEntry, Charge, DayClose, Kind, Way
from ikkan.ledger.models import Case
from ikkan.store.locks import hold

BOOK: Final = "cash.book"
# money that came in and that an officer must look at: it is in the book, and pays for nothing yet
HELD_ITEM: Final = "held"


def settled_for(cases: Iterable[Case], item: str) -> dict[int, Yen]:
    """Return what was paid or waived of a fee, less what was given back, by key of the case; none is zero.

    Args:
        cases: the cases.
        item: as :class:`~ikkan.kernel.outcome.AwaitPayment` named it.
    """
    keys = [case.pk for case in cases]
    entries = CashEntry.objects.filter(case__in=keys, item=item)
    return {key: Yen(0) for key in keys} | {
        row["case"]: Yen((row["received"] or 0) - (row["given_back"] or 0))
        for row in entries.values("case").annotate(
            received=Sum("amount", filter=Q(kind=Kind.RECEIPT)), given_back=Sum("amount", filter=Q(kind=Kind.REFUND))
        )
    }


def open_charge(case: Case) -> Charge | None:
    """Return what a case has to pay now, or None."""
    return Charge.objects.filter(case=case, settled_at=None, voided_at=None).first()


def ask_charges(cases: Sequence[Case], asked: Sequence[Charge], *, now: datetime) -> None:
    """Let the given charges be the open ones of the cases: what is no longer owed is voided, what stands stays.

    Args:
        cases: cases whose check was just done, held still.
        asked: unsaved, at most one a case.
        now: moment.
    """
    wanted = {charge.case_id: charge for charge in asked}
    standing = Charge.objects.filter(case__in=cases, settled_at=None, voided_at=None)
    gone = []
    for charge in standing:
        new = wanted.get(charge.case_id)
        if new is not None and (new.item, new.amount) == (charge.item, charge.amount):
            del wanted[charge.case_id]
        else:
            gone.append(charge.pk)
    if gone:
        Charge.objects.filter(pk__in=gone).update(voided_at=now)
    Charge.objects.bulk_create(wanted.values())


def enter(
    *,
    amount: int,
    item: str,
    way: Way,
    kind: Kind,
    reference: str,
    now: datetime,
    case: Case | None = None,
    charge: Charge | None = None,
    ground: str = "",
    actor: UUID | None = None,
) -> CashEntry:
    """Add a line to the cash book. Call within the transaction of the step that it belongs to.

    Args:
        amount: yen, more than nothing; kind says whether it came or went.
        item: what it is for.
        way: how it came or went.
        kind: receipt or refund.
        reference: names the entry for ever; the same again breaks the constraint.
        now: moment; the day is today, or the day after the last one that was closed.
        case: whose it is; None only for money that nobody knows.
        charge: what it settles.
        ground: code of the exemption.
        actor: who entered it; None for the machine.

    Raises:
        RuntimeError: no transaction is open.
    """
    hold(BOOK)
    entry = CashEntry(
        day=day_of(now), entered_at=now, case=case, charge=charge, item=item, amount=amount, way=way, kind=kind,
        reference=reference, ground=ground, actor=actor,
    )  # fmt: skip
    entry.full_clean(validate_unique=False, validate_constraints=False)
    entry.save(force_insert=True)
    return entry


def day_of(now: datetime) -> date:
    """Return the day under which an entry stands now: a closed day takes none, so that it is the next one then."""
    today = timezone.localdate(now)
    last: date | None = DayClose.objects.aggregate(last=Max("day"))["last"]
    return today if last is None or last < today else last + timedelta(days=1)


def entries_between(first: date, last: date) -> list[CashEntry]:
    """Return the entries of some days in the order of the book."""
    found = CashEntry.objects.filter(day__gte=first, day__lte=last).select_related("case")
    return list(found.order_by("day", "pk"))
