"""Try every assignment of a tiny market: the reference against which the engine and the checker are judged."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import NamedTuple

from ikkan.procedures.nursery.placement.tests.folders import Files

Wish = dict[str, str]
Class = tuple[str, int]


class Reference(NamedTuple):
    """Say what is true of a market: the stable assignments, the fewest blocking families, the most children placed."""

    stable: list[dict[str, str]]
    fewest_blocking: int
    largest_stable: int


class Town:
    """Hold a tiny market as the definitions speak of it."""

    def __init__(self, files: Files) -> None:
        self.age: dict[str, int] = {}
        self.current: dict[str, str] = {}
        self.family: dict[str, str] = {}
        self.quota: dict[Class, int] = defaultdict(int)
        for child, family, age, current in (row.split(",") for row in files["children.csv"]):
            self.age[child], self.current[child], self.family[child] = int(age), current, family
            if current:
                self.quota[current, int(age)] += 1
        for facility, age, seats in (row.split(",") for row in files["seats.csv"]):
            self.quota[facility, int(age)] += int(seats)
        ranks = (row.split(",") for row in files["priority.csv"])
        self.rank = {(facility, child): int(rank) for facility, _, child, rank in ranks}
        numbered: dict[str, dict[int, Wish]] = {family: {} for family in self.family.values()}
        for family, number, child, facility in (row.split(",") for row in files["wishes.csv"]):
            numbered[family].setdefault(int(number), {})[child] = facility
        self.wishes = {family: [found[at] for at in sorted(found)] for family, found in numbered.items()}

    def choices(self, family: str) -> list[tuple[int, Wish]]:
        """Give what the family may get, with how many wishes it prefers to it."""
        nothing: Wish = {child: "" for child in self.family if self.family[child] == family}
        listed = list(enumerate(self.wishes[family]))
        holds = any(self.current[child] for child in nothing)
        return listed if holds else [*listed, (len(listed), nothing)]

    def filled(self, placed: dict[str, str]) -> dict[Class, list[str]]:
        """Give the children in each class."""
        classes: dict[Class, list[str]] = defaultdict(list)
        for child, facility in placed.items():
            if facility:
                classes[facility, self.age[child]].append(child)
        return classes

    def is_admissible(self, family: str, wish: Wish, filled: dict[Class, list[str]]) -> bool:
        """Say whether the family has a right to this wish."""
        for facility, age in {(name, self.age[child]) for child, name in wish.items() if name}:
            own = [child for child, name in wish.items() if name == facility and self.age[child] == age]
            worst = max(self.rank[facility, child] for child in own)
            others = [child for child in filled[facility, age] if self.family[child] != family]
            better = [child for child in others if self.rank[facility, child] < worst]
            if len(better) + len(own) > self.quota[facility, age]:
                return False
        return True


def solve_by_brute_force(files: Files) -> Reference:
    """Judge every combination of wishes by the definitions, literally."""
    town = Town(files)
    families = sorted(town.wishes)
    results = []
    for chosen in product(*(town.choices(family) for family in families)):
        placed = {child: facility for _, wish in chosen for child, facility in wish.items()}
        filled = town.filled(placed)
        if any(len(here) > town.quota[at] for at, here in filled.items()):
            continue
        blocking = sum(
            any(town.is_admissible(family, wish, filled) for wish in town.wishes[family][:held])
            for family, (held, _) in zip(families, chosen, strict=True)
        )
        results.append((blocking, placed))
    stable = [placed for blocking, placed in results if blocking == 0]
    sizes = [sum(1 for facility in placed.values() if facility) for placed in stable]
    return Reference(stable, min(blocking for blocking, _ in results), max(sizes, default=0))
