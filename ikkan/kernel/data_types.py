"""Data types of the national data lists, and the faults of a value: what every file and call of that kind obeys."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from ikkan.kernel.characters import count_characters

OPEN_FROM: Final = "0000-01-01"
OPEN_UNTIL: Final = "9999-12-31"
# Half-width forms, controls, turning and invisible signs: none of them is 全角文字.
FULL_WIDTH_PATTERN: Final = (
    "^[^\x00-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\uff61-\uff9f]*$"
)
HALF_WIDTH_PATTERN: Final = "^[\x20-\x7e]*$"
DATE_PATTERN: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class DataType(StrEnum):
    """A type of 凡例）データ型 (基本データリスト; 住登外者宛名番号付番API仕様 第2.0版)."""

    HALF = "X"
    FULL = "N"
    INTEGER = "9"
    REAL = "9V"
    SIGNED = "S9"
    YEAR = "YEAR"
    DATE = "DATE"
    TIME = "TIME"


class FaultCode(StrEnum):
    """The error codes of 住登外者宛名番号付番API仕様."""

    MISSING = "E0001"
    CHARACTERS = "E0002"
    LENGTH = "E0003"
    TOGETHER = "E0004"


_PATTERNS: Final = {
    DataType.HALF: HALF_WIDTH_PATTERN,
    DataType.FULL: FULL_WIDTH_PATTERN,
    DataType.INTEGER: "^[0-9]+$",
    DataType.REAL: r"^[0-9]+(\.[0-9]+)?$",
    DataType.SIGNED: "^-?[0-9]+$",
    DataType.YEAR: "^[0-9]{4}$",
    DataType.DATE: DATE_PATTERN,
    DataType.TIME: "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
}
_WORDS: Final = {
    DataType.HALF: "半角文字",
    DataType.FULL: "全角文字",
    DataType.INTEGER: "0以上の整数",
    DataType.REAL: "小数点付きの数",
    DataType.SIGNED: "整数",
    DataType.YEAR: "西暦の年4桁",
    DataType.DATE: "実在する日（YYYY-MM-DD）",
    DataType.TIME: "時刻（HH:MM:SS）",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a value, in the words of the specification: code and message."""

    code: FaultCode
    message: str


def pattern_of(kind: DataType) -> str:
    """Return the regular expression of a type, in the dialect that Python and Polars share."""
    return _PATTERNS[kind]


def missing(name: str) -> Fault:
    """Return the fault of an item that must be there."""
    return Fault(FaultCode.MISSING, f"{name}が設定されていません。")


def wrong_characters(name: str, kind: DataType) -> Fault:
    """Return the fault of an item whose characters are not those of its type."""
    return Fault(FaultCode.CHARACTERS, f"{name}は{_WORDS[kind]}で設定してください。")


def wrong_length(name: str, length: int) -> Fault:
    """Return the fault of an item with too many (or, for a fixed one, other than so many) characters."""
    return Fault(FaultCode.LENGTH, f"{name}は{length}桁で設定してください。")


def needed_together(name: str, other: str) -> Fault:
    """Return the fault of an item that must stand beside another one."""
    return Fault(FaultCode.TOGETHER, f"{name}が設定されている場合、{other}は設定必須です。")


def fault_of(name: str, text: str, *, kind: DataType, length: int, decimals: int = 0) -> Fault | None:
    """Return what is wrong with a value, or None. Digits are characters; nothing is converted.

    Args:
        name: the item, as people read it.
        text: the value; a blank one has no fault here.
        kind: its type.
        length: most characters, not bytes: a kanji with its variation selector is one. Of REAL: digits before the dot.
        decimals: of REAL, the most digits behind the dot.
    """
    if not text:
        return None
    if re.fullmatch(_PATTERNS[kind], text) is None or (kind is DataType.DATE and not is_date(text)):
        return wrong_characters(name, kind)
    whole, _, behind = text.partition(".") if kind is DataType.REAL else (text, "", "")
    if count_characters(whole.removeprefix("-") if kind is DataType.SIGNED else whole) > length:
        return wrong_length(name, length)
    return wrong_length(name, decimals) if len(behind) > decimals else None


def is_date(text: str) -> bool:
    """Tell whether a text is a day of the calendar, or one of the two open ends."""
    if text == OPEN_FROM:
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def day_of(text: str) -> date | None:
    """Return a day, or None for a blank or open one.

    Raises:
        ValueError: the text is no date.
    """
    return None if text in ("", OPEN_FROM, OPEN_UNTIL) else date.fromisoformat(text)
