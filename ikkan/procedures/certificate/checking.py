"""The check of a request: what the machine waits for, what is refused anyway, what a person must settle."""

from collections.abc import Iterable
from typing import Final

from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import AskCitizen, AskStaff, AwaitPayment, CheckOutcome, Passed, Question, WaitOutside
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.models import SignedRequest
from ikkan.procedures.certificate.rules import Doubt, Facts, doubts, refusals
from ikkan.procedures.certificate.rules.fees import FEE_ITEM, fee_of
from ikkan.procedures.certificate.rules.proof import doubts_of_identity
from ikkan.procedures.certificate.rules.reasons import sentence_of

# Turned down by an officer, these refuse the request; everything else goes back to the citizen.
_REFUSING: Final = frozenset({"third_party", "public_body"})


def check(facts: Facts) -> CheckOutcome:
    """Check a request.

    What cannot be known now is waited for. Who asks is settled before anything else, so that nobody learns of anybody
    under another's name. What is refused anyway is asked about no more, so that no question tells what the refusal
    keeps back. Then the citizen is asked, and when nothing is left for them, an officer. What nothing stands against
    is paid for last.

    Args:
        facts: everything known, read beforehand.
    """
    if not facts.is_register_up:
        return _wait(facts, "register", "register_wait")
    if facts.signature is not None and facts.signature.proved == "unknown":
        return _wait(facts, "revocation", "signature")
    of_asker = _open(facts, doubts_of_identity(facts))
    if of_asker is not None:
        return of_asker
    if refusals(facts):
        return Passed()
    return _open(facts, doubts(facts)) or _owed(facts)


def keep(checked: dict[Case, Facts]) -> None:
    """Keep what the check of a signature said, so that the authority is not asked again."""
    for facts in checked.values():
        proof = facts.signature
        if proof is not None and proof.record:
            SignedRequest.objects.filter(fingerprint=proof.fingerprint, record={}).update(record=proof.record)


def _owed(facts: Facts) -> CheckOutcome:
    fee = fee_of(facts)
    owed = Yen(fee.total - facts.settled)
    return AwaitPayment(owed, FEE_ITEM, fee.reason) if owed > 0 else Passed()


def _open(facts: Facts, found: Iterable[Doubt]) -> CheckOutcome | None:
    """Return who settles what is still open: the citizen, and when nothing is left for them, an officer."""
    still_open = [doubt for doubt in found if not facts.is_judged(doubt)]
    asked = tuple(
        Question(doubt.code, doubt.field, _reason(facts, doubt))
        for doubt in still_open
        if doubt.asks_citizen or (facts.is_refused(doubt) and doubt.code not in _REFUSING)
    )
    if asked:
        return AskCitizen(asked)
    judged = tuple(_reason(facts, doubt) for doubt in still_open)
    return AskStaff(judged) if judged else None


def _wait(facts: Facts, what: str, table: str) -> WaitOutside:
    minutes = int(str(facts.book.value(table, "retry_minutes")))
    return WaitOutside(sentence_of(facts.book, "wait", what, {"minutes": minutes}), minutes)


def _reason(facts: Facts, doubt: Doubt) -> Reason:
    return sentence_of(facts.book, "doubt", doubt.code, {**dict(doubt.figures), "field": doubt.field})
