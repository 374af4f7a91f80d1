"""Everything that the rules look at, read beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonValue
from ikkan.kernel.money import Yen
from ikkan.procedures.certificate.rules.record import Record
from ikkan.procedures.certificate.rules.wanted import Named, Wanted

SETTLED: Final = frozenset({"same", "form_right", "register_right", "accept"})
BY_OFFICER: Final = frozenset({"counter", "paper"})

_NOTHING: Final = Yen(0)

Proved = Literal["good", "unknown", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature by card over the request.

    Args:
        proved: what the check of the certificate said; ``unknown`` is never a yes.
        signed_on: day of signing.
        resident: 宛名番号 of the signer; blank when the certificate is linked to nobody.
        differs: names of the four items that differ from the register.
        why: why it was refused, Japanese; why_en: English.
        record: what was checked and when, for keeping; empty while nothing is known.
        fingerprint: SHA-256 of the signature, hex; tells those of a case apart.
    """

    proved: Proved
    signed_on: date
    resident: str = ""
    differs: tuple[str, ...] = ()
    why: str = ""
    why_en: str = ""
    record: Mapping[str, JsonValue] = field(default_factory=dict)
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody that the certificate is of: as named, and as the register has them."""

    named: Named
    record: Record | None


@dataclass(frozen=True, slots=True)
class Unprintable:
    """Something that cannot be printed as the register has it.

    Args:
        person: name of the person; item: label of the item.
        how: ``too_long`` or ``no_glyph``; signs: characters without a picture.
    """

    person: str
    item: str
    how: str
    signs: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person must settle.

    Args:
        code: its word; the book has the sentence under ``doubt.<code>``.
        field: path of the answer concerned.
        figures: values that the sentence names.
        asks_citizen: whether the citizen can mend it; otherwise an officer judges.
    """

    code: str
    field: str
    figures: tuple[tuple[str, str | int], ...] = ()
    asks_citizen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that check and decide look at.

    Args:
        wanted: the request.
        book: the book on the day of the request.
        today: day of the check.
        received_on: day of the request.
        channel: how it came in.
        is_register_up: False while the register does not answer.
        asker: who asks, in the register.
        subjects: whom the certificate is of, in the order of printing.
        household: how many live in the asker's household; tells whether a certificate shows all of it.
        signature: signature over the request, or None.
        has_mandate: whether an agent entered it under a mandate that stands.
        agent: 宛名番号 of that agent.
        unprintable: what the trial print told.
        settled: yen of the fee that were paid or waived before.
        verdicts: (code, field) to decision, for this version of the form.
    """

    wanted: Wanted
    book: BookAt
    today: date
    received_on: date
    channel: str
    is_register_up: bool
    asker: Record | None
    subjects: tuple[Subject, ...]
    household: int = 0
    signature: Signature | None = None
    has_mandate: bool = False
    agent: str = ""
    unprintable: tuple[Unprintable, ...] = ()
    settled: Yen = _NOTHING
    verdicts: Mapping[tuple[str, str], str]

    @property
    def records(self) -> tuple[Record, ...]:
        """The records that were found, in the order of printing."""
        found = (self.known(subject) for subject in self.subjects)
        return tuple(record for record in found if record is not None)

    def known(self, subject: Subject) -> Record | None:
        """Return a record as far as who asks may learn that there is one.

        To a resident nobody exists outside their household: whoever lives elsewhere in the town, is held back there or
        does not live here at all is the same answer.
        """
        one = subject.record
        asker = self.asker if self.wanted.is_own else None
        return one if one is None or asker is None or one.household == asker.household else None

    def is_judged(self, doubt: Doubt) -> bool:
        """Whether an officer settled this doubt on this version of the form."""
        return self.verdicts.get((doubt.code, doubt.field)) in SETTLED

    def is_refused(self, doubt: Doubt) -> bool:
        """Whether an officer looked and did not accept it."""
        return self.verdicts.get((doubt.code, doubt.field)) == "refuse"
