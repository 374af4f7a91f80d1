"""What the generic pages of the desk ask of the certificate of residence."""

from ikkan.procedures.certificate.pages.desk_case import (
    askables,
    fact_cards,
    form_of_case,
    person_title,
    surroundings,
)
from ikkan.procedures.certificate.pages.desk_doubts import (
    console_parts,
    doubt_of,
    points_of,
    proposal_view,
    round_kinds,
    rule_kind,
    rule_kind_word,
)
from ikkan.procedures.certificate.pages.desk_words import reason_codes, reason_title

__all__ = [
    "askables",
    "console_parts",
    "doubt_of",
    "fact_cards",
    "form_of_case",
    "person_title",
    "points_of",
    "proposal_view",
    "reason_codes",
    "reason_title",
    "round_kinds",
    "rule_kind",
    "rule_kind_word",
    "surroundings",
]
