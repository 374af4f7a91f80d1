"""Make a market of a published round: children, brothers and sisters, wishes in order, ranks with heavy ties."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.siblings import ChildWishes, Pattern, expand
from ikkan.procedures.nursery.real_round.applying import Applicant, Point, draw_applicants, lay_out
from ikkan.procedures.nursery.real_round.published import AGES, Class, PublishedRound

# each names every wish of every child, so that the applications stay those that were drawn
PATTERNS: Final = (
    Pattern.APART_SAME_TIME_PREFER_SAME,
    Pattern.APART_ONE_ALONE_PREFER_SAME,
    Pattern.APART_SAME_TIME_PREFER_WISH,
    Pattern.APART_ONE_ALONE_PREFER_WISH,
)
SCORES: Final = ((40, 45), (38, 20), (36, 15), (30, 12), (20, 8))
EXTRA_POINTS: Final = (0, 0, 0, 2, 4)
INCOME_CLASSES: Final = 8
BONUS: Final = 3
BONUS_SHARE: Final = 0.1


@dataclass(frozen=True)
class Assumptions:
    """State what no town publishes.

    Args:
        wishes: wishes that a child names on average.
        most: wishes that a child names at most.
        siblings: share of the children who have a brother or sister in the round.
        seats_a_child: where only seats are published: seats for each child of a class.
        seed: the same seed gives the same families.
    """

    wishes: float = 3.5
    most: int = 5
    siblings: float = 0.16
    seats_a_child: float = 0.88
    seed: int = 1


class DrawnRoundError(Exception):
    """The drawn market does not have the published applications; nothing is written."""


@dataclass(slots=True)
class _Rows:
    """The rows of a market while they are drawn."""

    draw: random.Random
    children: list[tuple[str, str, int, str, int]] = field(default_factory=list)
    wishes: list[tuple[str, int, str, str]] = field(default_factory=list)
    ranked: dict[Class, list[tuple[int, int, int, str]]] = field(default_factory=dict)


def market_of(published: PublishedRound, given: Assumptions) -> Market:
    """Return a market of made-up families with the published seats, and the published applications where there are any.

    Args:
        published: what the town published.
        given: what it did not.

    Raises:
        DrawnRoundError: the applications came out otherwise, which would be a fault of this program.
    """
    # S311: synthetic data, no secret depends on it
    draw = random.Random(given.seed)  # noqa: S311
    places = lay_out(published.areas, draw)
    demand = published.applications or _likely_demand(published, given, draw)
    applicants: list[Applicant] = []
    for age in AGES:
        asked = {name: count for (name, of), count in demand.items() if of == age and count}
        applicants += draw_applicants(age, asked, places, mean=given.wishes, most=given.most, draw=draw)
    rows = _Rows(draw)
    lots = draw.sample(range(1, len(applicants) + 1), len(applicants))
    for number, family in enumerate(_families(applicants, given.siblings, draw)):
        _add(rows, number, [applicants[at] for at in family], [lots[at] for at in family], places)
    market = _market(rows, published)
    drawn = applications_of(market)
    wrong = [name for name in sorted({*demand, *drawn}) if demand.get(name, 0) != drawn.get(name, 0)]
    if wrong:
        raise DrawnRoundError(
            f"{wrong[0]} has {drawn.get(wrong[0], 0)} drawn applications instead of {demand.get(wrong[0], 0)}. "
            "Nothing was written. Report this with the seed."
        )
    return market


def applications_of(market: Market) -> dict[Class, int]:
    """Count the children who wish a facility, at whatever place in their list, by facility and age."""
    ages = market.frames["children.csv"].select("child", "age")
    wished = market.frames["wishes.csv"].filter(pl.col("facility") != "").select("child", "facility").unique()
    counted = wished.join(ages, on="child").group_by("facility", "age").len()
    return {(str(name), int(age)): int(count) for name, age, count in counted.iter_rows()}


def _likely_demand(published: PublishedRound, given: Assumptions, draw: random.Random) -> dict[Class, int]:
    """Spread applications over the classes by their seats and a popularity, which classes without a seat have too."""
    popular = {name: draw.lognormvariate(0, 0.6) for name in published.areas}
    demand: dict[Class, int] = {}
    for age in AGES:
        classes = [key for key in published.seats if key[1] == age]
        children = round(sum(published.seats[key] for key in classes) / given.seats_a_child)
        weights = [(0.5 + published.seats[key]) * popular[key[0]] for key in classes]
        chosen = draw.choices(classes, weights, k=round(children * given.wishes)) if children else []
        for key in chosen:
            demand[key] = min(demand.get(key, 0) + 1, children)
    return demand


def _families(applicants: Sequence[Applicant], share: float, draw: random.Random) -> list[tuple[int, ...]]:
    """Pair children who wish one facility at least in common, the nearest homes first, until the share is reached."""
    wishing: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(applicants):
        for name in sorted(one.wished):
            wishing[name].append(at)
    paired: dict[int, int] = {}
    order = draw.sample(range(len(applicants)), len(applicants))
    for at in order:
        if len(paired) + 2 > share * len(applicants):
            break
        own = applicants[at]
        others = {other for name in sorted(own.wished) for other in wishing[name]} - {at, *paired}
        others = {other for other in others if applicants[other].age != own.age}
        if at in paired or not others:
            continue
        nearest = min(others, key=lambda other: (math.dist(own.home, applicants[other].home), other))
        paired |= {at: nearest, nearest: at}
    return [
        (at, paired[at]) if at in paired else (at,)
        for at in range(len(applicants))
        if at not in paired or at < paired[at]
    ]


def _add(
    rows: _Rows, number: int, children: Sequence[Applicant], lots: Sequence[int], places: Mapping[str, Point]
) -> None:
    """Write one family: wishes by nearness with a little of chance, one score, a bonus somewhere for few."""
    draw, family = rows.draw, f"f{number:06d}"
    oldest_first = sorted(zip(children, lots, strict=True), key=lambda one: -one[0].age)
    home = oldest_first[0][0].home
    liked = {name: draw.gauss(0, 0.1) for child in children for name in sorted(child.wished)}
    stated = []
    for place, (child, lot) in enumerate(oldest_first):
        order = sorted(child.wished, key=lambda name: (math.dist(home, places[name]) + liked[name], name))
        stated.append(ChildWishes(f"c{number:06d}{place}", tuple(order)))
        rows.children.append((stated[-1].child, family, child.age, "", lot))
    for wish, joint in enumerate(expand(stated, draw.choice(PATTERNS)), start=1):
        rows.wishes.extend((family, wish, one.child, name or "") for one, name in zip(stated, joint, strict=True))
    scores, weights = zip(*SCORES, strict=True)
    points, income = draw.choices(scores, weights)[0] + draw.choice(EXTRA_POINTS), draw.randrange(INCOME_CLASSES)
    bonus = draw.choice(stated[0].wishes) if draw.random() < BONUS_SHARE else ""
    for one, (child, lot) in zip(stated, oldest_first, strict=True):
        for name in one.wishes:
            score = points + (BONUS if name == bonus else 0)
            rows.ranked.setdefault((name, child.age), []).append((-score, income, lot, one.child))


def _market(rows: _Rows, published: PublishedRound) -> Market:
    ranked = [
        (name, age, child, rank, str(-score))
        for (name, age), keys in sorted(rows.ranked.items())
        for rank, (score, _, _, child) in enumerate(sorted(keys), start=1)
    ]
    seats = [(name, age, count) for (name, age), count in published.seats.items()]
    text, number = pl.String, pl.Int64
    return Market.from_frames(
        seats=pl.DataFrame(seats, schema={"facility": text, "age": number, "seats": number}, orient="row"),
        children=pl.DataFrame(
            rows.children,
            schema={"child": text, "family": text, "age": number, "current_facility": text, "draw": number},
            orient="row",
        ),
        wishes=pl.DataFrame(
            rows.wishes, schema={"family": text, "wish": number, "child": text, "facility": text}, orient="row"
        ),
        priority=pl.DataFrame(
            ranked, schema={"facility": text, "age": number, "child": text, "rank": number, "score": text}, orient="row"
        ),
    )
