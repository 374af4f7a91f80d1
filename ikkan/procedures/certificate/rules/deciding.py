"""The rules of the certificate together: what is checked, in which order, and what is decided."""

from typing import Final

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Decision
from ikkan.kernel.reason import Reason
from ikkan.procedures.certificate.rules.facts import Doubt, Facts
from ikkan.procedures.certificate.rules.fees import doubts_of_fee, fee_of
from ikkan.procedures.certificate.rules.items import doubts_of_items, refusals_of_items
from ikkan.procedures.certificate.rules.people import (
    doubts_of_asker,
    doubts_of_subjects,
    refusals_of_people,
    requester_of,
)
from ikkan.procedures.certificate.rules.proof import doubts_of_proof, proof_of, refusals_of_proof
from ikkan.procedures.certificate.rules.reasons import reason_of

KIND: Final = "certificate"
ISSUED: Final = "issued"
REFUSED: Final = "refused"
# An officer who does not accept one of these refuses the request; of every other the citizen is asked again.
_REFUSED_BY_OFFICER: Final = {"third_party": "reason_not_shown", "public_body": "reason_not_shown"}


def refusals(facts: Facts) -> tuple[Reason, ...]:
    """Return every ground on which the request is refused; the first kind that applies speaks alone."""
    for kind in (refusals_of_proof, refusals_of_people, refusals_of_items):
        found = tuple(kind(facts))
        if found:
            return found
    return tuple(
        reason_of(facts.book, _REFUSED_BY_OFFICER[doubt.code])
        for doubt in doubts_of_asker(facts)
        if doubt.code in _REFUSED_BY_OFFICER and facts.is_refused(doubt)
    )


def doubts(facts: Facts) -> tuple[Doubt, ...]:
    """Return what somebody must settle before the request can be granted, settled ones included."""
    found = (
        *doubts_of_proof(facts), *doubts_of_asker(facts), *doubts_of_subjects(facts), *doubts_of_items(facts),
        *doubts_of_fee(facts),
    )  # fmt: skip
    return (*found, *_doubts_of_print(facts))


def decide(facts: Facts) -> tuple[Decision, ...]:
    """Return the one decision of a request: issued with its fee, or refused with every reason."""
    against = refusals(facts)
    if against:
        return (Decision(KIND, REFUSED, against, grants_less=True),)
    return (Decision(KIND, ISSUED, _grounds(facts), figures=_figures(facts)),)


def _grounds(facts: Facts) -> tuple[Reason, ...]:
    row = next(row for row in facts.book.rows("requester") if row.text("id") == requester_of(facts))
    proof = proof_of(facts) or "seen"
    issued = reason_of(
        facts.book, "issued", article=row.article, requester=row.text("ja"), requester_en=row.text("en"),
        proof=facts.book.text(f"proof.{proof}"), proof_en=facts.book.text(f"proof.{proof}", "en"),
        persons=len(facts.records), copies=facts.wanted.copies,
    )  # fmt: skip
    return issued, fee_of(facts).reason


def _figures(facts: Facts) -> JsonObject:
    wanted = facts.wanted
    return {
        "requester": requester_of(facts),
        "form": wanted.form,
        "persons": [record.number for record in facts.records],
        "whole": wanted.form == "household" and len(facts.records) == facts.household,
        "items": [*sorted(wanted.items)],
        "copies": wanted.copies,
        "delivery": wanted.delivery,
        "fee": fee_of(facts).as_figures(),
    }


def _doubts_of_print(facts: Facts) -> tuple[Doubt, ...]:
    return tuple(
        Doubt(
            "misfit",
            f"print.{place}",
            (
                ("person", one.person),
                ("item", one.item),
                ("how", facts.book.text(f"doubt.how.{one.how}", signs=one.signs)),
            ),
            asks_citizen=False,
        )
        for place, one in enumerate(facts.unprintable)
    )
