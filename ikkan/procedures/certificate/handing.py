"""Hand certificates over: the queue in posting order, the dated record of posting, and fetching at the counter."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from ikkan.corridor.publishing import finish_cases
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent, hold_still, record_step, retry_when_stale
from ikkan.people.models import Account
from ikkan.procedures.certificate.issuing import PRINT
from ikkan.procedures.certificate.models import Copy
from ikkan.rooms.answer.models import Notice
from ikkan.store.blobs import read_blob
from ikkan.store.models import OutboxRow

NOT_READY: Final = Refused(
    "not_ready",
    "証明書のファイルがまだできていません。しばらくしてからもう一度押してください。",
    "The file of the certificate is not made yet. Try again in a while.",
)
NO_ADDRESS: Final = Refused(
    "no_address",
    "住民記録に送り先がないため、郵送できません。窓口で渡してください。",
    "The register has no address to send it to. Hand it over at the counter.",
)
NOT_SHOWN: Final = Refused(
    "identity_not_shown",
    "受け取る人の本人確認書類を記録してください。",
    "Record which identity paper was shown.",
)


def print_queue(delivery: str) -> list[Copy]:
    """Return the copies that were not handed over, in posting order: postal code, address, then number."""
    waiting = Copy.objects.filter(delivery=delivery, handed_at=None).select_related("case")
    return list(waiting.order_by("postal", "address", "case_id", "serial"))


def sealed_file(copy: Copy) -> bytes | Refused:
    """Return the sealed PDF of a copy."""
    return read_blob(copy.sha256) if copy.sha256 else NOT_READY


def record_sent(*, case: Case, account: Account, now: datetime) -> Case | Refused:
    """Record that all copies of a case were posted to the registered address; a second time changes nothing."""
    if any(not copy.address for copy in Copy.objects.filter(case=case)):
        return NO_ADDRESS
    return _hand_over(case, "certificate.sent", account, now, papers=())


def record_fetched(*, case: Case, account: Account, papers: Sequence[str], now: datetime) -> Case | Refused:
    """Record that all copies of a case were handed over at the counter, and which identity papers were shown."""
    if not papers:
        return NOT_SHOWN
    return _hand_over(case, "certificate.handed_over", account, now, papers=papers)


def refuse_electronic(on: date) -> Refused:
    """Say why the certificate itself is not delivered as data: the port for it is closed by the book.

    Args:
        on: day of the request.
    """
    said = book_in_force("certificate").at(on).block("electronic_delivery").values
    return Refused("electronic_delivery_closed", str(said["why"]), str(said["why_en"]), "delivery")


def _hand_over(case: Case, event: str, account: Account, now: datetime, *, papers: Sequence[str]) -> Case | Refused:
    def attempt() -> Case | Refused:
        copies = list(Copy.objects.filter(case=case).order_by("pk"))
        if not copies or any(not copy.sha256 for copy in copies):
            return NOT_READY
        with transaction.atomic():
            hold_still(case)
            if not Copy.objects.filter(case=case, handed_at=None).update(handed_at=now, handed_by=account):
                return case
            codes: JsonObject = {"numbers": [copy.number for copy in copies], "papers": [*papers]}
            told = NewEvent(event, actor=account.pk, codes=codes)
            record_step(case, [told], CaseState("answer", "delivery"), now=now)
            # a letter that goes by post of its own ends the case when it is posted
            if not Notice.objects.filter(case=case, channel="post", posted_at=None).exists():
                finish_cases([case], [{}], now=now)
        return case

    return retry_when_stale(case, attempt)


def obstacles(copies: Sequence[Copy]) -> dict[int, str]:
    """Return, by key of a copy that has no file, the name of the fault that its making met last.

    Args:
        copies: the copies asked about; those that are only waiting for the worker are left out.
    """
    missing = {copy.pk for copy in copies if not copy.sha256}
    if not missing:
        return {}
    failed = OutboxRow.objects.filter(channel=PRINT, done_at=None).exclude(error="").order_by("due_at")
    found = {int(str(row.payload["copy"])): row.error.partition(":")[0] for row in failed}
    return {pk: fault for pk, fault in found.items() if pk in missing}
