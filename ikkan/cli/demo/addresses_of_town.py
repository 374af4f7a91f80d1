"""Invented addresses: real names of parts of the town, invented block numbers and buildings."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the town: name with prefecture and city, postal code, position in degrees, weight of its size."""

    name: str
    postal: str
    latitude: float
    longitude: float
    weight: int


@dataclass(frozen=True, slots=True)
class Address:
    """An address in the parts of the register."""

    postal: str
    town: str
    block: str
    building: str


class AddressBook:
    """Draws addresses.

    Args:
        places: parts of the town.
        names: content of names.toml, for buildings.
        in_flats: share of households in a building with a name.
    """

    def __init__(self, places: Sequence[Place], names: Mapping[str, Any], in_flats: float) -> None:
        self._places = places
        self._sums = list(accumulate(place.weight for place in places))
        self._buildings: Sequence[str] = names["building"]["names"]
        self._in_flats = in_flats

    def one(self, random: Random) -> Address:
        """Return an address."""
        place = self._places[bisect(self._sums, random.random() * self._sums[-1])]
        if random.random() < 0.5:
            block = f"{random.randint(1, 9)}-{random.randint(1, 30)}-{random.randint(1, 40)}"
        else:
            block = f"{random.randint(1, 1800)}-{random.randint(1, 12)}"
        building = ""
        if random.random() < self._in_flats:
            name = self._buildings[int(random.random() * len(self._buildings))]
            building = f"{name} {random.randint(1, 5)}{random.randint(1, 8):02}号室"
        return Address(place.postal, place.name, block, building)
