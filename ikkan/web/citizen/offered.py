"""Which procedures citizens find here, and what their pages ask of them. A further procedure adds one entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from django.http import Http404

from ikkan.counter.citizen_kinds import (
    Beside,
    CasePart,
    Estimate,
    Example,
    Offered,
    Overview,
    SearchEntry,
    StartFacts,
)
from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Case
from ikkan.papers.paper import Paper
from ikkan.people.models import Account
from ikkan.ports.auth_app.signing import Signed
from ikkan.procedures.certificate import pages as certificate
from ikkan.procedures.nursery import pages as nursery
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen import bare


class Pages(Protocol):
    """What every procedure's own pages module gives."""

    def search(self, query: str) -> list[SearchEntry]:
        """Return where daily words lead."""
        ...

    def life_events(self, language: str) -> list[tuple[str, str]]:
        """Return title and search words of the life events."""
        ...

    def start_facts(self, language: str, now: datetime) -> StartFacts:
        """Return what the start page tells."""
        ...

    def first_answers(self, now: datetime) -> JsonObject:
        """Return the answers that a new form begins with."""
        ...

    def surroundings_of(
        self, answers: JsonObject, *, language: str, now: datetime, place: Place | None = None,
        owner: Account | None = None,
    ) -> Surroundings:  # fmt: skip
        """Return what a page of the form is read and drawn in."""
        ...

    def known_of_account(self, account: Account, *, now: datetime) -> JsonObject:
        """Return what the town holds of the applicant."""
        ...

    def filed_copy(self, case: Case, *, now: datetime) -> Paper:
        """Return the copy of an application."""
        ...


class Asking(Protocol):
    """What helps to answer: an estimate, examples, and what stands beside the tasks and a question."""

    def overview(self, answers: JsonObject, *, language: str, now: datetime) -> Overview:
        """Return what the task list tells besides its tasks."""
        ...

    def estimate_of(self, answers: JsonObject, *, language: str, now: datetime) -> Estimate | None:
        """Return the estimate of half-filled answers."""
        ...

    def example_of(self, kind: str, language: str) -> Example | None:
        """Return what a good paper of a kind looks like."""
        ...

    def beside(self, place: Place, answers: JsonObject, around: Surroundings, *, draft: str) -> Beside:
        """Return what stands beside a question."""
        ...


class Offers(Protocol):
    """What can be done about the result of a round."""

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


class Telling(Protocol):
    """What a procedure tells of its own of a running case."""

    def case_parts(self, case: Case, *, language: str, now: datetime) -> tuple[CasePart, ...]:
        """Return what the pages of a case tell besides the room and the events."""
        ...


class Ways(Protocol):
    """What a procedure costs, and its form on paper."""

    def cost_of(self, answers: JsonObject, *, language: str, on: date) -> str:
        """Return what it costs, told before it is sent; blank where it costs nothing."""
        ...

    def paper_request(self, answers: JsonObject, *, on: date) -> Paper | None:
        """Return the form filled from answers for sending it by post; None where that is not possible."""
        ...


class Signing(Protocol):
    """How a form is signed by card and filed with the signature."""

    def words_to_sign(self, answers: JsonObject, *, request: str, asked_on: date) -> bytes:
        """Return the bytes that are signed, the same for the same arguments."""
        ...

    def file_with_signature(
        self, answers: JsonObject, *, request: str, asked_on: date, signed: Signed, key: str, draft: Draft,
        account: Account, now: datetime,
    ) -> Case | Refused | Faulty:  # fmt: skip
        """File a signed form; the same draft or signature again gives the first case."""
        ...


@dataclass(frozen=True, slots=True)
class Service:
    """A procedure as citizens find it.

    Args:
        pages: what every procedure gives.
        asking: help beside the questions.
        offers: what can be done about the result of a round.
        telling: what it tells of a case.
        ways: what it costs, and its form on paper.
        signing: how its form is signed by card; None where it is filed without.
    """

    pages: Pages
    asking: Asking = bare
    offers: Offers = bare
    telling: Telling = bare
    ways: Ways = bare
    signing: Signing | None = None


OFFERED: Final[Mapping[str, Service]] = {
    "nursery": Service(nursery, asking=nursery, offers=nursery, telling=nursery),
    "certificate": Service(certificate, telling=certificate, ways=certificate, signing=certificate),
}


def service_of(code: str) -> Service:
    """Return a procedure as citizens find it.

    Raises:
        Http404: citizens find no such procedure here.
    """
    try:
        return OFFERED[code]
    except KeyError:
        raise Http404 from None


def pages_of(code: str) -> Pages:
    """Return the pages that every procedure gives.

    Raises:
        Http404: citizens find no such procedure here.
    """
    return service_of(code).pages


def asking_of(code: str) -> Asking:
    """Return what helps to answer the form of a procedure."""
    return service_of(code).asking


def form_of(code: str, version: str = "") -> Form:
    """Return the form of a procedure, the current one unless a version is named."""
    return load_form(procedure_of(code).folder, version)
