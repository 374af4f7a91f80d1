"""The desk's short words for what the certificate's checks, forms and obstacles are called."""

from pathlib import Path
from typing import Final

from ikkan.counter.word_file import shown_word, words_of

FILE: Final = Path(__file__).parent / "desk_words.toml"


def reason_title(code: str, language: str) -> str:
    """Return the short name of a reason to stop; the code itself for one that has none."""
    return shown_word(FILE, "reason", code, language)


def reason_codes() -> tuple[str, ...]:
    """Return every code that has a short name."""
    return tuple(words_of(FILE, "reason"))


def todo_of(code: str, language: str) -> str:
    """Return what an officer does about a doubt; blank where its sentence says all."""
    found = words_of(FILE, "todo").get(code)
    return found.shown(language) if found else ""


def word_of(table: str, code: str, language: str) -> str:
    """Return the word for a value of the form, or for an obstacle."""
    return shown_word(FILE, table, code, language)


def choices_in(table: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return code and word of every row of a table, in order."""
    return tuple((code, text.shown(language)) for code, text in words_of(FILE, table).items())


def obstacle_words(fault: str, language: str) -> str:
    """Return what stands in the way of a copy, by the name of the fault that its making met.

    Args:
        fault: name of the exception, as the outbox keeps it.
        language: ja, easy or en.
    """
    known = words_of(FILE, "obstacle")
    return known.get(fault, known["other"]).shown(language)
