"""Read placement.csv, and count in every class who is admitted, who is ahead, and who is kept out."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ikkan.procedures.nursery.placement.checker.market import NOWHERE, RESERVED, Market
from ikkan.procedures.nursery.placement.checker.order import Order
from ikkan.procedures.nursery.placement.checker.reading import read_columns


@dataclass
class Placement:
    """Hold the result and what is counted of it. By class means: the classes of all turns, and last NOWHERE.

    Args:
        got: class by child.
        placed: children with a place.
        reached: by family the first row of the wish that it got; the end of its rows where it got none.
        key: by child, its key in the class that it got.
        places, admitted: by class, the places and the sorted keys of the children admitted.
        better: by row, the children of other families admitted to the class who keep the child back: those of a
            smaller key, and those of an equal one where ties are equal.
        full: by row, whether these and the family's own children of the wish are more than the places.
        problems: why the placement is not feasible.
    """

    got: list[int]
    placed: int
    problems: list[str]
    reached: list[int] = field(default_factory=list)
    key: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    admitted: list[list[int]] = field(default_factory=list)
    better: list[int] = field(default_factory=list)
    full: list[bool] = field(default_factory=list)


def read_placement(market: Market, order: Order, out: Path) -> Placement:
    """Read placement.csv, and find what is wrong: a child not once, a class over its places, a present seat lost."""
    placement = _read_got(market, out)
    _find_reached(market, placement)
    _count_places(market, placement)
    _admit(market, order, placement)
    _compare(market, order, placement)
    return placement


def _read_got(market: Market, out: Path) -> Placement:
    names, children = ("child", "facility", *(("kind",) if market.reserved else ())), market.children
    table = read_columns(out, "placement.csv", names)
    given = list(zip(table["facility"], table.get("kind", [""] * len(table["child"])), strict=True))
    problems = []
    if table["child"] != children.ids:
        problems.append("placement.csv: not every child of the round exactly once, sorted by child")
        by_child = dict(zip(table["child"], given, strict=True))
        given = [by_child.get(child, ("", "")) for child in children.ids]
    general, number = market.classes_of_children(), market.facility_number
    got = [at[number.get(facility, 0)] for at, (facility, _) in zip(general, given, strict=True)]
    for child, (facility, kind) in enumerate(given):
        if kind:
            reserved = market.reserved_class(child, number.get(facility, 0), kind.removeprefix(RESERVED))
            got[child] = NOWHERE if reserved is None or not kind.startswith(RESERVED) else reserved
        if got[child] == NOWHERE and (facility or kind):
            name = children.ids[child]
            problems.append(f"placement.csv: child {name}: {facility} {kind}: nothing is known about such a place")
    return Placement(got, sum(1 for facility, _ in given if facility), problems)


def _find_reached(market: Market, placement: Placement) -> None:
    """Find the wish that each family got, the best where it is listed twice."""
    children, got, rows = market.children, placement.got, market.row_class
    for family, own in enumerate(children.members):
        first, end = market.start[family], market.start[family + 1]
        result = [got[child] for child in own]
        if len(own) == 1:
            listed = rows[first:end]
            at = first + listed.index(result[0]) if result[0] in listed else end
        else:
            wishes = range(first, end, len(own))
            at = next((row for row in wishes if rows[row : row + len(own)] == result), end)
        placement.reached.append(at)
        if at == end:
            placement.problems += _none_of_its_wishes(market, family, result)


def _none_of_its_wishes(market: Market, family: int, result: list[int]) -> list[str]:
    """Say what is wrong with a family that got none of its wishes; nothing at all is right without a present seat."""
    children, name = market.children, market.children.families[family]
    found = []
    if any(at != NOWHERE for at in result):
        places = [" ".join(map(str, market.name(at))).strip() if at != NOWHERE else "nothing" for at in result]
        found.append(f"family {name}: got {places}, which is none of its wishes")
    held = [child for child in children.members[family] if children.current[child]]
    if held:
        child, facility = children.ids[held[0]], children.current[held[0]]
        found.append(f"family {name}: child {child} holds a place at {facility} and lost it")
    return found


def _count_places(market: Market, placement: Placement) -> None:
    """Count the places of every class: those offered and those held now.

    Where stages are placed in turn: those held by children of this stage and earlier ones, without those taken earlier.
    """
    children, size = market.children, len(market.offered)
    held: list[list[int]] = [[] for _ in range(market.turns)]
    for child, facility in enumerate(children.current):
        if facility:
            turn = children.stage[child] if market.turns > 1 else 0
            held[turn].append(market.classes[children.age[child]][market.facility_number[facility]])
    taken = Counter(placement.got)
    left = market.offered.copy()
    for turn, now in enumerate(held):
        for at in now:
            left[at] += 1
        placement.places += left
        left = [places - taken[turn * size + at] for at, places in enumerate(left)]
    placement.places.append(len(children.ids))


def _admit(market: Market, order: Order, placement: Placement) -> None:
    """Sort the keys of those who are admitted to each class, and find the classes with too many."""
    placement.admitted = [[] for _ in placement.places]
    placement.key = [0] * len(placement.got)
    for family, own in enumerate(market.children.members):
        at, end = placement.reached[family], market.start[family + 1]
        for row, child in enumerate(own, start=at):
            if (to := placement.got[child]) != NOWHERE:
                placement.key[child] = order.row_key[row] if at < end else _stray_key(market, order, child, to)
                placement.admitted[to].append(placement.key[child])
    for at, keys in enumerate(placement.admitted):
        keys.sort()
        if len(keys) > placement.places[at]:
            facility, age, kind = market.name(at)
            where = f"{facility}, age {age}{', ' + kind if kind else ''}"
            placement.problems.append(f"{where}: {len(keys)} children in {placement.places[at]} places")


def _stray_key(market: Market, order: Order, child: int, to: int) -> int:
    """Give the key of a child whose family got none of its wishes: that of a wish for the class, or the last."""
    family = market.children.family[child]
    rows = range(market.start[family], market.start[family + 1])
    own = (order.row_key[at] for at in rows if market.row_child[at] == child and market.row_class[at] == to)
    return next(own, sys.maxsize)


def _compare(market: Market, order: Order, placement: Placement) -> None:
    """Count for every row who is ahead, and whether the class is full for the child."""
    is_equal = market.policy.ties == "equal"
    count = bisect_right if is_equal else bisect_left
    classes, better = market.row_class, placement.better
    better += map(count, map(placement.admitted.__getitem__, classes), order.row_key)
    for family, own in enumerate(market.children.members):
        # an only child is not ahead of itself, but it is its own equal
        if len(own) > 1 or is_equal:
            mine: dict[int, list[int]] = {}
            for child in own:
                if placement.got[child] != NOWHERE:
                    mine.setdefault(placement.got[child], []).append(placement.key[child])
            first, end = market.start[family], market.start[family + 1]
            for row, at in enumerate(classes[first:end], start=first):
                if at in mine:
                    better[row] -= count(sorted(mine[at]), order.row_key[row])
    places = placement.places
    placement.full += [ahead >= places[at] for ahead, at in zip(better, classes, strict=True)]
    for family, own in enumerate(market.children.members):
        if len(own) > 1 and (market.is_pooled or len({market.children.age[child] for child in own}) < len(own)):
            for first in range(market.start[family], market.start[family + 1], len(own)):
                together = classes[first : first + len(own)]
                for row, at in enumerate(together, start=first) if len(set(together)) < len(own) else ():
                    placement.full[row] = better[row] + together.count(at) > places[at] and at != NOWHERE
