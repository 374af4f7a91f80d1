"""The way in: a form that can be received, and a request signed by card."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from ikkan.corridor.filing import answer_request, file_application
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.validity import find_faults
from ikkan.kernel.book import BookAt, Row
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.procedures.certificate.handing import refuse_electronic
from ikkan.procedures.certificate.models import SignedRequest
from ikkan.procedures.certificate.rules import Wanted, read_wanted
from ikkan.procedures.certificate.rules.fees import exempt_requesters
from ikkan.procedures.certificate.rules.items import item_rows
from ikkan.procedures.certificate.rules.reasons import sentence_of
from ikkan.procedures.certificate.signing import SignedWords, is_waiting, statement_of, verify
from ikkan.rooms.intake.models import Draft

ELECTRONIC: Final = "electronic"
ANOTHER_SENDER = Refused(
    "signature_used",
    "この署名は、もう別の請求に使われています。もう一度署名してください。",
    "This signature was used for another request. Sign again.",
)


def reference_day(answers: JsonObject) -> date:
    """Return the day whose book decides: the day of the request."""
    del answers
    return timezone.localdate()


def find_round(answers: JsonObject, now: datetime) -> None:
    """Return no round: each request is decided by itself."""
    del answers, now


def validate(answers: JsonObject, now: datetime) -> tuple[Refused, ...]:
    """Return every fault of a form that is to be filed; an empty tuple means that it can be received.

    Args:
        answers: whole answers document.
        now: moment of arrival.
    """
    if answers.get("delivery") == ELECTRONIC:
        return (refuse_electronic(timezone.localdate(now)),)
    form = load_form(Path(__file__).parent)
    faults = tuple(Refused(f.code, f.text.ja, f.text.en, f.path) for f in find_faults(form, answers))
    if faults:
        return faults
    book = book_in_force("certificate").at(timezone.localdate(now))
    return tuple(_contradictions(read_wanted(answers), book))


def file_signed(
    *,
    answers: JsonObject,
    signed: SignedWords,
    account: Account,
    now: datetime,
    applicant: Account | None = None,
    channel: str = "web",
    draft: Draft | None = None,
    key: str = "",
) -> Case | Refused | Faulty:
    """File a request signed by card; the same signature again gives the first case.

    What is known to be wrong with the signature is refused at once. Where the authority does not answer, the request is
    received and checked again by itself.

    Args:
        answers: the whole form, as it was signed.
        signed: the signature.
        account: who signed and sends.
        now: moment of arrival.
        applicant: for whom, where somebody else sends it under a mandate.
        channel: ``web`` or ``api``.
        draft: the draft it comes from.
        key: under which the sender files it; by default the signature's own.
    """
    sender = applicant or account
    before = _sent_before(signed, sender)
    if before is not None:
        return before
    row = _checked(answers, signed, now)
    if isinstance(row, Refused):
        return row
    try:
        with transaction.atomic():
            case = file_application(
                procedure="certificate", answers=answers, key=key or f"signed:{signed.fingerprint}", channel=channel,
                now=now, applicant=sender, actor=account, draft=draft,
            )  # fmt: skip
            # a draft that was sent before keeps the signature that it was received with
            if isinstance(case, Case) and not SignedRequest.objects.filter(case=case).exists():
                row.case = case
                row.save(force_insert=True)
            return case
    except IntegrityError:
        # the same signature came twice in the same moment
        first = _sent_before(signed, sender)
        if first is None:
            raise
        return first


def answer_signed(
    *, case: Case, answers: JsonObject, signed: SignedWords, account: Account, now: datetime, draft: Draft | None = None
) -> Case | Refused | Faulty:
    """Answer what was asked (補正) by the mended form, signed anew; the same signature again changes nothing.

    Args:
        case: the request that was asked back.
        answers: the whole mended form, as it was signed.
        signed: the signature over it.
        account: who signed and sends; the applicant or their delegate.
        now: moment of arrival.
        draft: the draft it comes from.
    """
    before = _sent_before(signed, case.applicant or account)
    if before is not None:
        return before
    row = _checked(answers, signed, now)
    if isinstance(row, Refused):
        return row
    row.case = case
    with transaction.atomic():
        answered = answer_request(case=case, answers=answers, actor=account, now=now, draft=draft)
        if isinstance(answered, Refused | Faulty):
            return answered
        row.save(force_insert=True)
    return case


def _checked(answers: JsonObject, signed: SignedWords, now: datetime) -> SignedRequest | Refused:
    """Return the unsaved row of a signature over these answers, or what is known to be wrong with it."""
    words = statement_of(answers, town=settings.IKKAN_TOWN, request=signed.request, asked_on=signed.asked_on)
    answer = verify(words, signed.signature, signed.certificate, now=now)
    if isinstance(answer, Refused) and not is_waiting(answer):
        return answer
    return SignedRequest(
        words=words, signature=signed.signature, certificate=signed.certificate, fingerprint=signed.fingerprint,
        signed_on=signed.asked_on, record={} if isinstance(answer, Refused) else answer.as_record(),
    )  # fmt: skip


def _sent_before(signed: SignedWords, sender: Account) -> Case | Refused | None:
    row = SignedRequest.objects.select_related("case").filter(fingerprint=signed.fingerprint).first()
    if row is None:
        return None
    return row.case if row.case.applicant_id == sender.pk else ANOTHER_SENDER


def _contradictions(wanted: Wanted, book: BookAt) -> list[Refused]:
    found = [*_faults_of_items(wanted, book)]
    most = int(str(book.value("copies", "most")))
    if wanted.copies > most:
        found.append(_fault(book, "copies", "copies", most=most))
    if wanted.whose == "some" and not wanted.persons:
        found.append(_fault(book, "persons", "persons"))
    if not wanted.is_own and not (wanted.why and wanted.evidence):
        found.append(_fault(book, "why", "official.why"))
    if wanted.exemption and not _may_ask_exemption(wanted, book):
        found.append(_fault(book, "exemption", "exemption"))
    return found


def _faults_of_items(wanted: Wanted, book: BookAt) -> list[Refused]:
    found = []
    rows = item_rows(book)
    for item in sorted(wanted.items & rows.keys()):
        row, words = rows[item], {"item": rows[item].text("ja"), "item_en": rows[item].text("en")}
        forms = row.values.get("forms")
        if row.values.get("kept") is False:
            found.append(_fault(book, "item_not_kept", "items", **words))
        elif isinstance(forms, list) and wanted.form not in forms:
            found.append(_fault(book, "item_form", "items", **words))
    return found


def _may_ask_exemption(wanted: Wanted, book: BookAt) -> bool:
    row: Row | None = next((row for row in book.rows("exemption") if row.text("id") == wanted.exemption), None)
    own = {"self", "household", "agent"} if wanted.is_own else {wanted.requester}
    return row is not None and bool(own & set(exempt_requesters(row)))


def _fault(book: BookAt, code: str, path: str, **figures: str | int) -> Refused:
    told = sentence_of(book, "fault", code, figures)
    return Refused(code, told.ja, told.en, path)
