"""Place a round: narrowing, queue repair, restarts, constraint programming; every answer says what is proven."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ikkan.procedures.nursery.placement.asked import Asked, asked_of
from ikkan.procedures.nursery.placement.equals import climb_with_equals
from ikkan.procedures.nursery.placement.in_turn import Answer, answer_of, place_in_turn
from ikkan.procedures.nursery.placement.ladder import Found, Question, Rung, Status, climb
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.market_optional import RESERVED
from ikkan.procedures.nursery.placement.narrow import Places, places_of
from ikkan.procedures.nursery.placement.pack import pack
from ikkan.procedures.nursery.placement.policy import Policy

# keys of the policy that the verdict repeats where they are not as always
SAID = ("rule", "ties", "stages")


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
        policy: the rule by which it was placed; "stable" means fair by that rule's own key.
        proved_only: it is the only stable placement.
        unanswered: what the time allowed was too short to decide: "stable", "largest", "fewest".
        seat_kind: per child the kind of its reserved seat (index into market.reserved.names), -1 for a general one;
            None in a market without reserved seats.
    """

    facility: IntArray
    wish_reached: IntArray
    status: Status
    blocking: tuple[str, ...]
    proved_largest: bool
    largest: int | None
    proved_fewest: bool
    rung: Rung
    policy: Policy = field(default_factory=Policy)
    proved_only: bool = False
    unanswered: tuple[Question, ...] = ()
    seat_kind: IntArray | None = None

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
        names = (*market.facility_ids, "")
        columns: dict[str, list[str]] = {
            "child": list(market.child_ids),
            "facility": [names[at] for at in self.facility.tolist()],
        }
        if self.seat_kind is not None:
            kinds = (*(f"{RESERVED}{name}" for name in market.reserved.names), "")
            columns["kind"] = [kinds[at] for at in self.seat_kind.tolist()]
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
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
            "choose": self.policy.choose,
            **{key: getattr(self.policy, key) for key in SAID if getattr(self.policy, key) != getattr(Policy(), key)},
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
        MarketError: the policy given needs what the market does not say (see Market.under).
    """
    if policy is not None:
        market = market.under(policy)
    asked = asked_of(market)
    is_largest = market.policy.choose == "largest"
    climbing = climb_with_equals if market.policy.ties == "equal" else climb

    def placed_in(places: Places, seconds: float) -> Found:
        return climbing(places, is_largest_wanted=prove or is_largest, may_change=is_largest, seconds=seconds)

    if market.policy.is_in_turn:
        answer = place_in_turn(market, asked, placed_in, seconds=seconds)
    else:
        places = places_of(pack(market, asked=asked))
        answer = answer_of(places, placed_in(places, seconds), asked)
    return _as_placement(market, asked, answer)


def _as_placement(market: Market, asked: Asked, answer: Answer) -> Placement:
    """Say what every child got."""
    families = np.flatnonzero(answer.taken != NOWHERE)
    taken = answer.taken[families]
    reached = np.zeros(len(market.family_ids), dtype=np.int64)
    reached[families] = asked.stated[taken] - market.family_wish_start[families] + 1
    is_taken = np.zeros(len(asked.stated), dtype=bool)
    is_taken[taken] = True
    entry = np.flatnonzero(is_taken[asked.entry_wish] & (asked.entry_slot != NOWHERE))
    child = asked.entry_child[entry]
    facility = np.full(len(market.child_ids), NOWHERE, dtype=np.int64)
    facility[child] = asked.slot_facility[asked.entry_slot[entry]]
    kind = np.full(len(market.child_ids), NOWHERE, dtype=np.int64)
    kind[child] = asked.slot_kind[asked.entry_slot[entry]]
    return Placement(
        facility=facility,
        wish_reached=reached,
        status=answer.status,
        blocking=tuple(sorted(market.family_ids[family] for family in answer.blocking.tolist())),
        proved_largest=answer.largest == len(child),
        largest=answer.largest,
        proved_fewest=answer.proved_fewest,
        rung=answer.rung,
        policy=market.policy,
        proved_only=answer.proved_only,
        unanswered=answer.unanswered,
        seat_kind=kind if market.reserved.names else None,
    )
