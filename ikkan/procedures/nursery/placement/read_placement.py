"""A written placement read back for its market, so that it can be explained without placing anew."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import numpy as np

from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_optional import RESERVED
from ikkan.procedures.nursery.placement.place import Placement


class PlacementFileError(Exception):
    """A written placement does not belong to the market; the text names the place."""


def read_placement(market: Market, out: Path) -> Placement:
    """Read placement.csv and verdict.json of a market.

    Args:
        market: the round.
        out: folder of the result.

    Raises:
        PlacementFileError: a file cannot be read, or names what the market does not have.
    """
    try:
        with (out / "placement.csv").open(encoding="utf-8", newline="") as file:
            rows = {row["child"]: row for row in csv.DictReader(file)}
        placed = {child: row["facility"] for child, row in rows.items()}
        kinds = {child: row.get("kind", "").removeprefix(RESERVED) for child, row in rows.items()}
        verdict = json.loads((out / "verdict.json").read_text(encoding="utf-8"))
    except (OSError, KeyError, ValueError) as fault:
        raise PlacementFileError(
            f"{out} holds no placement ({fault}). Make one: ikkan nursery place … --out {out}"
        ) from fault
    if placed.keys() != set(market.child_ids):
        wrong = sorted(placed.keys() ^ set(market.child_ids))[0]
        raise PlacementFileError(f"{out}/placement.csv is of another market: child {wrong} is in only one of the two.")
    index = {name: at for at, name in enumerate(market.facility_ids)}
    unknown = sorted({name for name in placed.values() if name} - index.keys())
    if unknown:
        raise PlacementFileError(
            f"{out}/placement.csv names the facility {unknown[0]}, which the market does not have."
        )
    kind = {name: at for at, name in enumerate(market.reserved.names)}
    strange = sorted({name for name in kinds.values() if name} - kind.keys())
    if strange:
        raise PlacementFileError(
            f"{out}/placement.csv names the kind of seat {strange[0]}, which the market does not have."
        )
    seat_kind = np.array([kind.get(kinds[child], NOWHERE) for child in market.child_ids], dtype=np.int64)
    facility = np.array([index.get(placed[child], NOWHERE) for child in market.child_ids], dtype=np.int64)
    return Placement(
        facility=facility, wish_reached=_wishes_reached(market, facility), status=verdict["status"], blocking=(),
        proved_largest=bool(verdict.get("proved_largest")), largest=None, proved_fewest=False,
        rung=verdict.get("rung", "queue"), policy=market.policy, seat_kind=seat_kind if kind else None,
    )  # fmt: skip


def _wishes_reached(market: Market, facility: np.ndarray) -> np.ndarray:
    """Return per family the first wish whose every entry is what its children got, 0 for none."""
    reached = np.zeros(len(market.family_ids), dtype=np.int64)
    starts = market.wish_entry_start
    for family, (first, last) in enumerate(pairwise(market.family_wish_start)):
        for wish in range(first, last):
            entries = slice(starts[wish], starts[wish + 1])
            if (facility[market.entry_child[entries]] == market.entry_facility[entries]).all():
                reached[family] = wish - first + 1
                break
    return reached
