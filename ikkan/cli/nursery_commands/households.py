"""A file of households for scoring: JSON, JSON lines or CSV with paths of answers as its head."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

from ikkan.kernel import answers as read
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.procedures.nursery.rules import LISTS_OF_WORDS, Known

KNOWN: Final = {field.name: str(field.type) for field in fields(Known)}
NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
WORDS: Final = {"true": True, "false": False, "はい": True, "いいえ": False}
# ids and codes stay text although they look like numbers: facility codes begin with 0
TEXTS: Final = frozenset({"id", "present_facility", "graduate_of", "postal", "phone", "of", "kind"})
LISTS: Final = frozenset({"wishes", "declined_on", *LISTS_OF_WORDS})
TOP: Final = frozenset(
    {
        "start_month",
        "applicant",
        "electronic_notice",
        "children",
        "family",
        "parents",
        "single_parent",
        "absence",
        "welfare",
        "lives_in_town",
        "siblings",
        "extension",
        "hours_need",
        "documents",
        "continue_after_hold",
        "agreements",
    }
)


class HouseholdFileError(Exception):
    """A file of households cannot be used; the text names the place and what to write there."""


@dataclass(frozen=True, slots=True)
class Household:
    """One household to be scored.

    Args:
        id: its name in the output.
        answers: answers of form version 1.
        known: what the town's records say.
    """

    id: str
    answers: JsonObject
    known: Known


def read_households(path: Path) -> list[Household]:
    """Read a file of households.

    JSON: one answers document, a list of them, or of ``{"id", "answers", "known"}``; JSON lines: one a line. CSV: a
    household a line; a column is a path such as ``parents.0.work.month_hours`` or ``known.months_waiting``, and lists
    are divided by ``;``.

    Raises:
        HouseholdFileError: the file cannot be read or holds something that is no household.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise HouseholdFileError(f"{path} cannot be read as UTF-8: {fault}. Save it as UTF-8.") from fault
    if path.suffix.lower() == ".csv":
        households = list(_of_csv(path, text))
    else:
        households = [_of_json(path, number, one) for number, one in enumerate(_documents(path, text), start=1)]
    if not households:
        raise HouseholdFileError(f"{path} holds no household. Write at least one.")
    return households


def _documents(path: Path, text: str) -> list[Any]:
    try:
        if path.suffix.lower() == ".jsonl":
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        content = json.loads(text)
    except json.JSONDecodeError as fault:
        raise HouseholdFileError(f"{path}, line {fault.lineno}: no JSON ({fault.msg}). Correct that place.") from fault
    return content if isinstance(content, list) else [content]


def _of_json(path: Path, number: int, one: Any) -> Household:
    where = f"{path}, household {number}"
    if not isinstance(one, dict):
        raise HouseholdFileError(f"{where}: is no object. Write an answers document.")
    answers = one.get("answers", one)
    if not isinstance(answers, dict) or not read.parts(answers, "children"):
        raise HouseholdFileError(f"{where}: has no children. Write answers of form version 1.")
    known = one.get("known", {}) if "answers" in one else {}
    return Household(str(one.get("id", number)), answers, _known(where, known))


def _of_csv(path: Path, text: str) -> Iterator[Household]:
    lines = csv.DictReader(io.StringIO(text, newline=""))
    for name in lines.fieldnames or ():
        if name not in {"id"} and name.split(".", 1)[0] not in {*TOP, "known"}:
            raise HouseholdFileError(f"{path}: unknown column {name!r}. A column is a path such as children.0.birth.")
    for number, row in enumerate(lines, start=2):
        where = f"{path}, line {number}"
        if None in row:
            raise HouseholdFileError(f"{where}: has more cells than the head. Correct the line.")
        tree: JsonObject = {}
        for name, cell in row.items():
            if cell:
                _put(tree, name.split("."), cell, where)
        known = tree.pop("known", {})
        label = str(tree.pop("id", number - 1))
        if not read.parts(tree, "children"):
            raise HouseholdFileError(f"{where}: has no children. Fill children.0.birth.")
        yield Household(label, tree, _known(where, known))


def _put(tree: JsonObject, path: list[str], cell: str, where: str) -> None:
    """Put a cell at its path; a number in the path is a place in a list, which must be filled in order."""
    here: Any = tree
    for step, following in zip(path, [*path[1:], ""], strict=True):
        value: Any = _value(step, cell) if not following else [] if following.isdigit() else {}
        if isinstance(here, list):
            place = int(step) if step.isdigit() else -1
            if not 0 <= place <= len(here):
                raise HouseholdFileError(f"{where}: {'.'.join(path)} leaves a gap. Fill place {len(here)} first.")
            if place == len(here):
                here.append(value)
            here = here[place]
        elif isinstance(here, dict):
            here = here.setdefault(step, value)
        else:
            raise HouseholdFileError(f"{where}: {'.'.join(path)} goes below a value. Correct the column's name.")


def _value(name: str, cell: str) -> JsonValue:
    if name in LISTS:
        return [part.strip() for part in cell.split(";") if part.strip()]
    if name in TEXTS or not NUMBER.fullmatch(cell):
        return WORDS.get(cell, cell)
    return float(cell) if "." in cell else int(cell)


def _known(where: str, written: JsonValue) -> Known:
    records: dict[str, Any] = dict(written) if isinstance(written, dict) else {}
    unknown = sorted(records.keys() - KNOWN.keys())
    if unknown:
        raise HouseholdFileError(f"{where}: known has no {unknown[0]!r}. It has {', '.join(KNOWN)}.")
    try:
        for name, value in records.items():
            if isinstance(value, list):
                records[name] = (
                    tuple(date.fromisoformat(day) for day in value) if name == "declined_on" else tuple(value)
                )
        return Known(**records)
    except (ValueError, TypeError) as fault:
        raise HouseholdFileError(f"{where}: {fault}") from fault
