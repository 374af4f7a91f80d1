"""Reading one cell: as offices write it, to the value of the form, or to the sentence that says how to mend it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ikkan.kernel.characters import to_half_width, without_spaces
from ikkan.kernel.input_results import Accepted, Label, Rejected
from ikkan.kernel.inputs import (
    read_date,
    read_email,
    read_hours,
    read_kana,
    read_name,
    read_number,
    read_phone,
    read_postal,
    read_text,
    read_yes_no,
)
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.names import compare_key
from ikkan.procedures.nursery.importing.columns import Column, layout
from ikkan.procedures.nursery.validation import FacilityFacts

POSTAL_DIGITS: Final = 7
FAMILY_PARTS: Final = (3, 4)
_MONTH: Final = re.compile(r"(?P<year>(?:[^\d\s]{1,2})?(?:元|\d{1,4}))[-/.年](?P<month>\d{1,2})月?")
_BETWEEN: Final = re.compile("[、,，;；/／\n]+")
_BETWEEN_MEMBERS: Final = re.compile("[;；\n]+")

Read = Accepted[JsonValue] | Rejected


@dataclass(frozen=True, slots=True)
class Places:
    """The facilities by code, and by what else a cell may say for them.

    Args:
        by_code: every facility that takes part.
    """

    by_code: Mapping[str, FacilityFacts]

    def find(self, cell: str) -> str | None:
        """Return the one code that a cell means: a code, a code without its leading zeros, or a name."""
        typed = without_spaces(to_half_width(cell)).removesuffix(".0")
        if typed in self.by_code:
            return typed
        stripped = typed.lstrip("0")
        met = [code for code in self.by_code if stripped.isdigit() and code.lstrip("0") == stripped]
        met = met or [code for code, one in self.by_code.items() if compare_key(one.name) == compare_key(cell)]
        return met[0] if len(met) == 1 else None


def one_line(cell: str) -> str:
    """Return a cell without line breaks and doubled spaces."""
    return " ".join(cell.replace("\ufeff", "").split())


def read_cell(column: Column, cell: str, places: Places) -> Read:
    """Read a cell that is not blank.

    Args:
        column: whose cell it is.
        cell: as it stands in the file.
        places: the facilities.
    """
    label = Label(column.heading, column.heading)
    if column.read in {"family", "papers"}:
        return _family(cell, label) if column.read == "family" else _papers(cell, label)
    text = one_line(cell)
    if column.read == "choice":
        return _choice(text, column)
    if column.read == "facility":
        return _facility(text, label, places)
    return _READERS[column.read](text, label)


def _day(text: str, label: Label) -> Read:
    # a spreadsheet writes the hour of midnight behind a date
    read = read_date(text.removesuffix(" 00:00:00"), label=label)
    return Accepted(read.value.isoformat(), read.shown, read.note) if isinstance(read, Accepted) else read


def _month(text: str, label: Label) -> Read:
    found = _MONTH.fullmatch(without_spaces(to_half_width(text)))
    whole = f"{found['year']}年{found['month']}月1日" if found else text
    read = _day(whole, label)
    if isinstance(read, Accepted):
        first = date.fromisoformat(str(read.value)).replace(day=1)
        return Accepted(first.isoformat(), read.shown, read.note)
    return read


def _postal(text: str, label: Label) -> Read:
    digits = without_spaces(to_half_width(text))
    return read_postal(digits.zfill(POSTAL_DIGITS) if digits.isdigit() else text, label=label)


def _digits(text: str, label: Label) -> Read:
    digits = without_spaces(to_half_width(text))
    if digits.isascii() and digits.isdigit():
        return Accepted(digits, digits)
    return Rejected("digits", f"{label.ja}は数字で書いてください", f"Write {label.en} in digits")


def _choice(text: str, column: Column) -> Read:
    typed = compare_key(without_spaces(to_half_width(text)))
    for word, code in column.words.items():
        if typed in (compare_key(without_spaces(to_half_width(word))), code):
            return Accepted(code, word)
    words = "・".join(f"「{word}」" for word in column.words)
    return Rejected(
        "not_a_choice",
        f"{column.heading}の「{text}」は読めません。{words}のどれかを書いてください",
        f"{column.heading} cannot be read: {text}. Write one of {words}",
    )


def _facility(text: str, label: Label, places: Places) -> Read:
    code = places.find(text)
    if code is not None:
        return Accepted(code, places.by_code[code].name)
    return Rejected(
        "unknown_facility",
        f"{label.ja}の「{text}」という園は見つかりません。園の番号か名前を確かめてください",
        f"{label.en}: there is no one facility {text}. Check its code or name",
    )


def _papers(cell: str, label: Label) -> Read:
    kinds: list[JsonValue] = []
    for word in filter(None, (one_line(part) for part in _BETWEEN.split(cell))):
        kind = layout()["papers"].get(word)
        if kind is None:
            known = "・".join(layout()["papers"])
            return Rejected(
                "unknown_paper",
                f"{label.ja}の「{word}」という書類は分かりません。{known}のどれかを書いてください",
                f"{label.en}: there is no paper {word}. Write one of {known}",
            )
        kinds.append(kind)
    return Accepted(kinds, cell)


def _family(cell: str, label: Label) -> Read:
    members: list[JsonValue] = []
    for text in filter(None, (one_line(part) for part in _BETWEEN_MEMBERS.split(cell))):
        member = _member(text)
        if member is None:
            return Rejected(
                "family_member",
                f"{label.ja}の「{text}」は読めません。「祖母 山田 和子 1960-01-01」のように書いてください",
                f"{label.en} cannot be read: {text}. Write relation, name and birth, separated by spaces",
            )
        members.append(member)
    return Accepted(members, cell)


def _member(text: str) -> JsonObject | None:
    parts = text.split()
    relation = layout()["relations"].get(parts[0])
    birth = read_date(parts[-1])
    if len(parts) not in FAMILY_PARTS or relation is None or not isinstance(birth, Accepted):
        return None
    names = parts[1:-1]
    return {
        "name": {"family": names[0], "given": names[1] if len(names) > 1 else ""},
        "birth": birth.value.isoformat(), "relation": relation, "lives_together": True, "disability": False,
        "in_care_facility": False,
    }  # fmt: skip


_READERS: Final[Mapping[str, Callable[[str, Label], Read]]] = {
    "text": lambda text, label: read_text(text, label=label),
    "name": lambda text, label: read_name(text, label=label),
    "kana": lambda text, label: read_kana(text, label=label),
    "email": lambda text, label: read_email(text, label=label),
    "phone": lambda text, label: read_phone(text, label=label),
    "yes_no": lambda text, label: read_yes_no(text, label=label),
    "number": lambda text, label: read_number(text, label=label),
    "hours": lambda text, label: read_hours(text, label=label),
    "date": _day,
    "month": _month,
    "postal": _postal,
    "digits": _digits,
}
