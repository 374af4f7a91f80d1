"""What a procedure gives that has no rounds, no offers, no estimate, and is filed without a signature."""

from datetime import date, datetime

from ikkan.corridor.filing import NOT_FOUND
from ikkan.counter.citizen_kinds import Beside, CasePart, Estimate, Example, Offered, Overview
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.papers.paper import Paper
from ikkan.people.models import Account


def overview(answers: JsonObject, *, language: str, now: datetime) -> Overview:
    """Return nothing beyond the tasks."""
    del answers, language, now
    return Overview()


def estimate_of(answers: JsonObject, *, language: str, now: datetime) -> Estimate | None:
    """Return None: nothing is scored."""
    del answers, language, now
    return None


def example_of(kind: str, language: str) -> Example | None:
    """Return None: no paper is drawn."""
    del kind, language
    return None


def beside(place: Place, answers: JsonObject, around: Surroundings, *, draft: str) -> Beside:
    """Return nothing."""
    del place, answers, around, draft
    return Beside()


def offers_of(case: Case) -> list[Offered]:
    """Return none."""
    del case
    return []


def cost_of_giving_up(case: Case, *, language: str, now: datetime, child: str = "") -> list[str]:
    """Return nothing: no offer stands."""
    del case, language, now, child
    return []


def decline(case: Case, child: str, *, actor: Account, reason: str, now: datetime) -> Refused:
    """Refuse: no offer stands."""
    del case, child, actor, reason, now
    return NOT_FOUND


def held_rounds(case: Case) -> list[tuple[str, str, str]]:
    """Return none."""
    del case
    return []


def held_proof(case: Case, child: str, round_number: str, *, now: datetime) -> Paper | Refused | None:
    """Return None: nothing is held."""
    del case, child, round_number, now
    return None


def case_parts(case: Case, *, language: str, now: datetime) -> tuple[CasePart, ...]:
    """Return nothing beyond the generic page."""
    del case, language, now
    return ()


def cost_of(answers: JsonObject, *, language: str, on: date) -> str:
    """Return a blank: nothing is charged."""
    del answers, language, on
    return ""


def paper_request(answers: JsonObject, *, on: date) -> Paper | None:
    """Return None: it is not asked for by post."""
    del answers, on
    return None
