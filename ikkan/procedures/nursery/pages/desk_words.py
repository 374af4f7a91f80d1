"""The desk's short words for what nursery placement's checks and totals are called."""

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


def total_title(code: str, language: str) -> str:
    """Return the name of a total of a run."""
    return shown_word(FILE, "total", code, language)


def round_kinds(language: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of the kinds of rounds."""
    return tuple((code, text.shown(language)) for code, text in words_of(FILE, "kind").items())
