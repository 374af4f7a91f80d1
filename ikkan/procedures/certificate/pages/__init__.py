"""What the citizen's pages need of the certificate: start page, form surroundings, signing, case parts, papers."""

from ikkan.procedures.certificate.pages.household import known_of_account
from ikkan.procedures.certificate.pages.papers import filed_copy, paper_request
from ikkan.procedures.certificate.pages.signing import file_with_signature, words_to_sign
from ikkan.procedures.certificate.pages.surroundings import surroundings_of
from ikkan.procedures.certificate.pages.told import cost_of, first_answers, life_events, search, start_facts
from ikkan.procedures.certificate.pages.waiting import case_parts

__all__ = [
    "case_parts",
    "cost_of",
    "file_with_signature",
    "filed_copy",
    "first_answers",
    "known_of_account",
    "life_events",
    "paper_request",
    "search",
    "start_facts",
    "surroundings_of",
    "words_to_sign",
]
