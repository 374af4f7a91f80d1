"""Make synthetic nursery markets of any size from a seed; no real person is in them."""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.siblings import ChildWishes, Pattern, expand

AGE_WEIGHTS = (25, 44, 16, 13, 2, 1)
CHILDREN_PER_FACILITY = 25
SIBLING_CHILDREN = 0.16
TRANSFERS = 0.06
SEATS_PER_CHILD = 0.88
MEAN_WISHES = 5
MOST_WISHES = 12
SIBLING_PATTERNS = (
    Pattern.SAME_FACILITY_SAME_TIME,
    Pattern.APART_SAME_TIME_PREFER_SAME,
    Pattern.APART_ONE_ALONE_PREFER_SAME,
    Pattern.APART_ONE_ALONE_PREFER_WISH,
)


@dataclass
class _Town:
    """Collect the rows of a market while it is drawn."""

    draw: random.Random
    noise: float
    transfers: float
    facilities: list[str]
    places: npt.NDArray[np.float64]
    children: list[tuple[str, str, int, str]] = field(default_factory=list)
    wishes: list[tuple[str, int, str, str]] = field(default_factory=list)
    keys: dict[tuple[str, int], list[tuple[tuple[float, ...], str]]] = field(default_factory=dict)

    def add_family(self, number: int, size: int) -> None:
        draw = self.draw
        home = (draw.random(), draw.random())
        ages = sorted(draw.choices(range(6), AGE_WEIGHTS, k=size), reverse=True)
        holds = draw.random() < self.transfers
        wanted = min(MOST_WISHES, 1 + int(draw.expovariate(1 / (MEAN_WISHES - 0.5))))
        names = self._nearest(home, wanted + 1)
        family = f"f{number:06d}"
        stated = []
        for position, age in enumerate(ages):
            current = names[wanted] if holds and position == 0 and len(names) > wanted else None
            child = f"c{number:06d}{position}"
            own = tuple(names[: max(2, wanted - position)])[:wanted]
            stated.append(ChildWishes(child, own, current))
            self.children.append((child, family, age, current or ""))
        pattern = draw.choice(SIBLING_PATTERNS)
        joint = expand(stated, pattern)
        for wish, tuple_ in enumerate(joint, start=1):
            self.wishes.extend((family, wish, one.child, at or "") for one, at in zip(stated, tuple_, strict=True))
        self._rank(stated, ages)

    def _nearest(self, home: tuple[float, float], count: int) -> list[str]:
        """Give the facilities that distance less popularity puts first, the best one first."""
        across, down, popularity = self.places
        far = np.hypot(across - home[0], down - home[1]) - popularity
        count = min(count, len(far))
        nearest = np.argpartition(far, count - 1)[:count]
        return [self.facilities[at] for at in nearest[np.argsort(far[nearest], kind="stable")].tolist()]

    def _rank(self, stated: list[ChildWishes], ages: list[int]) -> None:
        """Give the family a score with heavy ties, an income class and a lottery number, a bonus somewhere."""
        draw = self.draw
        score = draw.choices((40, 38, 36, 30, 20), (45, 20, 15, 12, 8))[0] + draw.choice((0, 0, 0, 2, 4))
        common = (draw.randrange(8), draw.random())
        bonus = draw.choice(stated[0].wishes) if draw.random() < 0.1 else None
        for one, age in zip(stated, ages, strict=True):
            for name in dict.fromkeys((*one.wishes, *filter(None, (one.current_facility,)))):
                points = score + (3 if name == bonus else 0)
                mixed = (1 - self.noise) * -points + self.noise * draw.random() * 40
                holder = 0 if name == one.current_facility else 1
                self.keys.setdefault((name, age), []).append(((holder, mixed, *common), one.child))


def synthetic_market(children: int, seed: int, *, noise: float = 0.0, only_children: bool = False) -> Market:
    """Make a market like a middle-sized Japanese city.

    Families on a plane, about 25 children a facility, 16 % of children with a sibling in the round, 6 % transfers,
    5 wishes on average and at most 12 by distance and popularity, seats for 88 % of the children of each age, few
    distinct scores and thus many ties, broken by income class and lottery.

    Args:
        children: how many children (a family more or less at the end).
        seed: the same seed gives the same market.
        noise: 0: facilities agree on priorities; 1: each has its own, which makes stability hard.
        only_children: no siblings and no transfers.
    """
    # S311: synthetic data, no secret depends on it
    draw = random.Random(seed)  # noqa: S311
    count = max(2, children // CHILDREN_PER_FACILITY)
    places = [(f"n{at:04d}", draw.random(), draw.random(), draw.random() * 0.15) for at in range(count)]
    town = _Town(
        draw,
        noise,
        0.0 if only_children else TRANSFERS,
        [at[0] for at in places],
        np.array([at[1:] for at in places]).T,
    )
    number = 0
    while len(town.children) < children:
        pairs = not only_children and draw.random() < SIBLING_CHILDREN / (2 - SIBLING_CHILDREN)
        town.add_family(number, (3 if draw.random() < 0.05 else 2) if pairs else 1)
        number += 1
    return Market.from_frames(
        seats=_seats(town),
        children=pl.DataFrame(town.children, schema=["child", "family", "age", "current_facility"], orient="row"),
        wishes=pl.DataFrame(town.wishes, schema=["family", "wish", "child", "facility"], orient="row"),
        priority=pl.DataFrame(
            [
                (name, age, child, rank)
                for (name, age), keys in sorted(town.keys.items())
                for rank, (_, child) in enumerate(sorted(keys), start=1)
            ],
            schema={"facility": pl.String, "age": pl.Int64, "child": pl.String, "rank": pl.Int64},
            orient="row",
        ),
    )


def _seats(town: _Town) -> pl.DataFrame:
    """Spread seats for 88 % of the children of each age unevenly over the facilities."""
    rows = dict.fromkeys(product(town.facilities, range(6)), 0)
    for age in range(6):
        wanting = sum(1 for _, _, own, current in town.children if own == age and not current)
        weights = [town.draw.random() ** 2 for _ in town.facilities]
        for at in town.draw.choices(range(len(town.facilities)), weights, k=round(wanting * SEATS_PER_CHILD)):
            rows[town.facilities[at], age] += 1
    table = [(name, age, seats) for (name, age), seats in rows.items()]
    return pl.DataFrame(table, schema=["facility", "age", "seats"], orient="row")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--children", type=int, default=1_500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", type=float, default=0.0)
    given = parser.parse_args()
    synthetic_market(given.children, given.seed, noise=given.noise).write(given.folder)
