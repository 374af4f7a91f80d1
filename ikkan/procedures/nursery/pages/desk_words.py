"""The desk's short words for what nursery placement's checks and totals are called."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from ikkan.kernel.outcome import Text

FILE: Final = Path(__file__).parent / "desk_words.toml"


def reason_title(code: str, language: str) -> str:
    """Return the short name of a reason to stop; the code itself for one that has none."""
    found = _words("reason").get(code)
    return found.shown(language) if found else code


def reason_codes() -> tuple[str, ...]:
    """Return every code that has a short name."""
    return tuple(_words("reason"))


def total_title(code: str, language: str) -> str:
    """Return the name of a total of a run."""
    found = _words("total").get(code)
    return found.shown(language) if found else code


def round_kinds(language: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of the kinds of rounds."""
    return tuple((code, text.shown(language)) for code, text in _words("kind").items())


@cache
def _words(kind: str) -> dict[str, Text]:
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))[kind]
    return {code: Text(row["ja"], row["en"]) for code, row in written.items()}
