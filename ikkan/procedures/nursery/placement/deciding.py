"""Find the first component of the order by which the last child admitted stood before another child."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray, index_of
from ikkan.procedures.nursery.placement.wished import Wished

KEY = "key:"
PRIORITY = "priority.csv"


@dataclass(frozen=True, eq=False)
class Component:
    """Hold one component of the order for some rows.

    Args:
        name: as explanations.csv names it.
        value: numbers, the smaller goes first; not a number where the files leave it blank.
        text: as the files write it.
    """

    name: str
    value: pl.Series
    text: pl.Series


def decided_by(market: Market, wished: Wished, own: IntArray, last: IntArray) -> pl.DataFrame:
    """Name for each pair of rows the first component that differs, with both values.

    Where it points the other way, or none differs, the rank decided: the town ranked by what is not in the files.

    Args:
        market: the round.
        wished: its rows.
        own, last: rows of a child and of the last child admitted before it to the same class.

    Returns:
        decided_by, own_value and last_value, a row a pair.
    """
    pairs, rows = len(own), np.concatenate((own, last))
    ranks = pl.Series(wished.rank[rows]).cast(pl.String)
    by = pl.repeat("rank", pairs, eager=True)
    own_value, last_value = ranks[:pairs], ranks[pairs:]
    is_open = np.ones(pairs, dtype=bool)
    for part in _components(market, wished, rows):
        mine, theirs = part.value[:pairs].to_numpy(), part.value[pairs:].to_numpy()
        decides = pl.Series(is_open & (theirs < mine))
        by = pl.repeat(part.name, pairs, eager=True).zip_with(decides, by)
        own_value = part.text[:pairs].zip_with(decides, own_value)
        last_value = part.text[pairs:].zip_with(decides, last_value)
        is_open &= ~((theirs < mine) | (theirs > mine))
    return pl.DataFrame({"decided_by": by, "own_value": own_value, "last_value": last_value})


def _components(market: Market, wished: Wished, rows: IntArray) -> Iterator[Component]:
    """Yield the components in the order in which they decide, as far as the files have them."""
    child, facility = wished.child[rows], wished.facility[rows]
    holds = (market.child_current[child] == facility).astype(np.int64)
    yield _counted("holder", holds, -holds)
    priority = market.frames[PRIORITY]
    line = _priority_lines(market, child, facility)
    if "score" in priority.columns:
        yield _written("score", priority["score"], line, is_descending=True)
    for name in priority.columns:
        if name.startswith(KEY):
            yield _written(name, priority[name], line)
    draw = market.child_draw[child]
    yield _counted("draw", draw, np.where(draw == NOWHERE, np.nan, draw))


def _counted(name: str, shown: IntArray, value: np.ndarray) -> Component:
    return Component(name, pl.Series(value), pl.Series(shown).cast(pl.String))


def _written(name: str, column: pl.Series, line: IntArray, *, is_descending: bool = False) -> Component:
    """Read a column of the files at some of its lines."""
    value = column.cast(pl.Float64, strict=False).fill_null(float("nan"))
    return Component(name, (-value if is_descending else value).gather(line), column.cast(pl.String).gather(line))


def _priority_lines(market: Market, child: IntArray, facility: IntArray) -> IntArray:
    """Give where in priority.csv each child is ranked at the facility."""
    frame, facilities = market.frames[PRIORITY], len(market.facility_ids)
    ranked = index_of(frame["child"], pl.Series(market.child_ids, dtype=pl.String))
    at = index_of(frame["facility"], pl.Series(market.facility_ids, dtype=pl.String))
    pair = ranked * facilities + at
    order = np.argsort(pair, kind="stable")
    return order[np.searchsorted(pair[order], child * facilities + facility)].astype(np.int64)
