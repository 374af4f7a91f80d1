"""Place a round: narrowing, queue repair, restarts, constraint programming; every answer says what is proven."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ikkan.procedures.nursery.placement.ladder import Found, Question, Rung, Status, climb
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import Places, places_of
from ikkan.procedures.nursery.placement.pack import pack
from ikkan.procedures.nursery.placement.policy import Policy


@dataclass(frozen=True, eq=False)
class Placement:
    """Hold the result of a round.

    Args:
        facility: per child the index of its facility, -1 when not placed.
        wish_reached: per family the wish it got, counted from 1; 0 when none.
        status: "stable"; "no_stable_placement" (proven); "undecided" (none found, none excluded).
        blocking: ids of the families that could do better without harm to a better-ranked child.
        proved_largest: no stable placement places more children.
        largest: children in the largest stable placement where it was computed and proven, otherwise None.
        proved_fewest: no placement has fewer blocking families.
        rung: the method that gave the answer.
        choose: which of several stable placements was asked for (see policy.Policy).
        proved_only: it is the only stable placement.
        unanswered: what the time allowed was too short to decide: "stable", "largest", "fewest".
    """

    facility: IntArray
    wish_reached: IntArray
    status: Status
    blocking: tuple[str, ...]
    proved_largest: bool
    largest: int | None
    proved_fewest: bool
    rung: Rung
    choose: str = "family_leaning"
    proved_only: bool = False
    unanswered: tuple[Question, ...] = ()

    @property
    def placed(self) -> int:
        """Count the children with a place."""
        return int((self.facility != NOWHERE).sum())

    def write(self, out: Path, market: Market) -> None:
        """Write placement.csv (every child once, sorted by child) and verdict.json.

        Args:
            out: folder, made when missing.
            market: the round that was placed.
        """
        out.mkdir(parents=True, exist_ok=True)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("child", "facility"))
        names = (*market.facility_ids, "")
        writer.writerows(zip(market.child_ids, (names[at] for at in self.facility.tolist()), strict=True))
        (out / "placement.csv").write_bytes(text.getvalue().encode("utf-8"))
        verdict = {
            "status": self.status,
            "placed": self.placed,
            "blocking": len(self.blocking),
            "proved_largest": self.proved_largest,
            "largest": self.largest,
            "larger_by": None if self.largest is None else self.largest - self.placed,
            "proved_only": self.proved_only,
            "proved_fewest": self.proved_fewest,
            "choose": self.choose,
            "rung": self.rung,
            "unanswered": list(self.unanswered),
        }
        (out / "verdict.json").write_bytes((json.dumps(verdict, indent=2) + "\n").encode("utf-8"))


def place(market: Market, *, policy: Policy | None = None, prove: bool = False, seconds: float = 60.0) -> Placement:
    """Place a round by the town's rule.

    Several stable placements may exist. ``family_leaning`` gives the one that the families' own proposals reach, in the
    order of standing (best relative rank, then lottery number, then child id); ``largest`` gives one that places most
    children. ``prove`` adds proofs and never changes the placement.

    Args:
        market: the round.
        policy: the town's rule; default: the market's own.
        prove: also prove whether the number placed is the largest of all stable placements.
        seconds: wall time allowed for constraint programming.

    Raises:
        MarketError: ``policy_not_supported`` when the policy asks for a rule that is not built.
    """
    choose = (policy or market.policy).choose
    places = places_of(pack(market))
    is_largest = choose == "largest"
    found = climb(places, is_largest_wanted=prove or is_largest, may_change=is_largest, seconds=seconds)
    return _as_placement(market, places, found, choose)


def _as_placement(market: Market, places: Places, found: Found, choose: str) -> Placement:
    """Translate packed families and wishes back to the market's."""
    packed = places.packed
    got = np.flatnonzero(found.held < np.diff(packed.wish_start))
    reached = np.zeros(len(market.family_ids), dtype=np.int64)
    reached[packed.family_of[got]] = found.held[got] + 1
    facility = np.full(len(market.child_ids), NOWHERE, dtype=np.int64)
    families = np.flatnonzero(reached)
    is_taken = np.zeros(len(market.wish_entry_start) - 1, dtype=bool)
    is_taken[market.family_wish_start[families] + reached[families] - 1] = True
    entry = is_taken[market.entry_wish]
    facility[market.entry_child[entry]] = market.entry_facility[entry]
    names = sorted(market.family_ids[packed.family_of[family]] for family in found.blocking.tolist())
    placed = int((facility != NOWHERE).sum())
    return Placement(
        facility=facility,
        wish_reached=reached,
        status=found.status,
        blocking=tuple(names),
        proved_largest=found.largest == placed,
        largest=found.largest,
        proved_fewest=found.proved_fewest,
        rung=found.rung,
        choose=choose,
        proved_only=found.status == "stable" and found.open_families == 0,
        unanswered=found.unanswered,
    )
