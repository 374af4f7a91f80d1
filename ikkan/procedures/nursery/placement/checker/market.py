"""Hold a round in numbers: children, classes and wishes by their place in sorted lists.

A class is what children compete for: the places of a facility for an age, for several ages that share a pool, or of a
reserved kind; where stages are placed in turn, each stage has its own. ``NOWHERE`` is the class of a blank wish.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ikkan.procedures.nursery.placement.checker.policy import Policy, read_policy
from ikkan.procedures.nursery.placement.checker.reading import (
    Column,
    UnreadableError,
    numbers_or_none,
    read_columns,
    whole_numbers,
)

NOWHERE = -1
RESERVED = "reserved:"


@dataclass
class Children:
    """Hold children.csv sorted by child; families are sorted, and their members too."""

    ids: Column
    number: dict[str, int]
    families: Column
    family: list[int]
    members: list[list[int]]
    age: list[int]
    current: Column
    stage: list[int]
    stage_text: Column
    kinds: list[Column]
    draw: list[int | None]
    draw_text: Column


@dataclass
class Market:
    """Hold the round. A row is what one child gets by one wish of its family; the rows of a wish stand together.

    Args:
        facility_ids: sorted, the blank first.
        facility_number: the place of each there.
        ages: sorted; a child's age is its place here.
        turns: stages that are placed one after the other; 1 where there are none.
        offered: places offered in each class of one turn.
        classes: by age and facility, the class of one turn.
        reserved: by facility, age and name, the class of one turn.
        is_pooled: ages share places somewhere.
        class_names: facility, age and kind of each class of one turn.
        start: the first row of every family, and the end.
        row_child, row_facility, row_wish, row_class: the child, the facility, the number of the wish, the class.
    """

    policy: Policy
    children: Children
    facility_ids: Column
    facility_number: dict[str, int]
    ages: list[int]
    turns: int
    offered: list[int] = field(default_factory=list)
    classes: list[list[int]] = field(default_factory=list)
    reserved: dict[tuple[int, int, str], int] = field(default_factory=dict)
    is_pooled: bool = False
    class_names: list[tuple[str, int, str]] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    row_child: list[int] = field(default_factory=list)
    row_facility: list[int] = field(default_factory=list)
    row_wish: list[int] = field(default_factory=list)
    row_class: list[int] = field(default_factory=list)

    def classes_of_children(self) -> list[list[int]]:
        """Give for every child its general class by facility, in its own turn."""
        size, children = len(self.offered), self.children
        turns = [
            [[NOWHERE, *(turn * size + at for at in by_facility[1:])] for by_facility in self.classes]
            for turn in range(self.turns)
        ]
        if self.turns == 1:
            return list(map(turns[0].__getitem__, children.age))
        return [turns[stage][age] for stage, age in zip(children.stage, children.age, strict=True)]

    def reserved_class(self, child: int, facility: int, kind: str) -> int | None:
        """Give the class of a reserved kind in the child's turn, where there are such seats for its age."""
        at = self.reserved.get((facility, self.children.age[child], kind))
        return None if at is None else at + (self.children.stage[child] * len(self.offered) if self.turns > 1 else 0)

    def name(self, at: int) -> tuple[str, int, str]:
        """Give facility, age and kind of a class."""
        return self.class_names[at % len(self.offered)]


def read_market(folder: Path) -> tuple[Market, dict[str, Column], dict[str, Column]]:
    """Read the policy, the children and the classes; give with them the columns of wishes.csv and of priority.csv."""
    policy = read_policy(folder)
    children, ages = _read_children(folder, policy)
    seats, wishes, priority = (read_columns(folder, file) for file in ("seats.csv", "wishes.csv", "priority.csv"))
    named = {""}.union(seats["facility"], children.current, wishes["facility"], priority["facility"])
    facilities = sorted(named)
    seat_ages = whole_numbers(seats["age"], "seats.csv: age")
    listed = sorted({*ages, *seat_ages})
    place = {age: at for at, age in enumerate(listed)}
    children.age = list(map(place.__getitem__, ages))
    turns = max(children.stage, default=0) + 1 if policy.stages == "in_turn" else 1
    numbered = {facility: at for at, facility in enumerate(facilities)}
    market = Market(policy, children, facilities, numbered, listed, turns)
    _open_classes(market, seats, [place[age] for age in seat_ages])
    return market, wishes, priority


def _read_children(folder: Path, policy: Policy) -> tuple[Children, list[int]]:
    """Read children.csv and sort it by child; give with it the ages, as the file says them."""
    table = read_columns(folder, "children.csv")
    ages, names = whole_numbers(table["age"], "children.csv: age"), table["child"]
    if len(set(names)) < len(names) or "" in names:
        raise UnreadableError("children.csv: a child stands twice, or is blank")
    order = sorted(range(len(names)), key=names.__getitem__)
    sorted_table = {name: [column[at] for at in order] for name, column in table.items()}
    families = sorted(set(table["family"]))
    number = {family: at for at, family in enumerate(families)}
    family_of = list(map(number.__getitem__, sorted_table["family"]))
    members: list[list[int]] = [[] for _ in families]
    for child, family in enumerate(family_of):
        members[family].append(child)
    stage_order = policy.stage_order(set(table["stage"]))
    stages = list(map(stage_order.__getitem__, sorted_table["stage"]))
    if len(set(zip(family_of, stages, strict=True))) > len(families):
        raise UnreadableError("children.csv: the children of a family are of different stages")
    draws, texts = sorted_table["draw"], sorted_table["kinds"]
    kinds = [list(dict.fromkeys(text.split())) for text in texts] if any(texts) else [[]] * len(names)
    ids = sorted_table["child"]
    children = Children(
        ids, {child: at for at, child in enumerate(ids)}, families, family_of, members, [],
        sorted_table["current_facility"], stages, sorted_table["stage"], kinds,
        numbers_or_none(draws, "children.csv: draw", 0), draws,
    )  # fmt: skip
    return children, [ages[at] for at in order]


def _open_classes(market: Market, seats: dict[str, Column], ages: list[int]) -> None:
    """Number the classes: each facility and age, those of a pool as the first of it; then the reserved kinds."""
    facilities = market.facility_ids
    width = len(facilities)
    market.classes = [[age * width + at for at in range(width)] for age in range(len(market.ages))]
    market.class_names = [(facility, age, "") for age in market.ages for facility in facilities]
    market.is_pooled = any(seats["pool"])
    market.offered = [0] * len(market.class_names)
    counts = whole_numbers(seats["seats"], "seats.csv: seats")
    pools: dict[str, tuple[str, int]] = {}
    seen = set()
    for name, age, count, pool, text in zip(seats["facility"], ages, counts, seats["pool"], seats["kind"], strict=True):
        kind, facility = "" if text == "general" else text, market.facility_number[name]
        if (facility, age, kind) in seen or not name:
            raise UnreadableError(f"seats.csv: {name}, age {market.ages[age]} stands twice, or is blank")
        seen.add((facility, age, kind))
        if kind:
            _open_reserved(market, (facility, age, kind), count, pool)
            continue
        own = (name, age * width + facility)
        home, at = pools.setdefault(pool, own) if pool else own
        if home != name:
            raise UnreadableError(f"seats.csv: the pool {pool} is of two facilities")
        market.classes[age][facility] = at
        market.offered[at] += count


def _open_reserved(market: Market, place: tuple[int, int, str], count: int, pool: str) -> None:
    facility, age, kind = place
    name = kind.removeprefix(RESERVED)
    if name == kind or name.split() != [name] or pool:
        raise UnreadableError(f"seats.csv: cannot judge seats of the kind {kind!r}{' in a pool' if pool else ''}")
    market.reserved[facility, age, name] = len(market.offered)
    market.class_names.append((market.facility_ids[facility], market.ages[age], kind))
    market.offered.append(count)
