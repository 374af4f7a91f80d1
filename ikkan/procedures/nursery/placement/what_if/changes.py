"""Name the changes that a town may try on a market, and make them in its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ikkan.procedures.nursery.placement.market import Market

LINE = "line"


class ChangeError(ValueError):
    """Refuse a change that the market has no room for; the text says what to do."""


@dataclass(frozen=True)
class Seats:
    """Offer more places in a class, or fewer (``by`` below 0). Places held by children of the round stay."""

    facility: str
    age: int
    by: int


@dataclass(frozen=True)
class Close:
    """Offer no place in a class, or (``age`` None) in the whole facility. Places held by children of the round stay."""

    facility: str
    age: int | None = None


@dataclass(frozen=True)
class Rerank:
    """Give a child another rank at a facility: it goes before all who have this rank or a later one now."""

    child: str
    facility: str
    rank: int


@dataclass(frozen=True)
class DropWish:
    """Take one wish of a family out; the later ones move up."""

    family: str
    wish: int


@dataclass(frozen=True)
class AddWish:
    """Add a joint wish.

    Args:
        family: its id.
        facilities: facility by child, children left out are not placed in it.
        ranks: rank by child where it has none at that facility yet (see Rerank).
        at: number of the new wish, from 1; default: last, but before the wish to stay of a family that holds a place.
    """

    family: str
    facilities: tuple[tuple[str, str], ...]
    ranks: tuple[tuple[str, int], ...] = ()
    at: int | None = None


@dataclass(frozen=True)
class Withdraw:
    """Take a child out of the round, with the place that it holds; its brothers and sisters go on without it."""

    child: str


Change = Seats | Close | Rerank | DropWish | AddWish | Withdraw


def moved_seats(facility: str, age: int, to: int, count: int) -> tuple[Seats, Seats]:
    """Move places of a facility from one age to another.

    Args:
        facility: its id.
        age, to: the class that gives and the class that gets.
        count: how many.
    """
    return Seats(facility, age, -count), Seats(facility, to, count)


def changed_market(market: Market, changes: Sequence[Change]) -> Market:
    """Give the market with changes made one after another in its rows, checked anew like a market read from files.

    Args:
        market: the round; it is not touched.
        changes: what to change, in order.

    Raises:
        ChangeError: a change names what the market does not have.
        MarketError: the changed market would be malformed.
    """
    rows = {name: frame.drop(LINE) for name, frame in market.frames.items()}
    for change in changes:
        if isinstance(change, (Seats, Close)) and change.facility not in market.facility_ids:
            raise ChangeError(f"there is no facility {change.facility!r}. Name one of seats.csv")
        _change(rows, change)
    return Market.from_frames(
        seats=rows["seats.csv"], children=rows["children.csv"], wishes=rows["wishes.csv"],
        priority=rows["priority.csv"], policy=market.policy,
    )  # fmt: skip


def _change(rows: dict[str, pl.DataFrame], change: Change) -> None:
    match change:
        case Seats():
            rows["seats.csv"] = _with_seats(rows["seats.csv"], change)
        case Close():
            rows["seats.csv"] = _closed(rows["seats.csv"], change)
        case Rerank():
            rows["priority.csv"] = _reranked(rows, change)
        case DropWish():
            rows["wishes.csv"] = _without_wish(rows["wishes.csv"], change)
        case AddWish():
            _add_wish(rows, change)
        case Withdraw():
            _withdraw(rows, change)


def _class(facility: str, age: int) -> pl.Expr:
    return (pl.col("facility") == facility) & (pl.col("age") == age)


def _with_seats(seats: pl.DataFrame, change: Seats) -> pl.DataFrame:
    here = _class(change.facility, change.age) & pl.col("kind").is_in(["", "general"])
    offered = seats.filter(here)["seats"].sum()
    if offered + change.by < 0:
        raise ChangeError(
            f"{change.facility}, age {change.age} offers {offered} seats; {-change.by} cannot be taken. Take fewer"
        )
    if not seats.filter(here).height:
        row: dict[str, str | int] = {"facility": change.facility, "age": change.age, "seats": change.by}
        return pl.concat([seats, _like(seats, [row])])
    return seats.with_columns(pl.when(here).then(pl.col("seats") + change.by).otherwise(pl.col("seats")).alias("seats"))


def _like(frame: pl.DataFrame, rows: list[dict[str, str | int]]) -> pl.DataFrame:
    """Give rows in the shape of a frame; text columns not named are blank."""
    blank = {name: "" if kind == pl.String else None for name, kind in frame.schema.items()}
    return pl.DataFrame([blank | row for row in rows], schema=frame.schema)


def _closed(seats: pl.DataFrame, change: Close) -> pl.DataFrame:
    here = pl.col("facility") == change.facility
    if change.age is not None:
        here &= pl.col("age") == change.age
    return seats.with_columns(pl.when(here).then(0).otherwise(pl.col("seats")).cast(pl.Int64).alias("seats"))


def _reranked(rows: dict[str, pl.DataFrame], change: Rerank) -> pl.DataFrame:
    children, priority = rows["children.csv"], rows["priority.csv"]
    own = children.filter(pl.col("child") == change.child)
    if not own.height:
        raise ChangeError(f"there is no child {change.child!r}. Name one of children.csv")
    age = int(own["age"][0])
    is_own = (pl.col("facility") == change.facility) & (pl.col("child") == change.child)
    row: dict[str, str | int] = {
        "facility": change.facility, "age": age, "child": change.child, "rank": change.rank
    }  # fmt: skip
    others = priority.filter(~is_own).with_columns(
        pl.when(_class(change.facility, age) & (pl.col("rank") >= change.rank))
        .then(pl.col("rank") + 1)
        .otherwise(pl.col("rank"))
        .alias("rank")
    )
    kept = priority.filter(is_own).with_columns(pl.lit(change.rank, dtype=pl.Int64).alias("rank"))
    return pl.concat([others, kept if kept.height else _like(priority, [row])])


def _wish_count(wishes: pl.DataFrame, family: str) -> int:
    own = wishes.filter(pl.col("family") == family)["wish"]
    return 0 if own.is_empty() else int(own.to_numpy().max())


def _without_wish(wishes: pl.DataFrame, change: DropWish) -> pl.DataFrame:
    is_own = pl.col("family") == change.family
    if not 1 <= change.wish <= _wish_count(wishes, change.family):
        raise ChangeError(f"family {change.family!r} has no wish {change.wish}. Name one of wishes.csv")
    up = pl.when(is_own & (pl.col("wish") > change.wish)).then(pl.col("wish") - 1).otherwise(pl.col("wish"))
    return wishes.filter(~(is_own & (pl.col("wish") == change.wish))).with_columns(up.alias("wish"))


def _add_wish(rows: dict[str, pl.DataFrame], change: AddWish) -> None:
    children, wishes = rows["children.csv"], rows["wishes.csv"]
    own = children.filter(pl.col("family") == change.family)
    if not own.height:
        raise ChangeError(f"there is no family {change.family!r}. Name one of children.csv")
    is_holder = bool((own["current_facility"] != "").any())
    count = _wish_count(wishes, change.family)
    at = change.at or (count if is_holder else count + 1)
    down = pl.when((pl.col("family") == change.family) & (pl.col("wish") >= at)).then(pl.col("wish") + 1)
    named = dict(change.facilities)
    fresh: list[dict[str, str | int]] = [
        {"family": change.family, "wish": at, "child": child, "facility": named.get(child, "")}
        for child in own["child"].to_list()
    ]
    rows["wishes.csv"] = pl.concat(
        [wishes.with_columns(down.otherwise(pl.col("wish")).alias("wish")), _like(wishes, fresh)]
    )
    for child, rank in change.ranks:
        rows["priority.csv"] = _reranked(rows, Rerank(child, named[child], rank))


def _withdraw(rows: dict[str, pl.DataFrame], change: Withdraw) -> None:
    is_child = pl.col("child") == change.child
    own = rows["children.csv"].filter(is_child)
    if not own.height:
        raise ChangeError(f"there is no child {change.child!r}. Name one of children.csv")
    family = str(own["family"][0])
    for name in ("children.csv", "wishes.csv", "priority.csv"):
        rows[name] = rows[name].filter(~is_child)
    left = rows["children.csv"].filter(pl.col("family") == family)
    holder = bool((left["current_facility"] != "").any())
    is_own = pl.col("family") == family
    kept: list[pl.DataFrame] = []
    known: set[tuple[str, ...]] = set()
    grouped = rows["wishes.csv"].filter(is_own).sort("wish", "child").group_by("wish", maintain_order=True)
    listed = [(tuple(group["facility"].to_list()), group) for _, group in grouped]
    for number, (facilities, group) in enumerate(listed, start=1):
        is_last = number == len(listed) and holder
        is_again = facilities in known or (holder and not is_last and facilities == listed[-1][0])
        if is_again or not (any(facilities) or is_last):
            continue
        known.add(facilities)
        kept.append(group.with_columns(pl.lit(len(kept) + 1, dtype=pl.Int64).alias("wish")))
    rows["wishes.csv"] = pl.concat([rows["wishes.csv"].filter(~is_own), *kept])
