"""The worked cases of examples.toml as facts."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from ikkan.kernel.book import Book, BookAt
from ikkan.procedures.certificate.rules import Facts, Named, Record, Signature, Subject, Wanted

FOLDER: Final = Path(__file__).parent
TODAY: Final = date(2027, 1, 29)
_CASES: Final = tomllib.loads((FOLDER / "examples.toml").read_text("utf-8"))
# TOML tables are of any shape; a wrong key fails in the dataclass that it is for
Example = Mapping[str, Any]
_OF_JAPANESE: Final = {"domicile": "静岡県焼津市本町1番", "first_in_register": "筆頭　者"}
EXAMPLES: Final[list[Example]] = _CASES["example"]


@cache
def book() -> Book:
    return Book.open([FOLDER.parent / "book"])


def book_at(day: date = TODAY) -> BookAt:
    return book().at(day)


def record(name: str) -> Record:
    told = _CASES["people"][name]
    more = {} if told.get("is_foreign") else _OF_JAPANESE
    return Record(number=f"N-{name}", name=name, **{"head_name": "世帯　主", **more, **told})


def facts_of(example: Example) -> Facts:
    """Return the facts of an example."""
    today = example.get("today", TODAY)
    asker = record(example["asks"])
    wanted = Wanted(
        whose=example.get("whose", "me"),
        persons=tuple(_named(name) for name in example.get("of", ())),
        form=example.get("form", "household"),
        items=frozenset(example.get("items", ())),
        copies=example.get("copies", 1),
        purpose="bank",
        delivery=example.get("delivery", "post"),
        exemption=example.get("exemption", ""),
        asker=_named(asker.name),
        requester=example.get("requester", "own"),
        why="債権の保全のため",
        evidence="契約書の写し",
        papers=tuple(example.get("papers", ())),
    )
    subjects = _subjects(example, asker)
    return Facts(
        wanted=wanted,
        book=book_at(today),
        today=today,
        received_on=today,
        channel=example.get("channel", "web"),
        is_register_up=True,
        asker=asker if wanted.is_own else None,
        subjects=subjects,
        household=len(subjects) if wanted.whose == "household" else 0,
        signature=_signature(example, today),
        has_mandate="agent" in example,
        agent=f"N-{example['agent']}" if "agent" in example else "",
        verdicts=_verdicts(example),
    )


def _subjects(example: Example, asker: Record) -> tuple[Subject, ...]:
    if example.get("whose") == "household":
        names = [name for name, one in _CASES["people"].items() if one["household"] == asker.household]
    else:
        names = example.get("of", [asker.name])
    return tuple(Subject(_named(name), record(name) if name in _CASES["people"] else None) for name in names)


def _named(name: str) -> Named:
    return Named(name, "", _CASES["people"].get(name, {}).get("birth"))


def _signature(example: Example, today: date) -> Signature | None:
    if example.get("channel", "web") != "web":
        return None
    return Signature(
        proved=example.get("signature", "good"),
        signed_on=example.get("signed_on", today),
        resident=f"N-{example.get('signer', example['asks'])}",
        differs=tuple(example.get("differs", ())),
        why="失効しています",
        why_en="It is revoked",
    )


def _verdicts(example: Example) -> dict[tuple[str, str], str]:
    fields = {"public_body": "official", "third_party": "official", "exemption": "exemption"}
    accepted = {(code, fields[code]): "same" for code in example.get("accepted", ())}
    return accepted | {(code, fields[code]): "refuse" for code in example.get("turned_down", ())}
