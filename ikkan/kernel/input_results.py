"""What reading an input gives: accepted with the value, or rejected with words that say how to mend it."""

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from ikkan.kernel.characters import BadText, find_bad_text

T_co = TypeVar("T_co", covariant=True)
# No rule of a town: a bound that keeps every reader fast on hostile input.
LONGEST_INPUT: Final = 400


@dataclass(frozen=True)
class Label:
    """Name a field in both languages. `en` is a noun without article: `phone number`."""

    ja: str
    en: str


@dataclass(frozen=True)
class Note:
    """Say what was understood differently from how it was typed."""

    code: str
    message_ja: str
    message_en: str


@dataclass(frozen=True)
class Accepted(Generic[T_co]):
    """Hold what is kept (`value`), what is shown back (`shown`), and what to tell the person, if anything."""

    value: T_co
    shown: str
    note: Note | None = None


@dataclass(frozen=True)
class Rejected:
    """Say what is wrong with an input, why, and how to mend it. `code` is for programs."""

    code: str
    message_ja: str
    message_en: str


def reject_empty(label: Label) -> Rejected:
    """Return the refusal of an empty field."""
    return Rejected("empty", f"{label.ja}を入力してください", f"Enter your {label.en}")


def reject_bad(bad: BadText, label: Label) -> Rejected:
    """Return the refusal of a text that cannot be kept at all."""
    return Rejected(bad.code, f"{label.ja}：{bad.message_ja}", f"{label.en.capitalize()}: {bad.message_en}")


def check_line(text: str, label: Label, limit: int = LONGEST_INPUT) -> Rejected | None:
    """Return why one line of input cannot be read at all (empty, too long, broken characters), or None."""
    bad = find_bad_text(text, limit)
    if bad is not None:
        return reject_bad(bad, label)
    return None if text.strip() else reject_empty(label)
