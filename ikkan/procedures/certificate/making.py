"""Make the sealed file of a copy: set from the register as it is now, sealed with the town's key, kept by its hash."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.editions import book_of_edition
from ikkan.ledger.steps import NewEvent, record_step, retry_when_stale, state_of
from ikkan.papers.seals.code import Statement, make_code, person_digest
from ikkan.papers.seals.keys import SealKey, UnfitKeyError, current_key
from ikkan.papers.seals.sealing import seal_pdf
from ikkan.procedures.certificate import register
from ikkan.procedures.certificate.issuing import PRINT
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.rules import Record
from ikkan.procedures.certificate.rules.wanted import PUBLIC_BODY, form_of
from ikkan.procedures.certificate.sheets.building import Issue, content_of
from ikkan.procedures.certificate.sheets.content import PERSONS_A_SHEET, CertificateContent, Form
from ikkan.procedures.certificate.sheets.printing import print_certificate
from ikkan.rooms.answer.issue_telling import tell_registered
from ikkan.rooms.answer.seals import keys_folder, scannable
from ikkan.rooms.intake.selectors import current_filing
from ikkan.store.blobs import keep_blob
from ikkan.store.outbox import put_out


class StoppedIssueError(RuntimeError):
    """Say that a copy may not be made any more as it was granted."""


def make_file(key: str, payload: JsonObject) -> None:
    """Make the sealed file of a copy; again for a copy that has one changes nothing.

    Args:
        key: key of the outbox row.
        payload: ``copy``.

    Raises:
        UnfitKeyError: the town has no key in force.
        StoppedIssueError: since the decision something stands against issuing.
        RegisterAwayError: the register does not answer.
    """
    del key
    now = timezone.now()
    copy = Copy.objects.select_related("case").get(pk=int(str(payload["copy"])))
    if copy.sha256:
        return
    seal = current_key(keys_folder(), now)
    if seal is None:
        raise UnfitKeyError(
            f"Copy {copy.number} cannot be sealed: the town has no key in force. `ikkan keys make` or `ikkan keys add` "
            "brings one in; then have the waiting copies made (queue of certificates)."
        )
    book = book_of_edition(str(copy.asked["edition"])).at(copy.issued_on)
    content = _content(copy, book, seal, now)
    printed = print_certificate(content, made_on=copy.issued_on)
    sealed = seal_pdf(printed.pdf, seal, reason=f"{book.text('attest.seal_reason')} {copy.number}", at=now)
    made = {
        "sha256": keep_blob(sealed, at=now), "pages": len(content.sheets), "is_test": seal.published.is_test,
        "made_at": now,
    }  # fmt: skip
    retry_when_stale(copy.case, lambda: _note(copy, made, now))


def make_waiting(*, now: datetime) -> int:
    """Have every copy made that has no file, after what stood in the way is gone; return how many."""
    waiting = list(Copy.objects.filter(sha256="").values_list("pk", flat=True))
    for pk in waiting:
        put_out(f"{PRINT}:{pk}:{now.isoformat()}", PRINT, {"copy": pk}, at=now)
    return len(waiting)


def _note(copy: Copy, made: dict[str, object], now: datetime) -> None:
    with transaction.atomic():
        if Copy.objects.filter(pk=copy.pk, sha256="").update(**made):
            event = NewEvent("certificate.printed", codes={"number": copy.number, "sha256": str(made["sha256"])})
            record_step(copy.case, [event], state_of(copy.case), now=now)
            subjects = [str(number) for number in copy.asked["persons"]]
            tell_registered(copy.case, subjects=subjects, requester=str(copy.asked["requester"]), now=now)


def _content(copy: Copy, book: BookAt, seal: SealKey, now: datetime) -> CertificateContent:
    records, form = _records(copy, now), form_of(str(copy.asked["form"]))
    content = content_of(
        records, form=form, items=frozenset(str(one) for one in copy.asked["items"]), book=book,
        issue=Issue(
            number=copy.number, on=copy.issued_on, whole=bool(copy.asked["whole"]),
            is_public_use=copy.asked["requester"] == PUBLIC_BODY, is_test=seal.published.is_test,
        ),
    )  # fmt: skip
    return content.with_codes(_codes(copy, records, form, seal))


def _records(copy: Copy, now: datetime) -> tuple[Record, ...]:
    """Return the persons as the register has them now, in the order of the decision."""
    reader = register.reader_for(copy.case, current_filing(copy.case))
    numbers = [str(number) for number in copy.asked["persons"]]
    found = register.people(((number, reader) for number in numbers), now=now)
    records = [found[number, reader] for number in numbers if (number, reader) in found]
    if len(records) != len(numbers) or any(record.is_stopped for record in records):
        raise StoppedIssueError(
            f"Copy {copy.number} was not made: since the decision something stands against issuing it. "
            "An officer looks at the case."
        )
    if "history" in copy.asked["items"]:
        told = register.with_history([(record, reader) for record in records], now=now)
        records = [told[record.number, reader] for record in records]
    return tuple(records)


def _codes(copy: Copy, records: tuple[Record, ...], form: Form, seal: SealKey) -> tuple[str, ...]:
    """Return what the QR code of each sheet holds: who stands there, so that a changed name is found."""
    most = PERSONS_A_SHEET[form]
    digests = [person_digest(copy.number, record.name, record.birth) for record in records]
    return tuple(
        scannable(
            make_code(Statement(copy.number, copy.issued_on, settings.IKKAN_TOWN, tuple(digests[i : i + most])), seal)
        )
        for i in range(0, len(digests), most)
    )
