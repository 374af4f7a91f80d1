"""Try every assignment of a tiny market: the reference against which the engine and the checker are judged."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from ikkan.procedures.nursery.placement.tests.folders import HEADERS, Files

# A facility, and after a space the kind of a reserved seat there; blank: not placed.
Seat = str
Wish = dict[str, Seat]
Class = tuple[str, str]
Key = tuple[Fraction, ...]


class Reference(NamedTuple):
    """Say what is true of a market: the stable assignments, the fewest blocking families, the most children placed."""

    stable: list[Wish]
    fewest_blocking: int
    largest_stable: int


def rows_of(files: Files, name: str) -> list[dict[str, str]]:
    """Give the rows of a file by column, with or without its header."""
    rows = files[name]
    has_header = bool(rows) and rows[0].startswith(HEADERS[name].split(",", maxsplit=1)[0] + ",")
    return list(csv.DictReader(rows if has_header else [HEADERS[name], *rows]))


class Town:
    """Hold a tiny market as the definitions speak of it.

    Args:
        files: the market.
        stage: look at the families of this stage only, in the places that ``before`` leaves.
        before: what the earlier stages came to.
    """

    def __init__(self, files: Files, stage: int | None = None, before: Mapping[str, Seat] | None = None) -> None:
        self.policy: dict[str, Any] = tomllib.loads("\n".join(files.get("policy.toml", [])))
        self.children = {row["child"]: row for row in rows_of(files, "children.csv")}
        self.pool = {(row["facility"], row["age"]): row.get("pool") for row in rows_of(files, "seats.csv")
                     if row.get("kind", "") == ""}  # fmt: skip
        self.quota: dict[Class, int] = defaultdict(int)
        self.kinds = set()
        for row in rows_of(files, "seats.csv"):
            kind = row.get("kind", "").removeprefix("reserved:")
            self.kinds.add((row["facility"], row["age"], kind))
            at = (row["facility"], f"{row['age']} {kind}") if kind else self.general(row["facility"], row["age"])
            self.quota[at] += int(row["seats"])
        self.family = {child: row["family"] for child, row in self.children.items()}
        self.stage = {row["family"]: self.stage_of(row) for row in self.children.values()}
        self.families = sorted(name for name, at in self.stage.items() if stage is None or at == stage)
        for row in self.children.values():
            if row["current_facility"] and (stage is None or self.stage[row["family"]] <= stage):
                self.quota[self.general(row["current_facility"], row["age"])] += 1
        for child, seat in (before or {}).items():
            if seat:
                self.quota[self.at(child, seat)] -= 1
        self.rank = {(row["facility"], row["child"]): row for row in rows_of(files, "priority.csv")}
        self.wishes: dict[str, list[Wish]] = {name: [] for name in self.stage}
        self.named: dict[str, list[str]] = {child: [] for child in self.children}
        stated: dict[tuple[str, int], Wish] = defaultdict(dict)
        for row in rows_of(files, "wishes.csv"):
            stated[row["family"], int(row["wish"])][row["child"]] = row["facility"]
        for (family, _), wish in sorted(stated.items()):
            names = sorted(wish)
            self.wishes[family] += [
                dict(zip(names, seats, strict=True))
                for seats in product(*(self.seats(child, wish[child]) for child in names))
            ]
            for child in names:
                if wish[child] and wish[child] not in self.named[child]:
                    self.named[child].append(wish[child])

    def stage_of(self, row: dict[str, str]) -> int:
        """Give the place of a stage."""
        order = self.policy.get("stages")
        return order.index(row["stage"]) if isinstance(order, list) else int(row.get("stage") or 0)

    def general(self, facility: str, age: str) -> Class:
        """Give the general class of a facility and age."""
        return facility, self.pool.get((facility, age)) or age

    def seats(self, child: str, facility: str) -> list[Seat]:
        """Give the kinds of seat that a wish for a facility stands for, best first."""
        if not facility:
            return [""]
        row = self.children[child]
        kinds = [kind for kind in row.get("kinds", "").split() if (facility, row["age"], kind) in self.kinds]
        return [*(f"{facility} {kind}" for kind in kinds), facility]

    def at(self, child: str, seat: Seat) -> Class:
        """Give the class of a seat."""
        facility, _, kind = seat.partition(" ")
        age = self.children[child]["age"]
        return (facility, f"{age} {kind}") if kind else self.general(facility, age)

    def key(self, child: str, seat: Seat) -> Key:
        """Give the order key of a child, smaller first."""
        facility, _, kind = seat.partition(" ")
        row, policy = self.rank[facility, child], self.policy
        key = [Fraction(bool(kind) or self.children[child]["current_facility"] != facility)]
        if policy.get("stages", "one_run") == "one_run":
            key.append(Fraction(self.stage[self.family[child]]))
        rule = policy.get("rule", "priority_first")
        if rule == "choice_within_score":
            key.append(-Fraction(row["score"]))
        if rule != "priority_first":
            key.append(Fraction(self.named[child].index(facility)))
        return (*key, Fraction(row["rank"]))

    def choices(self, family: str) -> list[tuple[int, Wish]]:
        """Give what the family may get, with how many wishes it prefers to it."""
        nothing: Wish = {child: "" for child in self.family if self.family[child] == family}
        listed = list(enumerate(self.wishes[family]))
        holds = any(self.children[child]["current_facility"] for child in nothing)
        return listed if holds else [*listed, (len(listed), nothing)]

    def filled(self, placed: Wish) -> dict[Class, list[tuple[str, Key]]]:
        """Give the children in each class, with their keys."""
        classes: dict[Class, list[tuple[str, Key]]] = defaultdict(list)
        for child, seat in placed.items():
            if seat:
                classes[self.at(child, seat)].append((child, self.key(child, seat)))
        return classes

    def is_admissible(self, family: str, wish: Wish, filled: dict[Class, list[tuple[str, Key]]]) -> bool:
        """Say whether the family has a right to this wish."""
        is_equal_better = self.policy.get("ties") == "equal"
        for at in {self.at(child, seat) for child, seat in wish.items() if seat}:
            own = [self.key(child, seat) for child, seat in wish.items() if seat and self.at(child, seat) == at]
            others = [key for child, key in filled[at] if self.family[child] != family]
            better = [key for key in others if key < max(own) or (is_equal_better and key == max(own))]
            if len(better) + len(own) > self.quota[at]:
                return False
        return True


def solve_by_brute_force(files: Files, stage: int | None = None, before: Wish | None = None) -> Reference:
    """Judge every combination of wishes by the definitions, literally."""
    town = Town(files, stage, before)
    results = []
    for chosen in product(*(town.choices(family) for family in town.families)):
        placed = {child: seat for _, wish in chosen for child, seat in wish.items()}
        filled = town.filled(placed)
        if any(len(here) > town.quota[at] for at, here in filled.items()):
            continue
        blocking = sum(
            any(town.is_admissible(family, wish, filled) for wish in town.wishes[family][:held])
            for family, (held, _) in zip(town.families, chosen, strict=True)
        )
        results.append((blocking, placed))
    stable = [placed for blocking, placed in results if blocking == 0]
    sizes = [sum(1 for seat in placed.values() if seat) for placed in stable]
    return Reference(stable, min(blocking for blocking, _ in results), max(sizes, default=0))
