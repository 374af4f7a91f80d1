"""The joint wishes of a round as rows: of an only child by columns, of brothers and sisters by what they state."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

import polars as pl

from ikkan.kernel import answers as read
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.placement.siblings import Alone, ChildWishes, JointWish, Pattern, expand
from ikkan.procedures.nursery.round.standing import Family

# reserved seats stand in the market as a facility of their own, which only entitled children wish, and wish first
RESERVED: Final = "#"
# named with their types, so that a round without any child is a market too
WISHES: Final = {"family": pl.String, "wish": pl.Int64, "child": pl.String, "facility": pl.String}
LAST: Final = 2**31


def wish_frame(
    children: pl.DataFrame, reserved: pl.DataFrame, families: Sequence[Family], *, most_combinations: int
) -> pl.DataFrame:
    """Return the rows of wishes.csv.

    Args:
        children: a row a child who takes part: id, family, key, class_age, present, kinds (list), wishes (list).
        reserved: a row a class with reserved seats: facility, class_age, kind.
        families: the families, for what those with brothers and sisters state.
        most_combinations: joint wishes a family may have; more were refused while filing.

    Raises:
        SiblingWishError: what a family states cannot be expanded.
    """
    is_only = pl.len().over("family") == 1
    together = children.filter(~is_only).sort("family", "key")
    entitled = {
        (child, facility): kinds
        for child, facility, kinds in _seats_of_their_own(together.select("id", "class_age", "kinds"), reserved)
        .group_by("id", "facility", maintain_order=True)
        .agg("reserved")
        .iter_rows()
    }
    keys = dict(together.group_by("family").agg("key").iter_rows())
    rows = [
        row
        for family in families
        if family.case.number in keys
        for row in _sibling_rows(family, sorted(keys[family.case.number]), entitled, most_combinations)
    ]
    return pl.concat(
        [_only_children(children.filter(is_only), reserved), pl.DataFrame(rows, schema=WISHES, orient="row")]
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


def _only_children(children: pl.DataFrame, reserved: pl.DataFrame) -> pl.DataFrame:
    """Return the wishes of children without brothers and sisters here: none behind the present place, to stay last."""
    wished = (
        children.select("id", "family", "present", facility="wishes", place=pl.int_ranges(pl.col("wishes").list.len()))
        .explode("facility", "place")
        .drop_nulls("facility")
    )
    present_at = pl.when(pl.col("facility") == pl.col("present")).then("place").min().over("id").fill_null(LAST)
    stays = children.filter(pl.col("present") != "").select(
        "id", "family", facility="present", place=pl.lit(LAST, pl.Int64)
    )
    before = wished.filter(pl.col("place") < present_at).select(
        "id", "family", "facility", pl.col("place").cast(pl.Int64)
    )
    general = pl.concat([before, stays]).with_columns(choice=pl.lit(LAST, pl.Int64))
    own = _seats_of_their_own(children.select("id", "class_age", "kinds"), reserved)
    preferred = (
        general.drop("choice").join(own, on=["id", "facility"]).with_columns(facility="reserved").drop("reserved")
    )
    return (
        pl.concat([general, preferred.select(general.columns)])
        .sort("family", "place", "choice")
        .select(
            "family", wish=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("family"), child="id", facility="facility"
        )
    )


def _seats_of_their_own(children: pl.DataFrame, reserved: pl.DataFrame) -> pl.DataFrame:
    """Return the reserved seats that each child may take: id, facility, reserved, choice (the order of its kinds)."""
    return (
        children.with_columns(choice=pl.int_ranges(pl.col("kinds").list.len(), dtype=pl.Int64))
        .explode("kinds", "choice")
        .rename({"kinds": "kind"})
        .join(reserved, on=["class_age", "kind"])
        .select("id", "facility", reserved=pl.concat_str("facility", pl.lit(RESERVED), "kind"), choice="choice")
        .sort("id", "facility", "choice")
    )


def _sibling_rows(
    family: Family, keys: Sequence[str], entitled: dict[tuple[str, str], list[str]], limit: int
) -> Iterator[tuple[str, int, str, str]]:
    number = family.case.number
    names = [f"{number}/{key}" for key in keys]
    rank = 0
    for wish in joint_wishes(family.answers, keys, limit=limit):
        options = [
            (*entitled.get((name, facility), ()), facility) if facility else ("",)
            for name, facility in zip(names, wish, strict=True)
        ]
        for variant in product(*options):
            rank += 1
            for name, facility in zip(names, variant, strict=True):
                yield number, rank, name, facility
