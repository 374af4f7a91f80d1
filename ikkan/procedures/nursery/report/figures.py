"""Count what the report of a round shows, from the market and the placement alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.place import Placement

AGES: Final = range(6)
# wishes beyond this one are counted together
LAST_WISH_SHOWN: Final = 5
COLUMNS: Final = (
    "facility", "name", "area", "age", "applications", "places", "placed", "last_score", "last_rank", "not_admitted",
    "is_hidden",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A facility as the report names it; position None where it is not known."""

    name: str
    area: str = ""
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One facility and age.

    Args:
        facility, age: the class.
        applications: children who wish it, at whatever place in their list.
        places: places offered and those held by children of the round.
        placed: children placed, those who keep their place included.
        last_score: points of the last child newly admitted; None where nobody was, unknown, or hidden.
        last_rank: that child's rank; None where nobody was, or hidden.
        not_admitted: children who wish it more than what they got; None where so few that it is hidden.
        is_hidden: a figure is left out because it would betray single children.
    """

    facility: str
    age: int
    applications: int
    places: int
    placed: int
    last_score: float | None
    last_rank: int | None
    not_admitted: int | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class AgeFigures:
    """One age over all facilities: children, places, children placed."""

    age: int
    children: int
    places: int
    placed: int


@dataclass(frozen=True)
class RoundFigures:
    """Everything that a report tells.

    Args:
        classes: every class with a place, an application or a placed child, by facility and age.
        ages: the ages that have children or places.
        wishes: children by the family's wish that was reached: 1 to LAST_WISH_SHOWN, then all later ones.
        kept: children who keep the place that they hold.
        unplaced: children without a place.
        status: what the placement claims of itself.
        places: facility to name, area, position.
        fewest: fewer newly admitted than this hide what is told of them; 0 in the officers' edition.
    """

    classes: tuple[ClassFigures, ...]
    ages: tuple[AgeFigures, ...]
    wishes: tuple[int, ...]
    kept: int
    unplaced: int
    families: int
    status: str
    fewest: int
    places: Mapping[str, Place] = field(repr=False)

    @property
    def children(self) -> int:
        """Count the children of the round."""
        return sum(one.children for one in self.ages)

    @property
    def placed(self) -> int:
        """Count the children with a place."""
        return self.children - self.unplaced

    @property
    def is_whole(self) -> bool:
        """Say whether this is the officers' edition, which hides nothing."""
        return self.fewest == 0

    def place(self, facility: str) -> Place:
        """Return how a facility is named; its id where nothing is known of it."""
        return self.places.get(facility) or Place(facility)

    def rows(self) -> list[dict[str, str | int | float | bool | None]]:
        """Return one row a class, under COLUMNS."""
        return [
            {
                "facility": one.facility, "name": self.place(one.facility).name, "area": self.place(one.facility).area,
                "age": one.age, "applications": one.applications, "places": one.places, "placed": one.placed,
                "last_score": one.last_score, "last_rank": one.last_rank, "not_admitted": one.not_admitted,
                "is_hidden": one.is_hidden,
            }
            for one in self.classes
        ]  # fmt: skip


def figures_of(market: Market, placement: Placement, *, places: Mapping[str, Place], fewest: int) -> RoundFigures:
    """Count the figures of a placed round.

    Args:
        market: the round.
        placement: its result.
        places: what is known of the facilities.
        fewest: of how many newly admitted children a class may tell the last one's points, by the town's book; 0 in the
            officers' edition.
    """
    by_class = _classes(market, placement, fewest)
    placed = placement.facility != NOWHERE
    keeps = placed & (placement.facility == market.child_current)
    reached = placement.wish_reached[market.child_family]
    counted = np.bincount(np.minimum(reached[placed & ~keeps], LAST_WISH_SHOWN + 1), minlength=LAST_WISH_SHOWN + 2)
    ages = [
        AgeFigures(
            age,
            int((market.child_age == age).sum()),
            sum(one.places for one in by_class if one.age == age),
            int((placed & (market.child_age == age)).sum()),
        )
        for age in AGES
    ]
    return RoundFigures(
        classes=by_class,
        ages=tuple(one for one in ages if one.children or one.places),
        wishes=tuple(int(count) for count in counted[1:]),
        kept=int(keeps.sum()),
        unplaced=int((~placed).sum()),
        families=len(market.family_ids),
        status=placement.status,
        places=places,
        fewest=fewest,
    )


def _classes(market: Market, placement: Placement, fewest: int) -> tuple[ClassFigures, ...]:
    """Join places, applications, and the last one admitted by facility and age; ids are told at the end."""
    keys = ["at", "age"]
    wished = _wished(market, placement)
    newly = wished.filter(pl.col("is_here") & ~pl.col("is_holder"))
    counted = (
        _places(market, placement)
        .join(
            wished.group_by(keys).agg(applications=pl.len(), not_admitted=pl.col("is_refused").sum()),
            on=keys, how="full", coalesce=True,
        )
        .join(
            newly.sort("rank").group_by(keys).agg(
                newly=pl.len(), last_rank=pl.col("rank").last(), last_score=pl.col("score").last()
            ),
            on=keys, how="left",
        )
        .with_columns(pl.col("places", "placed", "applications", "not_admitted", "newly").fill_null(0))
        .filter(pl.col("places") + pl.col("placed") + pl.col("applications") > 0)
        .sort(keys)
    )  # fmt: skip
    return tuple(_class_of(row, market.facility_ids, fewest) for row in counted.to_dicts())


def _class_of(row: Mapping[str, int | float | None], names: Sequence[str], fewest: int) -> ClassFigures:
    newly, refused = int(row["newly"] or 0), int(row["not_admitted"] or 0)
    is_few, is_little_refused = 0 < newly < fewest, 0 < refused < fewest
    rank = row["last_rank"]
    return ClassFigures(
        facility=names[int(row["at"] or 0)],
        age=int(row["age"] or 0),
        applications=int(row["applications"] or 0),
        places=int(row["places"] or 0),
        placed=int(row["placed"] or 0),
        last_score=None if is_few else row["last_score"],
        last_rank=None if is_few or rank is None else int(rank),
        not_admitted=None if is_little_refused else refused,
        is_hidden=is_few or is_little_refused,
    )


def _places(market: Market, placement: Placement) -> pl.DataFrame:
    """Return places and placed children of every facility and age."""
    numbered = pl.DataFrame({"facility": market.facility_ids, "at": np.arange(len(market.facility_ids))})
    # summed by facility and age, whatever the kinds of seats
    offered = market.frames["seats.csv"].join(numbered, on="facility").group_by("at", "age").agg(pl.col("seats").sum())
    children = pl.DataFrame({"age": market.child_age, "holds": market.child_current, "at": placement.facility})
    held = children.filter(pl.col("holds") != NOWHERE).group_by(pl.col("holds").alias("at"), "age").agg(held=pl.len())
    placed = children.filter(pl.col("at") != NOWHERE).group_by("at", "age").agg(placed=pl.len())
    return (
        offered.join(held, on=["at", "age"], how="full", coalesce=True)
        .join(placed, on=["at", "age"], how="full", coalesce=True)
        .select("at", "age", places=pl.col("seats").fill_null(0) + pl.col("held").fill_null(0), placed="placed")
    )


def _wished(market: Market, placement: Placement) -> pl.DataFrame:
    """Return one row a child and facility wished, with its rank, points, and what became of it."""
    entry = np.flatnonzero(market.entry_facility != NOWHERE)
    child, at = market.entry_child[entry], market.entry_facility[entry]
    family = market.child_family[child]
    ranked = market.frames["priority.csv"]
    scores = ranked.select(
        child_id="child", facility="facility", score=pl.col("score").cast(pl.Float64, strict=False)
    ).unique(["child_id", "facility"])  # fmt: skip
    wished = pl.DataFrame(
        {
            "child": child, "at": at, "age": market.child_age[child], "rank": market.entry_rank[entry],
            "wish": market.entry_wish[entry] - market.family_wish_start[family] + 1,
            "reached": placement.wish_reached[family], "is_here": placement.facility[child] == at,
            "is_holder": market.child_current[child] == at,
        }
    )  # fmt: skip
    best = wished.sort("wish").unique(["child", "at"], keep="first", maintain_order=True)
    named = best.with_columns(
        child_id=pl.Series(market.child_ids).gather(best["child"]),
        facility=pl.Series(market.facility_ids).gather(best["at"]),
        is_refused=~pl.col("is_here") & ((pl.col("reached") == 0) | (pl.col("wish") < pl.col("reached"))),
    )
    return named.join(scores, on=["child_id", "facility"], how="left")


def read_places(path: Path) -> dict[str, Place]:
    """Read names, areas and positions of facilities from a CSV file.

    Args:
        path: columns ``facility``, and any of ``name``, ``area``, ``lat``, ``lon`` (degrees; blank: not known).

    Raises:
        PlacesFileError: the file cannot be read; the text names the line.
    """
    try:
        frame = pl.read_csv(path, infer_schema=False).with_columns(pl.col(pl.String).fill_null("").str.strip_chars())
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise PlacesFileError(f"{path} cannot be read ({fault}). Name a CSV file in UTF-8.") from fault
    if "facility" not in frame.columns:
        raise PlacesFileError(f"{path} has no column facility. Name the facilities as the market does.")
    found = {}
    for line, row in enumerate(frame.to_dicts(), start=2):
        name, where = row.get("name") or row["facility"], f"{path}, line {line}"
        found[row["facility"]] = Place(name, row.get("area", ""), _position(row.get("lat"), row.get("lon"), where))
    return found


def _position(latitude: str | None, longitude: str | None, where: str) -> tuple[float, float] | None:
    if not latitude or not longitude:
        return None
    try:
        position = float(latitude), float(longitude)
    except ValueError:
        position = (np.nan, np.nan)
    if not (abs(position[0]) <= 90 and abs(position[1]) <= 180):
        raise PlacesFileError(f"{where}: {latitude}, {longitude} is no position in degrees. Correct lat and lon.")
    return position


class PlacesFileError(Exception):
    """The file of facilities cannot be used; the text names the line."""
