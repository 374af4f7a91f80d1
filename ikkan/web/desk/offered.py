"""What a procedure adds to the desk's pages. A further procedure adds one entry; without one, the plain view serves."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, Protocol

from ikkan.counter.desk_kinds import Askable, ConsoleParts, Doubt, Points, ProposalView
from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.handover_kinds import CounterView, Entry, Stack, WaitingPaper
from ikkan.counter.parts import AnswerCard, Choice
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case, Round
from ikkan.people.models import Account
from ikkan.procedures.certificate.pages import desk as certificate
from ikkan.procedures.certificate.pages import desk_entry as certificate_entry
from ikkan.procedures.certificate.pages import desk_handover as certificate_handover
from ikkan.procedures.nursery.pages import desk as nursery
from ikkan.rooms.approve.models import Proposal
from ikkan.web.desk import plain


class DeskPages(Protocol):
    """What a procedure's own desk module gives."""

    def reason_title(self, code: str, language: str) -> str:
        """Return the short name of a reason to stop."""
        ...

    def reason_codes(self) -> tuple[str, ...]:
        """Return the reasons that have a name."""
        ...

    def person_title(self, of: str) -> str:
        """Return what a person of a form is called by their id there; blank for the whole household."""
        ...

    def round_kinds(self, language: str) -> tuple[tuple[str, str], ...]:
        """Return code and name of the kinds of rounds; none where the procedure has no rounds."""
        ...

    def form_of_case(self, version: str) -> Form | None:
        """Return the form in a version, or None for a procedure without one."""
        ...

    def surroundings(self, answers: JsonObject, language: str, today: date) -> Surroundings:
        """Return what filed answers are shown in."""
        ...

    def fact_cards(self, version: str, answers: JsonObject, around: Surroundings) -> tuple[AnswerCard, ...]:
        """Return the facts of a case in short."""
        ...

    def askables(self, version: str, answers: JsonObject, around: Surroundings) -> tuple[Askable, ...]:
        """Return what a correction can be asked of."""
        ...

    def doubt_of(self, reason: Reason, key: str, language: str) -> Doubt:
        """Return a doubt as an officer reads it."""
        ...

    def rule_kind(self, reason: Reason) -> str:
        """Return the kind of a difference as the book names it; blank where no rule may settle it."""
        ...

    def rule_kind_word(self, kind: str) -> str:
        """Return the word for such a kind in the language of the page."""
        ...

    def points_of(self, case: Case, answers: JsonObject, around: Surroundings) -> Points | None:
        """Return the points of a case, or None where there are none."""
        ...

    def console_parts(self, round_: Round, language: str, now: datetime) -> ConsoleParts:
        """Return what is added to the steps of a round's console."""
        ...

    def proposal_view(self, proposal: Proposal, language: str) -> ProposalView:
        """Return a proposal as an approver reads it."""
        ...


class HandOver(Protocol):
    """What a procedure gives that hands papers over: at the counter, and by post."""

    def counter_view(self, case: Case, *, since: datetime, language: str, now: datetime) -> CounterView:
        """Return a request as the officer at the counter sees it."""
        ...

    def take(
        self, *, case: Case, papers: Sequence[str], received: int | None, waived: tuple[str, str] | None,
        account: Account, now: datetime,
    ) -> Case | Refused:  # fmt: skip
        """Record what was seen and received, and take the request on."""
        ...

    def hand_over(
        self, *, case: Case, papers: Sequence[str], since: datetime, account: Account, now: datetime
    ) -> Case | Refused:
        """Record that the papers of a case were handed over."""
        ...

    def grounds(self, language: str, now: datetime) -> tuple[Choice, ...]:
        """Return the grounds on which the fee may be waived."""
        ...

    def file_of(self, case: Case, key: int) -> bytes | Refused | None:
        """Return a sealed file of a case."""
        ...

    def waiting_papers(self, delivery: str, language: str) -> tuple[WaitingPaper, ...]:
        """Return what was not handed over, in posting order."""
        ...

    def stack(self, keys: Sequence[int], *, now: datetime) -> Stack | Refused:
        """Return chosen papers as one download."""
        ...

    def post(
        self, *, keys: Sequence[int], account: Account, now: datetime
    ) -> tuple[int, tuple[tuple[str, Refused], ...]]:
        """Record that the cases of chosen papers were posted."""
        ...

    def make_waiting(self, *, now: datetime) -> int:
        """Have every paper made that has no file."""
        ...


class OfficerEntry(Protocol):
    """What a procedure gives whose requests officers enter from a letter or for a body."""

    def entry_form(self, posted: Mapping[str, Sequence[str]], language: str, now: datetime) -> Entry:
        """Return the form, filled with what was sent."""
        ...

    def enter(
        self, posted: Mapping[str, Sequence[str]], *, key: str, language: str, account: Account, now: datetime
    ) -> Case | Refused | Entry:
        """File what was sent, or return the form with its errors."""
        ...


DESKS: Final[Mapping[str, DeskPages]] = {"certificate": certificate, "nursery": nursery}
HANDOVERS: Final[Mapping[str, HandOver]] = {"certificate": certificate_handover}
ENTRIES: Final[Mapping[str, OfficerEntry]] = {"certificate": certificate_entry}


def desk_of(code: str) -> DeskPages:
    """Return a procedure's desk module, or the plain one."""
    return DESKS.get(code, plain)
