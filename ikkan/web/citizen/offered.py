"""Which procedures citizens find here, and what their pages ask of them. A further procedure adds one entry."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Protocol

from django.http import Http404

from ikkan.counter.citizen_kinds import Estimate, Example, Offered, RoundFacts, SearchEntry, StartFacts
from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Case
from ikkan.papers.paper import Paper
from ikkan.people.models import Account
from ikkan.procedures.nursery import pages as nursery
from ikkan.procedures.nursery.pages import Places


class Pages(Protocol):
    """What a procedure's own pages module gives; see ``procedures/nursery/pages``."""

    def search(self, query: str) -> list[SearchEntry]:
        """Return where daily words lead."""
        ...

    def life_events(self, language: str) -> list[tuple[str, str]]:
        """Return title and search words of the life events."""
        ...

    def start_facts(self, language: str, now: datetime) -> StartFacts:
        """Return what the start page tells."""
        ...

    def open_rounds(self, now: datetime) -> tuple[RoundFacts, ...]:
        """Return the rounds that take applications now."""
        ...

    def surroundings_of(
        self, answers: JsonObject, *, language: str, now: datetime, child: int | None = None, asks_effect: bool = False,
        places: Places | None = None,
    ) -> Surroundings:  # fmt: skip
        """Return what a page of the form is read and drawn in."""
        ...

    def known_of_account(self, account: Account, *, start: date, now: datetime) -> JsonObject:
        """Return what the town holds of the applicant."""
        ...

    def estimate_of(self, answers: JsonObject, *, language: str, now: datetime) -> Estimate | None:
        """Return the estimate of half-filled answers."""
        ...

    def example_of(self, kind: str, language: str) -> Example | None:
        """Return what a good paper of a kind looks like."""
        ...

    def filed_copy(self, case: Case, *, now: datetime) -> Paper:
        """Return the copy of an application."""
        ...

    def offers_of(self, case: Case) -> list[Offered]:
        """Return the offers that may still be declined."""
        ...

    def cost_of_giving_up(self, case: Case, *, language: str, now: datetime, child: str = "") -> list[str]:
        """Return what declining, or withdrawing after an offer, costs; nothing where no offer stands."""
        ...

    def decline(self, case: Case, child: str, *, actor: Account, reason: str, now: datetime) -> object:
        """Decline an offer; Refused when there is none."""
        ...

    def held_rounds(self, case: Case) -> list[tuple[str, str, str]]:
        """Return child key, child name and round of each published hold."""
        ...

    def held_proof(self, case: Case, child: str, round_number: str, *, now: datetime) -> Paper | Refused | None:
        """Return the certificate of being on hold."""
        ...


OFFERED: Final[Mapping[str, Pages]] = {"nursery": nursery}


def pages_of(code: str) -> Pages:
    """Return the pages of a procedure.

    Raises:
        Http404: citizens find no such procedure here.
    """
    try:
        return OFFERED[code]
    except KeyError:
        raise Http404 from None


def form_of(code: str, version: str = "") -> Form:
    """Return the form of a procedure, the current one unless a version is named."""
    return load_form(procedure_of(code).folder, version)
