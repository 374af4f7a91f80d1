"""Place a round: queue repair, restarts, then proof by constraint programming; every answer says what is proven."""

from __future__ import annotations

import csv
import importlib
import io
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.pack import Packed, pack
from ikkan.procedures.nursery.placement.policy import Policy
from ikkan.procedures.nursery.placement.queue_repair import blocking_families, run_queue

Status = Literal["stable", "no_stable_placement", "undecided"]
Rung = Literal["queue", "restart", "constraint_programming"]


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
    """

    facility: IntArray
    wish_reached: IntArray
    status: Status
    blocking: tuple[str, ...]
    proved_largest: bool
    largest: int | None
    proved_fewest: bool
    rung: Rung

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
            "rung": self.rung,
        }
        (out / "verdict.json").write_bytes((json.dumps(verdict, indent=2) + "\n").encode("utf-8"))


@dataclass(frozen=True)
class _Found:
    """Hold a state on the way through the ladder."""

    held: IntArray
    status: Status
    rung: Rung
    proved_fewest: bool


def place(market: Market, *, policy: Policy | None = None, prove: bool = False, seconds: float = 60.0) -> Placement:
    """Place a round by the town's rule.

    Several stable placements may exist; the one given is that which the families' own proposals reach, in the order of
    standing (best relative rank, then lottery number, then child id). ``prove`` adds proofs and never changes it.

    Args:
        market: the round.
        policy: the town's rule; default: the market's own.
        prove: also prove whether the number placed is the largest of all stable placements.
        seconds: wall time allowed for constraint programming.

    Raises:
        MarketError: ``policy_not_supported`` when the policy asks for a rule that is not built.
    """
    if policy is not None:
        Policy(rule=policy.rule, ties=policy.ties, choose=policy.choose)
    deadline = time.monotonic() + seconds
    packed = pack(market)
    found = _climb(packed, deadline)
    placed = _children_placed(packed, found.held)
    largest = None
    if found.status == "stable":
        largest = _largest_known(packed, placed)
        if largest is None and prove:
            # OR-Tools takes a second to import; a round that needs no proof does not pay for it.
            solver = importlib.import_module("ikkan.procedures.nursery.placement.cp_sat")
            solved = solver.find_largest(packed, hint=found.held, seconds=deadline - time.monotonic())
            largest = solved.value if solved.is_proved and solved.state == "found" else None
    return _as_placement(market, packed, found, largest)


def _climb(packed: Packed, deadline: float) -> _Found:
    """Go up the ladder until something is stable, proven impossible, or out of time."""
    repaired = run_queue(packed)
    if repaired.blocking == 0:
        return _Found(repaired.held, "stable", "queue" if repaired.attempt == 0 else "restart", True)
    solver = importlib.import_module("ikkan.procedures.nursery.placement.cp_sat")
    found = solver.find_stable(packed, seconds=deadline - time.monotonic())
    if found.state == "found":
        return _Found(found.held, "stable", "constraint_programming", True)
    if found.state == "undecided":
        return _Found(repaired.held, "undecided", "restart", False)
    fewest = solver.find_fewest_blocking(packed, hint=repaired.held, seconds=deadline - time.monotonic())
    if fewest.held is None or len(blocking_families(packed, fewest.held)) > repaired.blocking:
        return _Found(repaired.held, "no_stable_placement", "restart", False)
    return _Found(fewest.held, "no_stable_placement", "constraint_programming", bool(fewest.is_proved))


def _largest_known(packed: Packed, placed: int) -> int | None:
    """Give the largest number where theory has it without a search.

    Without siblings every stable placement fills the same children (rural hospitals theorem, Roth 1986); and nobody
    can place more than all who wish.
    """
    only_children = bool((packed.family_size <= 1).all())
    most = len(np.unique(packed.entry_child))
    return placed if only_children or placed == most else None


def _children_placed(packed: Packed, held: IntArray) -> int:
    wishes = np.diff(packed.wish_start)
    got = np.flatnonzero(held < wishes)
    return int(np.diff(packed.entry_start)[packed.wish_start[got] + held[got]].sum())


def _as_placement(market: Market, packed: Packed, found: _Found, largest: int | None) -> Placement:
    """Translate packed families and wishes back to the market's."""
    wishes = np.diff(packed.wish_start)
    got = np.flatnonzero(found.held < wishes)
    reached = np.zeros(len(market.family_ids), dtype=np.int64)
    reached[packed.family_of[got]] = found.held[got] + 1
    facility = np.full(len(market.child_ids), NOWHERE, dtype=np.int64)
    families = np.flatnonzero(reached)
    wish = market.family_wish_start[families] + reached[families] - 1
    is_taken = np.zeros(len(market.wish_entry_start) - 1, dtype=bool)
    is_taken[wish] = True
    entry = is_taken[market.entry_wish]
    facility[market.entry_child[entry]] = market.entry_facility[entry]
    blocking = [] if found.status == "stable" else blocking_families(packed, found.held)
    names = sorted(market.family_ids[packed.family_of[family]] for family in blocking)
    placed = int((facility != NOWHERE).sum())
    return Placement(
        facility=facility,
        wish_reached=reached,
        status=found.status,
        blocking=tuple(names),
        proved_largest=largest is not None and placed == largest,
        largest=largest,
        proved_fewest=found.proved_fewest,
        rung=found.rung,
    )
