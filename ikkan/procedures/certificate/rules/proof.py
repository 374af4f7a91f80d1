"""How it is proved who asks: a signature online, or identity papers that an officer saw."""

from collections.abc import Iterator
from typing import Final

from ikkan.kernel.book import BookAt
from ikkan.kernel.reason import Reason
from ikkan.procedures.certificate.rules.facts import BY_OFFICER, Doubt, Facts
from ikkan.procedures.certificate.rules.reasons import reason_of

_WHO_ASKS: Final = frozenset({"not_proved", "signer_unknown", "signer_is_another"})


def is_shown(book: BookAt, papers: tuple[str, ...]) -> bool:
    """Whether identity papers are enough: one with a photograph by the state, or two others."""
    counts = {row.text("id"): int(str(row.values["counts"])) for row in book.rows("identity_paper")}
    return sum(counts.get(one, 0) for one in set(papers)) >= int(str(book.value("identity_proof", "counts_needed")))


def proof_of(facts: Facts) -> str:
    """Return how the one who asks is known: ``signed``, ``seen``, ``posted``, or blank."""
    if facts.signature is not None and facts.signature.proved == "good":
        return "signed"
    if facts.channel in BY_OFFICER and is_shown(facts.book, facts.wanted.papers):
        return "seen" if facts.channel == "counter" else "posted"
    return ""


def refusals_of_proof(facts: Facts) -> Iterator[Reason]:
    """Yield why the signature is none."""
    if facts.signature is not None and facts.signature.proved == "refused":
        yield reason_of(facts.book, "signature_refused", why=facts.signature.why, why_en=facts.signature.why_en)


def doubts_of_identity(facts: Facts) -> Iterator[Doubt]:
    """Yield what is open about who asks: before it is settled nothing is told of anybody, a refusal least of all."""
    if facts.signature is None or facts.signature.proved == "good":
        yield from (doubt for doubt in doubts_of_proof(facts) if doubt.code in _WHO_ASKS)


def doubts_of_proof(facts: Facts) -> Iterator[Doubt]:
    """Yield what stands between the proof and the person who asks."""
    signature = facts.signature
    if signature is None:
        if facts.wanted.is_own and not proof_of(facts):
            yield Doubt("not_proved", "applicant", asks_citizen=False)
        return
    limit = int(str(facts.book.value("signature", "most_days_old")))
    days = (facts.received_on - signature.signed_on).days
    if not 0 <= days <= limit:
        yield Doubt("signature_old", "applicant", (("days", days), ("limit", limit)))
    expected = facts.agent if facts.has_mandate else facts.asker.number if facts.asker else ""
    if not signature.resident:
        yield Doubt("signer_unknown", "applicant", asks_citizen=False)
    elif signature.resident != expected:
        yield Doubt("signer_is_another", "applicant", asks_citizen=False)
    if signature.differs:
        yield Doubt("signer_differs", "applicant", (("items", "・".join(signature.differs)),), asks_citizen=False)
