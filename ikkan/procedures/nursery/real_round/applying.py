"""Draw who wishes which nursery, so that the applications of every class are exactly the published ones."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

Point = tuple[float, float]
# proposals of a change for each application: the nearness of the wishes settles long before
SWEEPS: Final = 40
# how much farther (as a share of the town's radius) a family looks before it would rather not
PATIENCE: Final = 0.12
GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))


@dataclass(slots=True)
class Applicant:
    """A made-up child: its class, where it lives on the drawn plane, and the facilities it wishes."""

    age: int
    home: Point
    wished: set[str] = field(default_factory=set)


def lay_out(areas: Mapping[str, str], draw: random.Random) -> dict[str, Point]:
    """Return a made-up position of every facility: areas lie apart in a disc of radius 1, facilities around them.

    Args:
        areas: facility to area.
        draw: decides the positions.
    """
    order = {area: place for place, area in enumerate(sorted(set(areas.values())))}
    spread = 0.5 / math.sqrt(len(order) or 1)

    def middle(area: str) -> Point:
        radius, angle = math.sqrt((order[area] + 0.5) / len(order)), order[area] * GOLDEN_ANGLE
        return radius * math.cos(angle), radius * math.sin(angle)

    return {
        name: (middle(area)[0] + draw.gauss(0, spread), middle(area)[1] + draw.gauss(0, spread))
        for name, area in areas.items()
    }


def draw_applicants(
    age: int, demand: Mapping[str, int], places: Mapping[str, Point], *, mean: float, most: int, draw: random.Random
) -> list[Applicant]:
    """Return the children of one class. Each facility has exactly the applications asked for, one a child at most.

    A first answer deals the applications out in turn, which is exact; random changes that keep every facility's number
    then bring the wishes near to the homes and their numbers apart.

    Args:
        age: the class.
        demand: facility to number of applications.
        places: facility to position.
        mean: wishes a child names on average, from 1 to ``most``; fewer where a facility needs more children.
        most: wishes a child names at most.
        draw: decides everything.
    """
    asked = [name for name in sorted(demand) for _ in range(demand[name])]
    if not asked:
        return []
    count = max(round(len(asked) / mean), *demand.values(), math.ceil(len(asked) / most))
    spread = draw.choices(asked, k=count)
    near = 0.1
    children = [
        Applicant(age, (places[at][0] + draw.gauss(0, near), places[at][1] + draw.gauss(0, near))) for at in spread
    ]
    held: list[tuple[int, str]] = []
    for place, name in enumerate(asked):
        children[place % count].wished.add(name)
        held.append((place % count, name))
    _bring_near(children, held, places, most, draw)
    return children


def _bring_near(
    children: Sequence[Applicant],
    held: list[tuple[int, str]],
    places: Mapping[str, Point],
    most: int,
    draw: random.Random,
) -> None:
    """Hand single wishes over, or exchange two, where the ways become shorter or by chance; nobody is left without."""
    for _ in range(SWEEPS * len(held)):
        first = draw.randrange(len(held))
        giver, name = held[first]
        if draw.random() < 0.5:
            taker = draw.randrange(len(children))
            if name in children[taker].wished or len(children[giver].wished) == 1:
                continue
            if len(children[taker].wished) < most and _is_taken(
                _way(children[taker], name, places) - _way(children[giver], name, places), draw
            ):
                children[giver].wished.discard(name)
                children[taker].wished.add(name)
                held[first] = (taker, name)
            continue
        second = draw.randrange(len(held))
        taker, other = held[second]
        if name in children[taker].wished or other in children[giver].wished:
            continue
        now = _way(children[giver], name, places) + _way(children[taker], other, places)
        then = _way(children[taker], name, places) + _way(children[giver], other, places)
        if _is_taken(then - now, draw):
            children[giver].wished ^= {name, other}
            children[taker].wished ^= {name, other}
            held[first], held[second] = (taker, name), (giver, other)


def _is_taken(longer: float, draw: random.Random) -> bool:
    return longer <= 0 or draw.random() < math.exp(-longer / PATIENCE)


def _way(child: Applicant, name: str, places: Mapping[str, Point]) -> float:
    return math.dist(child.home, places[name])
