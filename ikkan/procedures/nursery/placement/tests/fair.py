"""Say by the definitions, word for word and child by child, who may complain and why: the reference for the checker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from ikkan.procedures.nursery.placement.tests.folders import Files

REASONS = {
    "priority_first": ("holder", "stage", "score", "keys", "draw"),
    "choice_first": ("holder", "stage", "choice", "score", "keys", "draw"),
    "choice_within_score": ("holder", "stage", "score", "choice", "keys", "draw"),
}
Row = dict[str, str]
Place = tuple[str, str]
Wish = dict[str, Place]
Class = tuple[str, ...]
Key = tuple[Fraction, ...]


class Option(NamedTuple):
    """Name one thing that a family may get: the number of its wish, and facility and kind of every child."""

    number: int
    places: Wish


class Town:
    """Hold a round, and a placement in it, as the definitions speak of them."""

    def __init__(self, files: Files, policy: dict[str, str | list[str]], placed: list[str]) -> None:
        def rows(file: str) -> list[Row]:
            header, *lines = files[file]
            return [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]

        self.rule = str(policy.get("rule", "priority_first"))
        self.is_equal = policy.get("ties") == "equal"
        stages = policy.get("stages", "")
        self.is_one_run, self.in_turn = stages == "one_run", stages not in ("", "one_run")
        self.child = {row["child"]: row for row in sorted(rows("children.csv"), key=lambda row: row["child"])}
        self.stages = stages if isinstance(stages, list) else sorted({self.stage(child) for child in self.child})
        self.priority = {(row["facility"], row["child"]): row for row in rows("priority.csv")}
        self.keys = [name for name in files["priority.csv"][0].split(",") if name.startswith("key:")]
        self.seats = rows("seats.csv")
        self.has_kinds = any(row.get("kind", "").startswith("reserved:") for row in self.seats)
        self.members: dict[str, list[str]] = defaultdict(list)
        for child, row in self.child.items():
            self.members[row["family"]].append(child)
        self.wish_rows = sorted(rows("wishes.csv"), key=lambda row: (row["family"], int(row["wish"]), row["child"]))
        self.options = {family: list(self._options(family)) for family in sorted(self.members)}
        cells = [row.split(",") for row in placed]
        self.got = {child: (facility, kind[0] if kind else "") for child, facility, *kind in cells}

    def stage(self, child: str) -> str:
        return self.child[child].get("stage", "")

    def _options(self, family: str) -> Iterator[Option]:
        wishes: dict[int, dict[str, str]] = defaultdict(dict)
        for row in self.wish_rows:
            if row["family"] == family:
                wishes[int(row["wish"])][row["child"]] = row["facility"]
        for number, wish in wishes.items():
            for places in product(*(self._tries(child, facility) for child, facility in wish.items())):
                yield Option(number, dict(zip(wish, places, strict=True)))

    def _tries(self, child: str, facility: str) -> list[Place]:
        there = {row.get("kind", "") for row in self.seats if self._is_at(row, child, facility)}
        kinds = [f"reserved:{name}" for name in self.child[child].get("kinds", "").split()]
        return [(facility, kind) for kind in kinds if kind in there] + [(facility, "")]

    def _is_at(self, row: Row, child: str, facility: str) -> bool:
        return row["facility"] == facility and row["age"] == self.child[child]["age"]

    def class_of(self, child: str, place: Place) -> Class:
        """Name the class: facility, kind, pool or age, and the stage where stages go in turn."""
        facility, kind = place
        pools = [row.get("pool", "") for row in self.seats if self._is_at(row, child, facility) and not row.get("kind")]
        pool = pools[0] if pools and not kind else ""
        where = ("pool", pool) if pool else ("age", self.child[child]["age"])
        return (facility, kind, *where, self.stage(child) if self.in_turn else "")

    def places(self, at: Class) -> int:
        facility, kind, what, which, stage = at
        offered = sum(
            int(row["seats"])
            for row in self.seats
            if (row["facility"], row.get("kind", ""), row.get(what, "")) == (facility, kind, which)
            and (what == "pool" or kind or not row.get("pool"))
        )
        upto = self.stages[: self.stages.index(stage) + 1] if self.in_turn else self.stages
        holders = [child for child, row in self.child.items() if row["current_facility"]]
        held = sum(
            self.class_of(child, (self.child[child]["current_facility"], ""))[:4] == at[:4]
            and self.stage(child) in upto
            for child in holders
        )
        taken = sum(
            self.class_of(child, place)[:4] == at[:4] and self.stage(child) in upto[:-1]
            for child, place in self.got.items()
            if place[0] and self.in_turn
        )
        return offered + held - taken

    def admitted(self, at: Class) -> list[str]:
        return [child for child, place in self.got.items() if place[0] and self.class_of(child, place) == at]

    def value(self, child: str, place: Place, name: str) -> Fraction | None:
        """Give a component so that smaller is better; None where the files do not say it."""
        row = self.priority.get((place[0], child), {})
        if name == "holder":
            return Fraction(place != (self.child[child]["current_facility"], ""))
        if name == "choice":
            own = self.child[child]["family"]
            named = [one["facility"] for one in self.wish_rows if one["family"] == own and one["child"] == child]
            return Fraction([one for one in dict.fromkeys(named) if one].index(place[0]) + 1)
        if name == "stage":
            return Fraction(self.stages.index(self.stage(child)))
        text = self.child[child].get("draw", "") if name == "draw" else row.get(name, "")
        return (-Fraction(text) if name == "score" else Fraction(text)) if text else None

    def key(self, child: str, place: Place) -> Key:
        names = ["holder", *(["stage"] if self.is_one_run else [])]
        names += {"priority_first": [], "choice_first": ["choice"], "choice_within_score": ["score", "choice"]}[
            self.rule
        ]
        values = [self.value(child, place, name) for name in [*names, "rank"]]
        return tuple(value for value in values if value is not None)

    def ahead(self, child: str, place: Place) -> int:
        """Count the children of other families in the class who keep this one back."""
        own, family = self.key(child, place), self.child[child]["family"]
        others = [one for one in self.admitted(self.class_of(child, place)) if self.child[one]["family"] != family]
        keys = [self.key(one, self.got[one]) for one in others]
        return sum(key <= own if self.is_equal else key < own for key in keys)

    def is_full(self, option: Option, child: str) -> bool:
        at = self.class_of(child, option.places[child])
        wanted = [one for one, place in option.places.items() if place[0] and self.class_of(one, place) == at]
        return self.ahead(child, option.places[child]) + len(wanted) > self.places(at)

    def reached(self, family: str) -> int:
        got = {child: self.got[child] for child in self.members[family]}
        options = [option.places for option in self.options[family]]
        return options.index(got) if got in options else len(options)

    def is_feasible(self) -> bool:
        for family, own in self.members.items():
            is_out = self.reached(family) == len(self.options[family])
            if is_out and any(self.got[child][0] or self.child[child]["current_facility"] for child in own):
                return False
        classes = {self.class_of(child, place) for child, place in self.got.items() if place[0]}
        return all(len(self.admitted(at)) <= self.places(at) for at in classes)

    def blocking(self) -> list[tuple[str, int]]:
        return [
            (family, option.number)
            for family, options in self.options.items()
            for option in options[: self.reached(family)]
            if not any(self.is_full(option, child) for child, place in option.places.items() if place[0])
        ]
