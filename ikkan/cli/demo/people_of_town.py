"""Invented residents in households, the same for the same seed. None of them exists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random
from typing import Any, Final, TypeAlias

from ikkan.cli.demo.addresses_of_town import Address, AddressBook, Place
from ikkan.cli.demo.household_shapes import Member, Shapes
from ikkan.cli.demo.names_of_town import FullName, Names
from ikkan.kernel.codes import register_number_check_digit
from ikkan.registers.services import LevyRow, ResidentRow

Household: TypeAlias = tuple[ResidentRow, ...]

# The population that the shares of town.toml count families for.
_SHARES_ARE_FOR: Final = 60_000
_FIRST_RESIDENT: Final = 20_000_000
_FIRST_HOUSEHOLD: Final = 70_000_000
_WORKING_AGES: Final = range(20, 65)
# Two of one household rarely bear one name; a family of many may.
_TRIES_FOR_ANOTHER_NAME: Final = 8
_DAYS_IN_YEAR: Final = 365.25

__all__ = ["Household", "People", "Place", "make_people"]


@dataclass(frozen=True, slots=True)
class People:
    """The town's residents and levies, as rows of the registers; ``sexes`` (f or m) in the order of the residents."""

    residents: list[ResidentRow]
    levies: list[LevyRow]
    sexes: list[str]

    def by_household(self) -> dict[str, Household]:
        """Return the residents by 世帯番号, each household in the order in which it was made."""
        found: dict[str, list[ResidentRow]] = {}
        for one in self.residents:
            found.setdefault(one.household, []).append(one)
        return {number: tuple(members) for number, members in found.items()}


def make_people(
    *,
    population: int,
    april: date,
    as_of: date,
    seed: int,
    places: Sequence[Place],
    shares: Mapping[str, Any],
    names: Mapping[str, Any],
) -> People:
    """Invent the residents of the town.

    Args:
        population: residents wanted; the last household may go past it.
        april: 1 April whose classes the children's ages are drawn for.
        as_of: day of the register; nobody is born after it.
        seed: the same seed gives the same people.
        places: parts of the town.
        shares: content of town.toml.
        names: content of names.toml.
    """
    # Invented data wants a repeatable source, not an unforeseeable one.
    random = Random(seed)  # noqa: S311
    shapes = Shapes(shares["people"], april=april, as_of=as_of, random=random)
    writer = _Writer(shares, Names(names), AddressBook(places, names, shares["people"]["in_flats"]), as_of, random)
    for age, families in enumerate(shares["people"]["families_with_youngest_of_age"]):
        for _ in range(round(families * population / _SHARES_ARE_FOR)):
            writer.write(shapes.family(age))
    while len(writer.residents) < population:
        writer.write(shapes.without_minors())
    return People(writer.residents, writer.levies, writer.sexes)


@dataclass(frozen=True, slots=True)
class _Home:
    number: str
    address: Address
    is_foreign: bool
    is_protected: bool
    moved_in: date


class _Writer:
    """Gives households their numbers, names and addresses."""

    def __init__(
        self, shares: Mapping[str, Any], names: Names, addresses: AddressBook, as_of: date, random: Random
    ) -> None:
        self.residents: list[ResidentRow] = []
        self.levies: list[LevyRow] = []
        self.sexes: list[str] = []
        self._share = shares["people"]
        self._levy = shares["levy"]
        self._mark = shares["mark"]
        self._names = names
        self._addresses = addresses
        self._as_of = as_of
        self._year = as_of.year if as_of.month >= 6 else as_of.year - 1
        self._random = random
        self._households = 0

    def write(self, members: Sequence[Member]) -> None:
        """Write one household."""
        random = self._random
        self._households += 1
        home = _Home(
            number=_with_check_digit(_FIRST_HOUSEHOLD + self._households),
            address=self._addresses.one(random),
            is_foreign=random.random() < self._share["foreign"],
            is_protected=random.random() < self._share["protected"],
            moved_in=self._as_of - timedelta(days=int(random.expovariate(1 / 2500)) + 20),
        )
        family = self._names.foreign_family(random) if home.is_foreign else self._names.family(random)
        alias = self._names.family(random) if random.random() < self._share["foreign_with_alias"] else None
        given: set[str] = set()
        for member in members:
            age = int((self._as_of - member.birth).days / _DAYS_IN_YEAR)
            for _ in range(_TRIES_FOR_ANOTHER_NAME):
                if home.is_foreign:
                    name = self._names.foreign(family, alias, member.sex, random)
                else:
                    name = self._names.japanese(family, member.sex, age, random)
                if name.given not in given:
                    break
            given.add(name.given)
            number = _with_check_digit(_FIRST_RESIDENT + len(self.residents))
            self.residents.append(self._row(number, member, name, home))
            self.sexes.append(member.sex)
            if age in _WORKING_AGES:
                self._write_levy(number)

    def _row(self, number: str, member: Member, name: FullName, home: _Home) -> ResidentRow:
        return ResidentRow(
            number,
            home.number,
            name.family,
            name.given,
            name.family_kana,
            name.given_kana,
            name.latin,
            member.birth,
            member.relation,
            home.is_foreign,
            home.address.postal,
            home.address.town,
            home.address.block,
            home.address.building,
            max(member.birth, home.moved_in),
            None,
            home.is_protected,
            self._mark,
            self._as_of,
        )

    def _write_levy(self, number: str) -> None:
        random, levy = self._random, self._levy
        amount = 0
        if random.random() < levy["share_of_adults"]:
            exact = levy["median"] * exp(random.gauss(0.0, levy["spread"]))
            amount = int(exact) // levy["step"] * levy["step"]
        self.levies.append(LevyRow(number, self._year, amount, self._mark, self._as_of))


def _with_check_digit(serial: int) -> str:
    text = str(serial)
    return text + register_number_check_digit(text)
