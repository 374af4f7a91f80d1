"""The end of retention (廃棄): persons are forgotten, deeds are not; the chain still verifies."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ikkan.kernel.procedure import Procedure
from ikkan.kernel.registry import procedures
from ikkan.ledger.models import Case, Document, EventBody, Round
from ikkan.ledger.personal import erase_everywhere
from ikkan.ledger.steps import CaseState, NewEvent, hold_still, record_round_step, record_step
from ikkan.store.blobs import blobs_in_use, register_blob_user, remove_blob

FISCAL_YEAR_BEGINS = 4


def retention_border(today: date, years: int) -> date:
    """Return the day before which a case must have closed for its retention to be over.

    Retention counts whole fiscal years from the 1 April after closing (文書管理規程: 保存期間の起算日).

    Args:
        today: day of asking.
        years: fiscal years kept after the one of closing.
    """
    year = today.year if today.month >= FISCAL_YEAR_BEGINS else today.year - 1
    return date(year - years, FISCAL_YEAR_BEGINS, 1)


def expired_cases(procedure: Procedure, now: datetime, *, most: int) -> list[Case]:
    """Return closed cases of a procedure whose retention is over and whose content still stands, oldest first."""
    border = retention_border(timezone.localdate(now), procedure.retention_years)
    moment = timezone.make_aware(datetime.combine(border, time.min))
    closed = Case.objects.filter(procedure=procedure.code, room="closed", closed_at__lt=moment)
    return list(closed.exclude(events__name="ledger.destroyed").order_by("closed_at", "pk")[:most])


def destroy_expired(*, now: datetime, most: int = 100) -> int:
    """Destroy the personal content of cases whose retention is over, and of rounds all of whose cases are destroyed.

    What is left of a case: its number, dates and events without bodies. Readings of the resident register (who saw
    my data) are the register's and are not touched. Run it again after a crash: each case is one transaction, and
    files that a crash left behind are taken by the sweeper.

    Args:
        now: moment.
        most: cases of each procedure at one call.

    Returns:
        Number of cases destroyed.
    """
    count = 0
    for procedure in procedures():
        for case in expired_cases(procedure, now, most=most):
            _destroy_case(case, procedure.retention_years, now)
            count += 1
        for round_ in _finished_rounds(procedure):
            _destroy_round(round_, now)
    return count


def _destroy_case(case: Case, years: int, now: datetime) -> None:
    with transaction.atomic():
        hold_still(case)
        destroyed = NewEvent("ledger.destroyed", codes={"retention_years": years})
        record_step(case, [destroyed], CaseState("closed", "nobody"), now=now)
        EventBody.objects.filter(event__case=case).delete()
        named = erase_everywhere([case.pk], []) | _drop_documents(Document.objects.filter(case=case))
        Case.objects.filter(pk=case.pk).update(subject="", applicant=None, assignee=None, reason_code="")
    _remove_unused(named)


def _finished_rounds(procedure: Procedure) -> list[Round]:
    """Return closed rounds none of whose cases still has content."""
    destroyed = Case.objects.filter(events__name="ledger.destroyed").values("pk")
    alive = Case.objects.filter(procedure=procedure.code).exclude(pk__in=destroyed)
    rounds = Round.objects.filter(procedure=procedure.code, room="closed").exclude(events__name="ledger.destroyed")
    return list(rounds.exclude(entries__case__in=alive).exclude(cases__in=alive))


def _destroy_round(round_: Round, now: datetime) -> None:
    with transaction.atomic():
        hold_still(round_)
        record_round_step(round_, [NewEvent("ledger.destroyed")], now=now)
        EventBody.objects.filter(event__round=round_).delete()
        named = erase_everywhere([], [round_.pk]) | _drop_documents(Document.objects.filter(round=round_))
    _remove_unused(named)


def _drop_documents(documents: QuerySet[Document]) -> set[str]:
    hashes = {digest for kept in documents.values_list("sha256", "safe_sha256", "thumb_sha256") for digest in kept}
    documents.delete()
    return hashes


def _remove_unused(named: set[str]) -> None:
    """Remove files after the rows are gone for good; another case's document may be the same file."""
    for digest in named - blobs_in_use() - {""}:
        remove_blob(digest)


def _document_hashes() -> Iterator[str]:
    for kept in Document.objects.values_list("sha256", "safe_sha256", "thumb_sha256").iterator():
        yield from kept


register_blob_user("ledger.document", _document_hashes)
