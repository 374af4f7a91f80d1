"""Reading examples.toml: the short notation of a worked case, as answers, records and the book beside it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ikkan
from ikkan.kernel.book import Book, BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.rules import Known

PACKAGE = Path(ikkan.__file__).parent
MODEL = PACKAGE / "procedures/nursery/book"
EXAMPLES = Path(__file__).parent / "examples.toml"
BOOKS = PACKAGE / "books"
# Towns whose tables lack so much that their books must refuse to score.
PARTIAL = (
    "132012-hachioji",
    "141003-yokohama",
    "231002-nagoya",
    "272167-kawachinagano",
    "272299-shijonawate",
    "282031-akashi",
)
TOWNS = tuple(sorted({path.parts[-3] for path in BOOKS.glob("*/nursery/scores.toml")} - set(PARTIAL)))
_WORK = {
    "kind": "kind",
    "hours": "month_hours",
    "days": "days_a_week",
    "break": "break_minutes_a_day",
    "commute": "commute_minutes_a_day",
    "leave": "leave",
    "leave_until": "leave_until",
    "teacher": "nursery_teacher",
}


# told apart as objects, so that what is worked out of one can be kept
@dataclass(frozen=True, eq=False)
class WorkedExample:
    """One worked case: who it is, by which book, and what must come out."""

    name: str
    book_at: BookAt
    answers: JsonObject
    known: Known
    has_papers: bool
    child: str
    expect: Mapping[str, Any]


def open_book(town: str = "model") -> Book:
    """Return the model ordinance, or a town's book over it."""
    return Book.open([MODEL] if town == "model" else [MODEL, BOOKS / town / "nursery"])


def read_examples() -> list[WorkedExample]:
    """Return every worked case: the model's, and those of each town."""
    files = {"model": EXAMPLES, **{town: BOOKS / town / "examples.toml" for town in (*TOWNS, *PARTIAL)}}
    return [example for town, file in files.items() for example in _of_file(town, file)]


def _of_file(town: str, file: Path) -> list[WorkedExample]:
    book = open_book(town)
    return [
        WorkedExample(
            name=f"{town}: {one['name']}",
            book_at=book.at(one["day"]),
            answers=answers_of(one),
            known=known_of(one.get("known", {})),
            has_papers=one.get("papers", True),
            child=one.get("child", "c1"),
            expect=one["expect"],
        )
        for one in tomllib.loads(file.read_text(encoding="utf-8"))["example"]
    ]


def known_of(written: Mapping[str, Any]) -> Known:
    """Return records from their short notation: lists become tuples."""
    records: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in written.items()
    }
    return Known(**records)


def answers_of(written: Mapping[str, Any]) -> JsonObject:
    """Return answers of form version 1 from the short notation of a case."""
    household = dict(written.get("household", {}))
    children = [
        {"id": f"c{number}", "birth": "2025-06-01", "present_care": "home", **_plain(child)}
        for number, child in enumerate(written.get("children", [{}]), start=1)
    ]
    return {
        "extension": {"accepts_hold": household.pop("accepts_hold", False)},
        **_plain(household),
        "children": list(children),
        "parents": [_parent(parent, number) for number, parent in enumerate(written["parents"], start=1)],
        "documents": [],
    }


def _parent(written: Mapping[str, Any], number: int) -> JsonObject:
    work: JsonObject = {"kind": "employee"} | {
        name: _one(written[key]) for key, name in _WORK.items() if key in written
    }
    own = {key: _one(value) for key, value in written.items() if key not in _WORK}
    return {"id": f"parent{number}", "reason": "work", **own, "work": work}


def _plain(written: Mapping[str, Any]) -> JsonObject:
    return {
        key: [_plain(one) if isinstance(one, dict) else _one(one) for one in value]
        if isinstance(value, list)
        else _one(value)
        for key, value in written.items()
    }


def _one(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
