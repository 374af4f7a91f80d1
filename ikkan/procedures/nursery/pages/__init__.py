"""What the citizen's pages need of nursery placement: start page, search words, form surroundings, estimate, map."""

from ikkan.procedures.nursery.notices import filed_copy
from ikkan.procedures.nursery.pages.beside import beside, overview
from ikkan.procedures.nursery.pages.compare import compare
from ikkan.procedures.nursery.pages.estimate import estimate_of
from ikkan.procedures.nursery.pages.examples import example_of
from ikkan.procedures.nursery.pages.lottery_words import case_parts
from ikkan.procedures.nursery.pages.offers import cost_of_giving_up, decline, held_proof, held_rounds, offers_of
from ikkan.procedures.nursery.pages.places import Places, places_of
from ikkan.procedures.nursery.pages.prefill import known_of_account
from ikkan.procedures.nursery.pages.quick import QuickForm, has_open_month
from ikkan.procedures.nursery.pages.surroundings import home_of, surroundings_of
from ikkan.procedures.nursery.pages.told import first_answers, life_events, search, start_facts

__all__ = [
    "Places",
    "QuickForm",
    "beside",
    "case_parts",
    "compare",
    "cost_of_giving_up",
    "decline",
    "estimate_of",
    "example_of",
    "filed_copy",
    "first_answers",
    "has_open_month",
    "held_proof",
    "held_rounds",
    "home_of",
    "known_of_account",
    "life_events",
    "offers_of",
    "overview",
    "places_of",
    "search",
    "start_facts",
    "surroundings_of",
]
