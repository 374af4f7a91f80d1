"""Find the first component of the order that told a child from the last one admitted to the same class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from ikkan.procedures.nursery.placement.asked import choices
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_files import KEY
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.market_optional import NO_SCORE, scores_of
from ikkan.procedures.nursery.placement.wished import Wished

UNKNOWN = np.iinfo(np.int64).max
# what decides after holding a place and the stage, and before keys and draw
COMPARED = {
    "priority_first": ("score",),
    "choice_first": ("choice", "score"),
    "choice_within_score": ("score", "choice"),
}


@dataclass(frozen=True, eq=False)
class Component:
    """Hold one component of the order for some rows.

    Args:
        name: as explanations.csv names it.
        value: numbers, the smaller goes first; UNKNOWN where the files leave it blank.
        text: as the files write it.
    """

    name: str
    value: IntArray
    text: pl.Series


def decided_by(market: Market, wished: Wished, own: IntArray, last: IntArray) -> pl.DataFrame:
    """Name for each pair of rows the first component that differs, with both values.

    Where it points another way than the order, or none differs, the rank decided: the town ranked by what is not in
    the files.

    Args:
        market: the round.
        wished: its rows.
        own, last: rows of a child and of the last child of another family admitted to the same class.

    Returns:
        decided_by, own_value and last_value, a row a pair.
    """
    pairs, rows = len(own), np.concatenate((own, last))
    ranks = pl.Series(market.entry_rank[wished.entry[rows]]).cast(pl.String)
    by = pl.repeat("rank", pairs, eager=True)
    own_value, last_value = ranks[:pairs], ranks[pairs:]
    is_open, is_behind = np.ones(pairs, dtype=bool), wished.order[own] > wished.order[last]
    for part in _components(market, wished, rows):
        mine, theirs = part.value[:pairs], part.value[pairs:]
        differs = is_open & (mine != theirs) & (mine != UNKNOWN) & (theirs != UNKNOWN)
        decides = pl.Series(differs & ((mine > theirs) == is_behind))
        by = pl.repeat(part.name, pairs, eager=True).zip_with(decides, by)
        own_value = part.text[:pairs].zip_with(decides, own_value)
        last_value = part.text[pairs:].zip_with(decides, last_value)
        is_open &= ~differs
    return pl.DataFrame({"decided_by": by, "own_value": own_value, "last_value": last_value})


def _components(market: Market, wished: Wished, rows: IntArray) -> Iterator[Component]:
    """Yield the components in the order in which the rule compares them, as far as the files have them."""
    child, entry = wished.child[rows], wished.entry[rows]
    holds = (wished.kind[rows] == NOWHERE) & (market.child_current[child] == market.entry_facility[entry])
    yield _counted("holder", -holds.astype(np.int64), holds.astype(np.int64))
    if not market.policy.is_in_turn and market.child_stage.any():
        stage = market.frames["children.csv"].sort("child")["stage"]
        yield Component("stage", market.child_stage[child], stage.gather(child))
    priority, line = market.frames["priority.csv"], market.entry_row[entry]
    for name in COMPARED[market.policy.rule]:
        if name == "choice":
            choice = choices(market)[entry]
            yield _counted(name, choice, choice)
        else:
            score = scores_of(priority)[line]
            yield Component(name, np.where(score == NO_SCORE, UNKNOWN, -score), _text(priority, name, line))
    for name in priority.columns:
        if name.startswith(KEY):
            yield Component(name, priority[name].to_numpy()[line], _text(priority, name, line))
    draw = market.child_draw[child]
    yield _counted("draw", np.where(draw == NOWHERE, UNKNOWN, draw), draw)


def _counted(name: str, value: IntArray, shown: IntArray) -> Component:
    return Component(name, value, pl.Series(shown).cast(pl.String))


def _text(frame: pl.DataFrame, name: str, line: IntArray) -> pl.Series:
    return frame[name].gather(line).cast(pl.String)
