"""A round as a market: seats, children, joint wishes and the order at every facility."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

import polars as pl

from ikkan.kernel import answers as read
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.models import Seat
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.siblings import Alone, ChildWishes, JointWish, Pattern, expand
from ikkan.procedures.nursery.round.scores import RoundScores
from ikkan.procedures.nursery.round.standing import Family

GENERAL: Final = "general"
# reserved seats stand in the market as a facility of their own, which only entitled children wish, and wish first
RESERVED: Final = "#"
# how a reserved kind of seat is written in Seat.kind
RESERVED_KIND: Final = "reserved:"
# named with their types, so that a round without any child is a market too
CHILDREN: Final = {"child": pl.String, "family": pl.String, "age": pl.Int64, "current_facility": pl.String}
WISHES: Final = {"family": pl.String, "wish": pl.Int64, "child": pl.String, "facility": pl.String}


def market_of_round(
    round_: Round, families: Sequence[Family], scores: RoundScores, *, most_combinations: int
) -> Market:
    """Build the market of a round.

    Args:
        round_: the round; its seats are in the table of seats.
        families: its families.
        scores: their scores.
        most_combinations: joint wishes a family may have; more were refused while filing.

    Raises:
        MarketError: the round contradicts itself; the error names the place.
    """
    seats = {(seat.facility, seat.age, seat.kind): seat.seats for seat in Seat.objects.filter(round=round_)}
    excluded = set(scores.excluded)
    children: list[tuple[str, str, int, str]] = []
    wishes: list[tuple[str, int, str, str]] = []
    for family in families:
        taking_part = [
            key
            for key in family.children
            if f"{family.case.number}/{key}" not in excluded and key not in family.uncertified
        ]
        if not taking_part:
            continue
        number = family.case.number
        for key in taking_part:
            child = family.children[key]
            children.append((f"{number}/{key}", number, child.class_age, child.present_facility))
        wishes.extend(_wish_rows(family, taking_part, seats, most_combinations))
    return Market.from_frames(
        seats=_seat_frame(seats, children, wishes),
        children=pl.DataFrame(children, schema=CHILDREN, orient="row"),
        wishes=pl.DataFrame(wishes, schema=WISHES, orient="row"),
        priority=_priority_frame(scores, children, wishes),
    )


def joint_wishes(answers: JsonObject, keys: Sequence[str], *, limit: int) -> tuple[JointWish, ...]:
    """Return a family's joint wishes, best first: a facility or None for each of the keys in their order.

    Raises:
        SiblingWishError: what the family states cannot be expanded.
        TooManyCombinations: it states more than the limit.
    """
    by_key = {read.word(child, "id"): child for child in read.parts(answers, "children")}
    ordered = sorted(keys, key=lambda key: (read.word(by_key[key], "birth") or "9999", key))
    siblings = read.part(answers, "siblings")
    stated = read.word(siblings, "pattern") or Pattern.SAME_FACILITY_SAME_TIME.value
    rows = [tuple(read.word(row, key) or None for key in ordered) for row in read.parts(siblings, "combination")]
    expanded = expand(
        [
            ChildWishes(
                key, tuple(read.words(by_key[key], "wishes")), read.word(by_key[key], "present_facility") or None
            )
            for key in ordered
        ],
        Pattern(stated),
        combination=rows,
        alone=Alone(read.word(siblings, "alone") or Alone.EITHER.value),
        limit=limit,
    )
    place = {key: index for index, key in enumerate(ordered)}
    return tuple(tuple(wish[place[key]] for key in keys) for wish in expanded)


def _wish_rows(
    family: Family, keys: Sequence[str], seats: Mapping[tuple[str, int, str], int], limit: int
) -> Iterator[tuple[str, int, str, str]]:
    number = family.case.number
    rank = 0
    for wish in joint_wishes(family.answers, keys, limit=limit):
        options = [_with_reserved(facility, family, key, seats) for key, facility in zip(keys, wish, strict=True)]
        for variant in product(*options):
            rank += 1
            for key, facility in zip(keys, variant, strict=True):
                yield number, rank, f"{number}/{key}", facility


def seat_taken(placed: str) -> tuple[str, str]:
    """Return facility and kind of seat of a facility of the market: reserved seats stand there as one of their own."""
    facility, _, kind = placed.partition(RESERVED)
    return facility, f"{RESERVED_KIND}{kind}" if kind else GENERAL


def _with_reserved(
    facility: str | None, family: Family, key: str, seats: Mapping[tuple[str, int, str], int]
) -> tuple[str, ...]:
    if facility is None:
        return ("",)
    child = family.children[key]
    kinds = [kind for kind in child.kinds if seats.get((facility, child.class_age, f"{RESERVED_KIND}{kind}"))]
    return (*(f"{facility}{RESERVED}{kind}" for kind in kinds), facility)


def _seat_frame(
    seats: Mapping[tuple[str, int, str], int],
    children: Sequence[tuple[str, str, int, str]],
    wishes: Sequence[tuple[str, int, str, str]],
) -> pl.DataFrame:
    """Return the seats, with 0 where a wished class offers none."""
    ages = {child: age for child, _, age, _ in children}
    offered = {
        (facility if kind == GENERAL else f"{facility}{RESERVED}{kind.removeprefix(RESERVED_KIND)}", age): count
        for (facility, age, kind), count in seats.items()
    }
    for _, _, child, facility in wishes:
        if facility:
            offered.setdefault((facility, ages[child]), 0)
    rows = [(facility, age, count) for (facility, age), count in sorted(offered.items())]
    return pl.DataFrame(rows, schema={"facility": pl.String, "age": pl.Int64, "seats": pl.Int64}, orient="row")


def _priority_frame(
    scores: RoundScores,
    children: Sequence[tuple[str, str, int, str]],
    wishes: Sequence[tuple[str, int, str, str]],
) -> pl.DataFrame:
    """Rank the children at every class: holders of a place first, then by the book's keys, draw and id."""
    wanted = pl.DataFrame(
        sorted({(child, facility) for _, _, child, facility in wishes if facility}),
        schema={"id": pl.String, "facility": pl.String}, orient="row",
    ).with_columns(base=pl.col("facility").str.split(RESERVED).list.first())  # fmt: skip
    holders = pl.DataFrame(
        [(child, facility, age) for child, _, age, facility in children],
        schema={"id": pl.String, "present": pl.String, "age": pl.Int64}, orient="row",
    )  # fmt: skip
    keyed = scores.keys.select("id", pl.col("facility").alias("base"), *scores.key_names)
    # a present place that is not wished anew has no key of its own: its holder is first there all the same
    order = ["is_other", *("score" if name == "score" else name for name in scores.key_names), "id"]
    descending = [name == "score" for name in order]
    return (
        wanted.join(holders, on="id", how="inner")
        .join(keyed, on=["id", "base"], how="left")
        .with_columns(is_other=pl.col("facility") != pl.col("present"))
        .sort("facility", "age", *order, descending=[False, False, *descending], nulls_last=True)
        .with_columns(rank=pl.int_range(1, pl.len() + 1).over("facility", "age"))
        .select("facility", "age", pl.col("id").alias("child"), "rank", pl.col("score").cast(pl.String).fill_null(""))
    )
