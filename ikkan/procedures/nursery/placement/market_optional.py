"""Check the optional columns of a market: kinds of seats, pools, stages, scores and the keys that decide ties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from ikkan.procedures.nursery.placement.market_files import KEY
from ikkan.procedures.nursery.placement.market_joins import IntArray, index_of, numbered
from ikkan.procedures.nursery.placement.market_rows import AGES, parse_integer, refuse_where
from ikkan.procedures.nursery.placement.policy import POLICY_FILE, Policy

GENERAL = "general"
RESERVED = "reserved:"
# A score is compared in millionths, whole: 40.5 points are 40,500,000.
SCORE_DIGITS = 6
SCORE_STEPS = 10**SCORE_DIGITS
SCORE_FORM = rf"^-?[0-9]{{1,12}}(\.[0-9]{{1,{SCORE_DIGITS}}})?$"
NO_SCORE = np.iinfo(np.int64).min


@dataclass(frozen=True, eq=False)
class Reserved:
    """Hold the reserved seats: one class a facility, age and kind, sorted so; and who may take them.

    Args:
        names: the kinds, sorted by code point; an index of a kind is its place here.
        facility, age, kind, seats: per reserved class.
        child_start, child_kind: kinds that each child holds, in the order stated, those without any seat left out.
    """

    names: tuple[str, ...]
    facility: IntArray
    age: IntArray
    kind: IntArray
    seats: IntArray
    child_start: IntArray
    child_kind: IntArray


def check_kinds_and_pools(frame: pl.DataFrame) -> pl.DataFrame:
    """Check ``kind`` and ``pool`` of seats.csv, and write the general kind as blank."""
    file, shown = "seats.csv", ("facility", "age", "kind", "pool")
    frame = frame.with_columns(pl.col("kind").replace(GENERAL, ""))
    kind, pool = frame["kind"], frame["pool"]
    is_reserved, is_pooled = (kind != "").to_numpy(), (pool != "").to_numpy()
    if is_reserved.any():
        wrong = is_reserved & ~kind.str.contains(rf"^{RESERVED}\S+$").to_numpy()
        message = f"a kind of seat is blank, {GENERAL}, or {RESERVED}NAME without a space in the name. Correct the kind"
        refuse_where(wrong, frame, "unknown_kind", message, file, shown)
        message = "only general seats are shared between ages. Leave the pool of a reserved kind blank"
        refuse_where(is_reserved & is_pooled, frame, "pool_of_reserved", message, file, shown)
    if is_pooled.any():
        other = pl.col("facility") != pl.col("facility").first().over("pool")
        abroad = frame.select((pl.col("pool") != "") & other).to_series()
        message = (
            "the pool has rows of another facility: children would be moved between houses. "
            "Give every facility pools of its own names"
        )
        refuse_where(abroad.to_numpy(), frame, "pool_across_facilities", message, file, shown)
    return frame


def pools_of(frame: pl.DataFrame, facility: IntArray, facilities: int) -> IntArray:
    """Give, as (facilities, 6), the youngest age that each class shares its places with: its own where it shares none.

    Args:
        frame: seats.csv, checked.
        facility: index of the facility of each row.
        facilities: how many there are.
    """
    pools = np.tile(np.arange(len(AGES)), (facilities, 1))
    rows = np.flatnonzero((frame["pool"] != "").to_numpy())
    if len(rows):
        age = frame["age"].to_numpy()[rows]
        _, pool = np.unique(frame["pool"].to_numpy()[rows].astype(str), return_inverse=True)
        youngest = np.full(int(pool.max()) + 1, len(AGES), dtype=np.int64)
        np.minimum.at(youngest, pool, age)
        pools[facility[rows], age] = youngest[pool]
    return pools


def reserved_of(seats: pl.DataFrame, facility: IntArray, children: pl.DataFrame, child: IntArray) -> Reserved:
    """Give the reserved seats, and which children may take them.

    Args:
        seats, children: the two files, checked.
        facility: index of the facility of each row of seats.
        child: index of the child of each row of children.
    """
    rows = np.flatnonzero((seats["kind"] != "").to_numpy())
    named = seats["kind"].gather(rows).str.strip_prefix(RESERVED)
    names = numbered(named)
    kind, age = index_of(named, names), seats["age"].to_numpy()[rows]
    order = np.lexsort((kind, age, facility[rows]))
    owner, held = _kinds_held(children, child, names)
    return Reserved(
        names=tuple(names.to_list()),
        facility=facility[rows][order],
        age=age[order],
        kind=kind[order],
        seats=seats["seats"].to_numpy()[rows][order],
        child_start=np.searchsorted(owner, np.arange(children.height + 1)).astype(np.int64),
        child_kind=held,
    )


def _kinds_held(children: pl.DataFrame, child: IntArray, names: pl.Series) -> tuple[IntArray, IntArray]:
    """Give child and kind, one a kind held for which there are seats, sorted by child, in the order stated."""
    if not len(names):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    stated = (
        pl.DataFrame({"child": child, "kind": children["kinds"].cast(pl.String).str.split(" ")})
        .explode("kind")
        .filter(pl.col("kind").is_in(names.to_list()))
        .unique(maintain_order=True)
        .sort("child", maintain_order=True)
    )
    return stated["child"].to_numpy(), index_of(stated["kind"], names)


def stages_of(frame: pl.DataFrame, family: IntArray, policy: Policy) -> IntArray:
    """Give the place of the stage of each row of children.csv in the order of stages, 0 everywhere without stages.

    Args:
        frame: children.csv, checked.
        family: index of the family of each row.
        policy: the town's rule, which may list the stages.

    Raises:
        MarketError: ``stages_not_declared``, ``unknown_stage`` or ``family_in_two_stages``.
    """
    stage, file, shown = frame["stage"], "children.csv", ("child", "family", "stage")
    if stage.n_unique() <= 1 and (policy.stages is None or not (stage != "").any()):
        return np.zeros(frame.height, dtype=np.int64)
    if policy.stages is None:
        message = (
            f"the round is in stages, and {POLICY_FILE} does not say how they go. "
            'Add stages = "one_run", "in_turn", or the list of their names in order'
        )
        refuse_where((stage != stage[0]).to_numpy(), frame, "stages_not_declared", message, file, shown)
    if policy.stage_order:
        place = index_of(stage, pl.Series(policy.stage_order))
        unknown = place < 0
        message = f"the stage is not one of those that {POLICY_FILE} lists. Correct it, or list it in its place"
    else:
        number = stage.cast(pl.Int64, strict=False)
        unknown = number.is_null().to_numpy()
        place = number.fill_null(0).rank("dense").cast(pl.Int64).to_numpy() - 1
        message = (
            "the stage is no whole number, and without an order nobody can say which stage comes first. "
            f'Number the stages, or list their names in {POLICY_FILE}: stages = ["forced", "new"]'
        )
    refuse_where(unknown, frame, "unknown_stage", message, file, shown)
    first = np.zeros(int(family.max(initial=-1)) + 1, dtype=np.int64)
    first[family[::-1]] = place[::-1]
    message = "the children of one family are placed together, so they are of one stage. Give them the same stage"
    refuse_where(place != first[family], frame, "family_in_two_stages", message, file, shown)
    return place


def scores_of(frame: pl.DataFrame) -> IntArray:
    """Give the scores of priority.csv in millionths, ``NO_SCORE`` where blank.

    Raises:
        MarketError: ``bad_score``.
    """
    text = frame["score"].cast(pl.String).fill_null("")
    if not (text != "").any():
        return np.full(frame.height, NO_SCORE, dtype=np.int64)
    wrong = (text != "") & ~text.str.contains(SCORE_FORM)
    message = f"a score is a number with at most {SCORE_DIGITS} decimals, such as 41 or 40.5. Correct the score"
    refuse_where(wrong.to_numpy(), frame, "bad_score", message, "priority.csv", ("facility", "age", "child", "score"))
    parts = text.str.strip_prefix("-").str.split_exact(".", 1).struct
    whole, decimals = parts.field("field_0"), parts.field("field_1").fill_null("").str.pad_end(SCORE_DIGITS, "0")
    size = (whole + decimals).cast(pl.Int64, strict=False)
    scores: npt.NDArray[np.int64] = size.fill_null(0).to_numpy()
    scores = np.where(text.str.starts_with("-").to_numpy(), -scores, scores)
    return np.where((text == "").to_numpy(), NO_SCORE, scores)


def check_scores_and_keys(frame: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Check ``score`` and the ``key:NAME`` columns of priority.csv.

    Raises:
        MarketError: ``bad_score``, ``missing_score`` or ``bad_key``.
    """
    file = "priority.csv"
    scores = scores_of(frame)
    if policy.rule == "choice_within_score":
        message = "the rule choice_within_score compares the score first, and this row has none. Add the score"
        refuse_where(scores == NO_SCORE, frame, "missing_score", message, file, ("facility", "age", "child"))
    for name in frame.columns:
        if name.startswith(KEY):
            frame = parse_integer(frame, name, file, code="bad_key")
            message = f"{name} is blank. Write a whole number; smaller goes first"
            refuse_where(frame[name].is_null().to_numpy(), frame, "bad_key", message, file, ("child", name))
    return frame
