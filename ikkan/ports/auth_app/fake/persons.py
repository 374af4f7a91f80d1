"""The people who hold a card of the fake provider: those of the instance, or the shipped ones."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

# What is wrong with the signature of a card, so that a visitor can see what the town then does.
CardFault = Literal["", "address", "revoked", "expired"]
FILE_MODE: Final = 0o600


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person.

    Args:
        id: word that stands for them inside the fake.
        name: as on the card.
        address: as on the card.
        birthdate: ISO date.
        gender: 1 male, 2 female, 9 other.
        fault: what the card shows that a town must not take; blank for a card in order.
    """

    id: str
    name: str
    address: str
    birthdate: str
    gender: str
    fault: CardFault = ""


def invented_people(written: Path | None = None) -> tuple[Person, ...]:
    """Return the people whom an instance wrote, or those of persons.toml where it wrote none."""
    if written is not None and written.is_file():
        return tuple(Person(**row) for row in json.loads(written.read_text(encoding="utf-8")))
    data = tomllib.loads(Path(__file__).with_name("persons.toml").read_text(encoding="utf-8"))
    return tuple(Person(**row) for row in data["person"])


def write_people(file: Path, people: Sequence[Person]) -> None:
    """Write the people of an instance, from now on the only ones whom its fake provider knows."""
    file.write_text(json.dumps([asdict(one) for one in people], ensure_ascii=False, indent=1), encoding="utf-8")
    file.chmod(FILE_MODE)
