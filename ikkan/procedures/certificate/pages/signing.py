"""How the pages have a request signed by card, and file it."""

from datetime import date, datetime

from django.conf import settings

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.ports.auth_app.signing import Signed
from ikkan.procedures.certificate.filing import answer_signed, file_signed
from ikkan.procedures.certificate.signing import SignedWords, statement_of
from ikkan.rooms.intake.models import Draft


def words_to_sign(answers: JsonObject, *, request: str, asked_on: date) -> bytes:
    """Return the bytes that are signed: the request of this town, this day, this once."""
    return statement_of(answers, town=settings.IKKAN_TOWN, request=request, asked_on=asked_on)


def file_with_signature(
    answers: JsonObject, *, request: str, asked_on: date, signed: Signed, key: str, draft: Draft, account: Account,
    now: datetime,
) -> Case | Refused | Faulty:  # fmt: skip
    """File a signed request, or the signed answer to what was asked; the same signature again changes nothing.

    Args:
        answers: the whole form, as it was signed.
        request: name of the request in the signed bytes.
        asked_on: day in the signed bytes.
        signed: what the app brought back.
        key: under which the draft is sent.
        draft: the draft it comes from.
        account: who signed.
        now: moment of arrival.
    """
    words = SignedWords(request, asked_on, signed.signature, signed.certificate)
    if draft.corrects is not None:
        return answer_signed(case=draft.corrects, answers=answers, signed=words, account=account, now=now, draft=draft)
    return file_signed(
        answers=answers, signed=words, account=account, now=now, applicant=draft.owner, draft=draft, key=key
    )
