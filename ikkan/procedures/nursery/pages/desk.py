"""What the generic pages of the desk ask of nursery placement."""

from ikkan.procedures.nursery.pages.desk_approval import proposal_view
from ikkan.procedures.nursery.pages.desk_case import askables, fact_cards, form_of_case, person_title, surroundings
from ikkan.procedures.nursery.pages.desk_doubts import doubt_of, points_of, rule_kind, rule_kind_word
from ikkan.procedures.nursery.pages.desk_round import console_parts
from ikkan.procedures.nursery.pages.desk_words import reason_codes, reason_title, round_kinds

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
