"""The signed request: the bytes that are signed, and whether they were signed by a card that stands."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ikkan.kernel.input_partial_dates import PartialDate
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.chain import canonical
from ikkan.ports.jpki.certificate import CertificateKind, read_certificate
from ikkan.ports.jpki.comparison import RegisteredItems, compare_items
from ikkan.ports.jpki.items import FourItems, Sex
from ikkan.ports.jpki.refusals import Cause, refuse
from ikkan.ports.jpki.signature import Verified, verify_signature
from ikkan.ports.jpki.town import revocation_of_town, trust_of_town
from ikkan.ports.jpki.trust import UnfitTrustError
from ikkan.procedures.certificate.rules import Record
from ikkan.registers.card_serials import SerialKey

FORMAT: Final = "ikkan-certificate-request-1"


@dataclass(frozen=True, slots=True)
class SignedWords:
    """A signature as it came in.

    Args:
        request: name of the request, drawn for it alone, so that equal answers never give equal bytes.
        asked_on: day that stands in the signed bytes.
        signature: its bytes.
        certificate: the signer's certificate, DER.
    """

    request: str
    asked_on: date
    signature: bytes
    certificate: bytes

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the signature: one signature is one request."""
        return hashlib.sha256(self.signature).hexdigest()


def statement_of(answers: JsonObject, *, town: str, request: str, asked_on: date) -> bytes:
    """Return the bytes that the person signs: what is asked for, of which town, on which day, once.

    Args:
        answers: the whole form.
        town: 全国地方公共団体コード, so that a signature for one town is none for another.
        request: name of the request.
        asked_on: day of the request.
    """
    return canonical(
        {"format": FORMAT, "town": town, "request": request, "asked_on": asked_on.isoformat(), "answers": answers}
    )


def is_over(words: bytes, answers: JsonObject) -> bool:
    """Whether signed bytes are those of a form; a form that was corrected afterwards was signed by nobody."""
    signed = json.loads(words)
    return isinstance(signed, dict) and signed.get("answers") == answers


def verify(words: bytes, signed_signature: bytes, certificate: bytes, *, now: datetime) -> Verified | Refused:
    """Check a signature over these bytes; where the town's own trust cannot be read, nothing is known."""
    try:
        trust = trust_of_town()
    except (UnfitTrustError, OSError):
        return refuse(Cause.REVOCATION_UNKNOWN)
    return verify_signature(words, signed_signature, certificate, at=now, trust=trust, revocation=revocation_of_town())


def is_waiting(answer: Verified | Refused) -> bool:
    """Whether nothing is wrong that is known, but the authority has not said that the certificate stands."""
    return isinstance(answer, Refused) and answer.code == Cause.REVOCATION_UNKNOWN


def serial_of(certificate: bytes, issuer: str) -> SerialKey | None:
    """Return by what the register knows the certificate of a verified signer; None when it cannot be read."""
    read = read_certificate(certificate)
    return None if isinstance(read, Refused) else SerialKey(read.serial, issuer, CertificateKind.SIGN.value)


def differences(certificate: bytes, record: Record) -> tuple[str, ...]:
    """Return which of the four items differ from the register: ``name``, ``sex``, ``birth``, ``address``.

    An item that the register does not have is not compared.
    """
    read = read_certificate(certificate)
    if isinstance(read, Refused) or read.items is None:
        return ("name",)
    names = [one for one in (record.name, record.latin_name, record.kanji_name, record.alias) if one]
    birth = PartialDate(record.birth.year, record.birth.month, record.birth.day)
    registered = RegisteredItems(names, _sex(record, read.items), birth, record.address)
    return tuple(one.item for one in compare_items(read.items, registered))


def _sex(record: Record, items: FourItems) -> Sex:
    return Sex(record.sex) if record.sex in {one.value for one in Sex} else items.sex
