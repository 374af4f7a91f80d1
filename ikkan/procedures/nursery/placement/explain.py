"""Explain a placement from its final state alone: for every child and wish, who was ahead and what decided."""

from __future__ import annotations

from itertools import starmap
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from ikkan.procedures.nursery.placement.deciding import decided_by
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.market_optional import RESERVED
from ikkan.procedures.nursery.placement.place import Placement
from ikkan.procedures.nursery.placement.wished import (
    NOBODY,
    Wished,
    better_admitted,
    children_at,
    last_admitted,
    wished_of,
)

FILE = "explanations.csv"
OUTCOMES = REACHED, BETTER_REACHED, FULL, SIBLING = "reached", "better_reached", "full", "sibling"


class WishExplanation(NamedTuple):
    """Say why a child did or did not get one wished facility. The caller hides what small cells would betray.

    Args:
        child, facility: ids.
        wish: number of the family's wish, 1 is best.
        seats: places of the class, those held at present included.
        admitted: children admitted there.
        better_admitted: admitted children of other families who stand before this child.
        lowest_admitted_rank: rank of the last child admitted there; 0 when nobody was.
        own_rank: this child's rank there.
        reached: 1 when the family got this wish.
        outcome: ``reached``; ``better_reached``: the family got a better wish; ``full``: children who stand before
            this one left no place; ``sibling``: this child could enter, another of the family could not.
        because_child, because_facility: for ``sibling`` the first child of the family that could not enter, and where;
            blank where all could enter and did not, as happens only where no placement is stable.
        decided_by: for ``full`` the first component that tells this child from the last one admitted of another
            family: ``holder``, ``stage``, ``choice``, ``score``, ``key:NAME``, ``draw``, or ``rank`` where the files
            do not say; blank where no other family was admitted.
        own_value, last_value: this child's and that child's value of the component, as the files write it.
        kind: the kind of seat tried, in markets with reserved seats; blank for a general one.
    """

    child: str
    wish: int
    facility: str
    seats: int
    admitted: int
    better_admitted: int
    lowest_admitted_rank: int
    own_rank: int
    reached: int
    outcome: str
    because_child: str
    because_facility: str
    decided_by: str
    own_value: str
    last_value: str
    kind: str = ""


def explain(market: Market, placement: Placement, *, child: str | None = None) -> list[WishExplanation]:
    """Explain every wish that names a facility, sorted by family, wish and child.

    Args:
        market: the round.
        placement: its result.
        child: explain the wishes of this child only.
    """
    frame = explanation_frame(market, placement)
    if child is not None:
        frame = frame.filter(pl.col("child") == child)
    return list(starmap(WishExplanation, frame.with_columns(pl.col(pl.String).fill_null("")).iter_rows()))


def write_explanations(market: Market, placement: Placement, out: Path) -> None:
    """Write explanations.csv, every wished facility of every child, for the checker to count again.

    Args:
        market: the round.
        placement: its result.
        out: folder, made when missing.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / FILE).write_bytes(explanation_frame(market, placement).write_csv().encode("utf-8"))


def explanation_frame(market: Market, placement: Placement) -> pl.DataFrame:
    """Return the columns of explanations.csv, blanks as null.

    Args:
        market: the round.
        placement: its result.
    """
    wished = wished_of(market, placement)
    better = better_admitted(market, wished)
    outcome, because = _outcomes(wished, better)
    frame = _figures(market, wished, better, outcome, because)
    frame = frame.hstack(_decisions(market, wished, np.flatnonzero(outcome == OUTCOMES.index(FULL))))
    if not market.reserved.names:
        return frame
    kinds = pl.Series([f"{RESERVED}{name}" for name in market.reserved.names], dtype=pl.String)
    order = np.lexsort((wished.child, wished.wish, wished.family))
    return frame.with_columns(kind=kinds.gather(pl.Series(wished.kind).replace(NOBODY, None)))[order]


def _figures(market: Market, wished: Wished, better: IntArray, outcome: IntArray, because: IntArray) -> pl.DataFrame:
    """Return what is counted, and the child that kept a brother or sister out."""
    child_ids, facility_ids = (pl.Series(ids, dtype=pl.String) for ids in (market.child_ids, market.facility_ids))
    facility, rank = market.entry_facility[wished.entry], market.entry_rank[wished.entry]
    at = pl.Series(because).replace(NOBODY, None)
    return pl.DataFrame(
        {
            "child": child_ids.gather(wished.child),
            "wish": wished.wish,
            "facility": facility_ids.gather(facility),
            "seats": wished.seats[wished.slot],
            "admitted": wished.admitted[wished.slot],
            "better_admitted": better,
            "lowest_admitted_rank": wished.lowest(rank)[wished.slot],
            "own_rank": rank,
            "reached": wished.is_reached.astype(np.int64),
            "outcome": pl.Series(OUTCOMES).gather(outcome),
            "because_child": child_ids.gather(pl.Series(wished.child).gather(at)),
            "because_facility": facility_ids.gather(pl.Series(facility).gather(at)),
        }
    )


def _outcomes(wished: Wished, better: IntArray) -> tuple[IntArray, IntArray]:
    """Give the number of every row's outcome, and the row of the child that kept its brother or sister out, or -1."""
    is_full = wished.is_missed & (better + children_at(wished) > wished.seats[wished.slot])
    full = np.flatnonzero(is_full)
    first = np.full(int(wished.joint.max(initial=NOBODY)) + 1, NOBODY, dtype=np.int64)
    first[wished.joint[full[::-1]]] = full[::-1]
    because = np.where(wished.is_missed & ~is_full, first[wished.joint], NOBODY)
    is_so = (wished.is_reached, ~wished.is_missed, is_full)
    return np.select(is_so, range(len(is_so)), OUTCOMES.index(SIBLING)), because


def _decisions(market: Market, wished: Wished, full: IntArray) -> pl.DataFrame:
    """Return what decided, a row for every row wished, filled where it was full and others were admitted."""
    last = last_admitted(wished)
    beaten = full[last[full] != NOBODY]
    at = np.full(len(last), NOBODY, dtype=np.int64)
    at[beaten] = np.arange(len(beaten))
    decided = decided_by(market, wished, beaten, last[beaten])
    return decided.select(pl.all().gather(pl.Series(at).replace(NOBODY, None)))
