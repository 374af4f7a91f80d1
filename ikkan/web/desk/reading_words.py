"""Words under which the desk's readings are logged; residents read them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "desk.toml"


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """Purposes, each with the title of the procedure in it, and the ground."""

    ground: str
    opened: str
    compared: str
    found: str


@cache
def reading_words() -> ReadingWords:
    """Return the words of desk.toml."""
    return ReadingWords(**tomllib.loads(FILE.read_text(encoding="utf-8"))["reading"])
