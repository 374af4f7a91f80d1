"""Outcomes: what a room answers. A refusal is a value; a fault is an exception."""

from dataclasses import dataclass, field

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.money import Yen
from ikkan.kernel.reason import Reason


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only the citizen can mend (補正).

    Args:
        code: stable machine word of the fault.
        field: path in the answers, such as ``parents.0.work.month_hours``.
        reason: the sentence that tells what is wrong and what to do.
        document_kind: kind of the document asked for, or blank when an answer is asked for.
    """

    code: str
    field: str
    reason: Reason
    document_kind: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """The check found nothing that needs a person."""

    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class AskCitizen:
    """The check needs the citizen: every question is asked at once."""

    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class AskStaff:
    """The check needs an officer's judgement, and says why."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AwaitPayment:
    """The check is good, and a fee (手数料) must be paid before the case goes on.

    Args:
        amount: what is still to be paid, more than nothing.
        item: what it is for, as the cash book names it, such as ``certificate``.
        reason: the sentence that tells what is paid for and by which article.
    """

    amount: Yen
    item: str
    reason: Reason

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError(f"A fee of {self.amount} yen cannot be awaited. Where nothing is owed the check passes.")


@dataclass(frozen=True, slots=True)
class WaitOutside:
    """The check needs a system outside that does not answer now; nobody has to do anything.

    Args:
        reason: the sentence that tells what is waited for.
        minutes: after so long the check looks again.
    """

    reason: Reason
    minutes: int


CheckOutcome = Passed | AskCitizen | AskStaff | AwaitPayment | WaitOutside


@dataclass(frozen=True, slots=True)
class Decision:
    """A disposition (処分) with its reasons.

    Args:
        kind: which disposition of the procedure, such as ``certification``.
        subject: whom it concerns within the case (a child's id), or blank for the whole case.
        result: the procedure's word for the result.
        reasons: every ground, each with its article.
        figures: the numbers that the notice prints.
        grants_less: whether it grants less than was asked; such a notice cannot be made without reasons.
    """

    kind: str
    result: str
    reasons: tuple[Reason, ...]
    subject: str = ""
    figures: JsonObject = field(default_factory=dict)
    grants_less: bool = False

    def as_json(self) -> JsonObject:
        """Return the decision as it is put up for approval; :meth:`from_json` reads it back."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "result": self.result,
            "reasons": [reason.as_json() for reason in self.reasons],
            "figures": self.figures,
            "grants_less": self.grants_less,
        }

    @staticmethod
    def from_json(stored: JsonValue) -> "Decision":
        """Read a decision written by :meth:`as_json`.

        Raises:
            TypeError: it is no object.
            KeyError: a part is missing.
        """
        if not isinstance(stored, dict):
            raise TypeError(f"A stored decision is an object, not {type(stored).__name__}.")
        reasons, figures = stored["reasons"], stored["figures"]
        return Decision(
            kind=str(stored["kind"]),
            subject=str(stored["subject"]),
            result=str(stored["result"]),
            reasons=tuple(Reason.from_json(one) for one in reasons if isinstance(one, dict))
            if isinstance(reasons, list)
            else (),
            figures=figures if isinstance(figures, dict) else {},
            grants_less=bool(stored["grants_less"]),
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """What a service answers when it may not or cannot do what was asked: what, why and what to do next.

    Args:
        code: stable machine word; ``not_found`` is also the answer to a stranger.
        ja: sentence in Japanese.
        en: sentence in English.
        field: path of the answer concerned, if one is.
    """

    code: str
    ja: str
    en: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A form that cannot be received as it stands: every fault at once, each at its place."""

    faults: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the three languages of the screens.

    Args:
        ja: Japanese.
        en: English.
        easy: easy Japanese (やさしい日本語); the Japanese when blank.
    """

    ja: str
    en: str
    easy: str = ""

    def shown(self, language: str) -> str:
        """Return the text in ``ja``, ``easy`` or ``en``."""
        return {"en": self.en, "easy": self.easy or self.ja}.get(language, self.ja)
