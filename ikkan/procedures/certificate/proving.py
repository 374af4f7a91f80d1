"""Whether the signatures of requests stand, and who signed: read for all cases of a set together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.procedures.certificate.models import SignedRequest
from ikkan.procedures.certificate.register import ByNumber
from ikkan.procedures.certificate.requests import Request
from ikkan.procedures.certificate.rules import Signature
from ikkan.procedures.certificate.signing import differences, is_waiting, serial_of, verify
from ikkan.registers.card_serials import residents_of_serials


@dataclass(frozen=True, slots=True)
class Checked:
    """A signature after its check.

    Args:
        row: the signature.
        reader: who reads the register for its case.
        record: what the check said; empty where it did not say yes.
        refused: why it is not proved, or None.
        signer: 宛名番号 of the signer; blank when the certificate is linked to nobody.
    """

    row: SignedRequest
    reader: Reader
    record: JsonObject = field(default_factory=dict)
    refused: Refused | None = None
    signer: str = ""


def checked_signatures(requests: Sequence[Request], now: datetime, *, is_register_up: bool) -> dict[int, Checked]:
    """Return the signatures by key of the case; one that the authority spoke of before is not asked about again.

    Args:
        requests: requests of a set.
        now: moment.
        is_register_up: whether it can be asked to whom the certificates belong.
    """
    looked_at = {one.case.pk: _check(one.signed, one.reader, now) for one in requests if one.signed is not None}
    if not is_register_up:
        return looked_at
    keys = {
        pk: (key, one.reader)
        for pk, one in looked_at.items()
        if one.refused is None and (key := serial_of(bytes(one.row.certificate), str(one.record["issuer"])))
    }
    signers = residents_of_serials(keys.values(), now=now) if keys else {}
    return looked_at | {
        pk: Checked(one.row, one.reader, one.record, signer=signers[keys[pk]])
        for pk, one in looked_at.items()
        if pk in keys and keys[pk] in signers
    }


def signatures_of(checked: Mapping[int, Checked], people: ByNumber, book: BookAt) -> dict[int, Signature]:
    """Return the signatures as the rules look at them, by key of the case.

    Args:
        checked: as checked.
        people: the signers, read before.
        book: the book on the reference day.
    """
    return {pk: _signature(one, people, book) for pk, one in checked.items()}


def _check(row: SignedRequest, reader: Reader, now: datetime) -> Checked:
    if row.record:
        return Checked(row, reader, dict(row.record))
    answer = verify(bytes(row.words), bytes(row.signature), bytes(row.certificate), now=now)
    if isinstance(answer, Refused):
        return Checked(row, reader, refused=answer)
    return Checked(row, reader, answer.as_record())


def _signature(one: Checked, people: ByNumber, book: BookAt) -> Signature:
    if one.refused is not None:
        return Signature(
            proved="unknown" if is_waiting(one.refused) else "refused",
            signed_on=one.row.signed_on,
            why=one.refused.ja,
            why_en=one.refused.en,
        )
    signer = people.get((one.signer, one.reader))
    differing = differences(bytes(one.row.certificate), signer) if signer else ()
    return Signature(
        proved="good",
        signed_on=one.row.signed_on,
        resident=one.signer,
        differs=tuple(book.text(f"form.{item}") for item in differing),
        record=one.record,
        fingerprint=one.row.fingerprint,
    )
