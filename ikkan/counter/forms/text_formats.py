"""Formats that a schema may name for texts. Each is a test of the text; none changes it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from jsonschema import FormatChecker

from ikkan.kernel.characters import find_bad_text

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# No rule of a town: nothing longer is asked anywhere, and judging it character by character would be slow.
_LONGEST: Final = 20_000
_KATAKANA = re.compile(r"[ァ-ヺーヽヾ・ \u3000]*")


def is_date(text: str) -> bool:
    """Tell whether a text is a day of the calendar as 2024-04-02."""
    if _DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_one_line(text: str) -> bool:
    """Tell whether a text holds nothing that cannot be kept or shown on one line."""
    return len(text) <= _LONGEST and find_bad_text(text, len(text)) is None


def is_many_lines(text: str) -> bool:
    """Tell the same of a text of several lines."""
    return is_one_line(text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def is_katakana(text: str) -> bool:
    """Tell whether a text is full-width katakana or empty."""
    return len(text) <= _LONGEST and _KATAKANA.fullmatch(text) is not None


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "date": is_date,
    "one-line": is_one_line,
    "many-lines": is_many_lines,
    "katakana": is_katakana,
}


def format_checker() -> FormatChecker:
    """Return the checker that gives the jsonschema library the same formats."""
    checker = FormatChecker(formats=())
    for name, test in FORMATS.items():
        checker.checks(name)(_only_texts(test))
    return checker


def _only_texts(test: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or test(value)
