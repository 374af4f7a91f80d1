"""A round as a market: seats, children, joint wishes and the order at every facility, in columns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from ikkan.kernel.book import BookAt
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.models import Seat
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_rows import LARGEST_INTEGER
from ikkan.procedures.nursery.placement.policy import Policy
from ikkan.procedures.nursery.round.scores import RoundScores
from ikkan.procedures.nursery.round.standing import Family
from ikkan.procedures.nursery.round.wishes import RESERVED, wish_frame
from ikkan.procedures.nursery.rules.priority import TIE

Schema = dict[str, pl.DataType | type[pl.DataType]]
GENERAL: Final = "general"
# how a reserved kind of seat is written in Seat.kind
RESERVED_KIND: Final = "reserved:"
SEATS: Final[Schema] = {"facility": pl.String, "class_age": pl.Int64, "kind": pl.String, "seats": pl.Int64}
CHILDREN: Final[Schema] = {
    "id": pl.String, "family": pl.String, "key": pl.String, "class_age": pl.Int64, "present": pl.String,
    "kinds": pl.List(pl.String),
}  # fmt: skip


def lay_out_market(round_: Round, families: Sequence[Family], scores: RoundScores, book: BookAt) -> Market:
    """Lay out a round as a market.

    Args:
        round_: the round; its seats are in the table of seats.
        families: its families.
        scores: their scores.
        book: the book on the first day of its month.

    Raises:
        MarketError: the round contradicts itself; the error names the place.
    """
    children = _children(families, scores)
    seats = _seats(round_)
    reserved = seats.filter(pl.col("kind") != GENERAL, pl.col("seats") > 0).with_columns(
        pl.col("kind").str.strip_prefix(RESERVED_KIND)
    )
    most = int(str(book.value("combinations", "most")))
    wishes = wish_frame(children, reserved, families, most_combinations=most)
    wanted = wishes.filter(pl.col("facility") != "").select("facility", id="child").unique()
    wanted = wanted.join(children.select("id", "present", "class_age"), on="id")
    has_stages = children["stage"].n_unique() > 1
    policy = _policy(book, has_stages=has_stages)
    is_told = not has_stages or policy.is_in_turn or _is_family_in_one_stage(children)
    stage = ["stage"] if has_stages and is_told else []
    return Market.from_frames(
        seats=_with_wished(seats, wanted),
        children=children.select(
            "family", *stage, *(["draw"] if is_told else []), child="id", age="class_age", current_facility="present"
        ),
        wishes=wishes,
        priority=_priority(scores, wanted, is_told=is_told, has_equals=policy.ties == "equal"),
        policy=policy if stage else replace(policy, stages=None),
    )


def _policy(book: BookAt, *, has_stages: bool) -> Policy:
    """Return the town's rule for a round."""
    rule, ties, choose, stages = (str(book.value("placing", key)) for key in ("rule", "ties", "choose", "stages"))
    return Policy(rule=rule, ties=ties, choose=choose, stages=stages if has_stages else None)


def seat_taken(placed: str) -> tuple[str, str]:
    """Return facility and kind of seat of a facility of the market: reserved seats stand there as one of their own."""
    facility, _, kind = placed.partition(RESERVED)
    return facility, f"{RESERVED_KIND}{kind}" if kind else GENERAL


def _children(families: Sequence[Family], scores: RoundScores) -> pl.DataFrame:
    """Return the children who take part, with their wishes and their place in the draw."""
    rows = [
        (f"{family.case.number}/{key}", family.case.number, key, child.class_age, child.present_facility, child.kinds)
        for family in families
        for key, child in family.children.items()
        if key not in family.uncertified
    ]
    drawn = scores.scored.select("id", "wishes", "excluded", "stage", "draw")
    taking_part = pl.DataFrame(rows, schema=CHILDREN, orient="row").join(drawn, on="id")
    return taking_part.filter(pl.col("excluded") == "").drop("excluded")


def _seats(round_: Round) -> pl.DataFrame:
    rows = Seat.objects.filter(round=round_).order_by("facility", "age", "kind")
    return pl.DataFrame(list(rows.values_list("facility", "age", "kind", "seats")), schema=SEATS, orient="row")


def _with_wished(seats: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of seats.csv, with 0 where a wished class offers none."""
    own = pl.concat_str("facility", pl.lit(RESERVED), pl.col("kind").str.strip_prefix(RESERVED_KIND))
    offered = seats.select(
        facility=pl.when(pl.col("kind") == GENERAL).then("facility").otherwise(own), age="class_age", seats="seats"
    )
    wished = wanted.select("facility", age="class_age").unique().join(offered, on=["facility", "age"], how="anti")
    return pl.concat([offered, wished.with_columns(seats=pl.lit(0, pl.Int64))]).sort("facility", "age")


def _priority(scores: RoundScores, wanted: pl.DataFrame, *, is_told: bool, has_equals: bool) -> pl.DataFrame:
    """Rank the children at every class: holders of a place first, then by the book's keys, draw and id.

    Points and the book's tie keys stand beside the ranks, so that a reason can say which of them decided; not where
    the files cannot state the stages, which go before points. Where equals have no claim against each other the draw
    makes no rank.
    """
    keyed = scores.keys.select("id", pl.col("facility").alias("base"), *scores.key_names)
    # a present place that is not wished anew has no key of its own: its holder is first there all the same
    order = ["is_other", *scores.key_names, "id"]
    ranked = (
        wanted.with_columns(
            base=pl.col("facility").str.split(RESERVED).list.first(),
            is_other=pl.col("facility") != pl.col("present"),
        )
        .join(keyed, on=["id", "base"], how="left")
        .sort(
            "facility", "class_age", *order,
            descending=[False, False, *(name == "score" for name in order)], nulls_last=True,
        )
    )  # fmt: skip
    # a value that the town does not know goes last; a market has no larger number
    last = LARGEST_INTEGER - 1
    ties = [pl.col(name).clip(upper_bound=last).fill_null(last) for name in keyed.columns if name.startswith(TIE)]
    distinct = [name for name in order if name not in {"draw", "id"}] if has_equals else ["id"]
    is_new = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in distinct)
    rank = is_new.fill_null(value=True).cast(pl.Int64).cum_sum().over("facility", "class_age")
    # a holder comes first at its own place whatever the points: those of its wishes stand there too
    score = pl.col("score").fill_null(pl.col("score").max().over("id")).fill_null(0)
    told = [score, *ties] if is_told else []
    return ranked.select("facility", *told, age="class_age", child="id", rank=rank)


def _is_family_in_one_stage(children: pl.DataFrame) -> bool:
    """Tell whether brothers and sisters are all of one stage, as a market that states its stages wants it."""
    return bool(children.select((pl.col("stage").n_unique().over("family") == 1).all()).item())
