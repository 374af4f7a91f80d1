"""What a check may look at: the answers, what the town's own records say, the papers, and what was judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Figure
from ikkan.procedures.nursery.rules import Known

SETTLED: Final = frozenset({"same", "form_right", "register_right"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person must settle.

    Args:
        code: its word; the book has the sentence under ``doubt.<code>``.
        field: path of the answer concerned.
        figures: values that the sentence names.
        asks_citizen: whether the citizen can mend it; otherwise an officer judges.
        document_kind: kind of the document asked for, or blank.
    """

    code: str
    field: str
    figures: tuple[tuple[str, Figure], ...] = ()
    asks_citizen: bool = True
    document_kind: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """A resident as the register has them.

    Args:
        number: 宛名番号.
        family: family name; given: given name; kana: reading of both.
        birth: date of birth.
        relation: 続柄.
        address: on one line.
        postal: 7 digits.
    """

    number: str
    family: str
    given: str
    kana: str
    birth: date
    relation: str
    address: str
    postal: str
    is_protected: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the case as it counts today.

    Args:
        kind: kind of document.
        of: parent or child id, or ``household``.
        unreadable: why it cannot be read, or blank.
        facts: what was read off, by the names of the standard form.
    """

    kind: str
    of: str
    unreadable: str
    facts: Mapping[str, object]

    @property
    def issued_on(self) -> date | None:
        """Return the day of issue, if it was read off."""
        try:
            return date.fromisoformat(str(self.facts.get("issued_on", "")))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that check and decide look at.

    Args:
        answers: the form as filed last.
        book: the book on the reference day.
        today: day of the check.
        filed_on: day on which this version was filed.
        received_on: day on which the case was received; the 30-day clock runs from it.
        register: False where the registers cannot be asked from this network layer.
        household: members of the applicant's household in the register; empty when the applicant was not found.
        applicant: the applicant in the register, or None.
        children: child id to its entry in the register, where matched.
        papers: documents in force.
        doubles: child id to whether the same child stands in an earlier open case.
        enrolled: 宛名番号 to the facility where a child of the household is now.
        verdicts: (code, field) to decision, for this version of the form.
        lapsed: (code, field) of questions whose time ran out on this version.
        is_certified: whether the certification of every child was decided and told already.
        known: what the records say for the score.
    """

    answers: JsonObject
    book: BookAt
    today: date
    filed_on: date
    received_on: date
    register: bool
    household: tuple[RegisterPerson, ...]
    applicant: RegisterPerson | None
    children: Mapping[str, RegisterPerson]
    papers: tuple[Paper, ...]
    doubles: frozenset[str]
    enrolled: Mapping[str, str]
    verdicts: Mapping[tuple[str, str], str]
    lapsed: frozenset[tuple[str, str]]
    is_certified: bool
    known: Known

    def is_judged(self, doubt: Doubt) -> bool:
        """Whether an officer settled this doubt on this version of the form."""
        return self.verdicts.get((doubt.code, doubt.field)) in SETTLED

    def is_refused(self, doubt: Doubt) -> bool:
        """Whether an officer looked and did not accept it."""
        return self.verdicts.get((doubt.code, doubt.field)) == "refuse"
