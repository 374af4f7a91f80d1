"""The people who hold a card of the fake provider."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person.

    Args:
        id: word that stands for them inside the fake.
        name: as on the card.
        address: as on the card.
        birthdate: ISO date.
        gender: 1 male, 2 female, 9 other.
    """

    id: str
    name: str
    address: str
    birthdate: str
    gender: str


def invented_people() -> tuple[Person, ...]:
    """Return the people of persons.toml."""
    data = tomllib.loads(Path(__file__).with_name("persons.toml").read_text(encoding="utf-8"))
    return tuple(Person(**row) for row in data["person"])
