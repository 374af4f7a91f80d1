"""Hold a placed market, laid out once for many questions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from ikkan.procedures.nursery.placement.asked import AGES
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import places_of
from ikkan.procedures.nursery.placement.pack import Packed, pack
from ikkan.procedures.nursery.placement.place import Placement, place
from ikkan.procedures.nursery.placement.policy import Policy
from ikkan.procedures.nursery.placement.what_if import seating
from ikkan.procedures.nursery.placement.what_if.hall import Hall
from ikkan.procedures.nursery.placement.what_if.layout import Layout, layout_of
from ikkan.procedures.nursery.placement.what_if.renarrow import Left, Trace, trace_of


@dataclass(frozen=True, eq=False)
class Standing:
    """Hold a placed market, laid out once for many questions.

    Args:
        market: the round; placement: what place() gives for it.
        layout, trace: for the incremental answer; trace is None where every question is answered by placing anew.
        place_of: market family → family of the layout; held: wish held by family of the layout.
    """

    market: Market
    placement: Placement
    packed: Packed
    layout: Layout
    trace: Trace | None
    place_of: IntArray
    held: IntArray

    @classmethod
    def of(cls, market: Market, placement: Placement | None = None) -> Standing:
        """Place a market and lay it out.

        Args:
            market: the round.
            placement: what place() gave for it, when it is at hand.
        """
        placed = placement or place(market)
        packed = pack(market)
        layout = layout_of(places_of(packed))
        place_of = np.empty(packed.families, dtype=np.int64)
        place_of[packed.family_of] = np.arange(packed.families)
        reached = placed.wish_reached[packed.family_of]
        held = np.where(reached > 0, reached - 1, np.diff(packed.wish_start))
        trace = trace_of(layout) if is_plain(market) and placed.status == "stable" else None
        return cls(market, placed, packed, layout, trace, place_of, held)

    @cached_property
    def first(self) -> IntArray:
        """Give the best wish of its family that a pair is of."""
        return seating.first_wishes(self.layout)

    @cached_property
    def run(self) -> seating.Run | None:
        """Give the run of the families that narrowing leaves open, with all that it looked at."""
        if self.trace is None:
            return None
        last = (self.trace.possible[-1], self.trace.may_be_out[-1], self.trace.options[-1])
        return seating.run_of(self.hall(self.layout, Left(*last)), self.layout, Left(*last))

    def hall(self, layout: Layout, left: Left) -> Hall:
        """Seat the families by what narrowing decided, in the order of the market as it was.

        Args:
            layout: the market, perhaps with other places.
            left: what narrowing left.
        """
        number = range(layout.families)
        return Hall(layout, seating.begun(layout, left), number=number, first=self.first, entry_key=None)

    @cached_property
    def family_of_child(self) -> IntArray:
        """Give the family of the layout of every child."""
        return self.place_of[self.market.child_family]

    @cached_property
    def family_index(self) -> dict[str, int]:
        """Give the market's number of every family id."""
        return {name: at for at, name in enumerate(self.market.family_ids)}

    @cached_property
    def child_index(self) -> dict[str, int]:
        """Give the number of every child id."""
        return {name: at for at, name in enumerate(self.market.child_ids)}

    @cached_property
    def facility_index(self) -> dict[str, int]:
        """Give the number of every facility id."""
        return {name: at for at, name in enumerate(self.market.facility_ids)}

    @cached_property
    def _ranks(self) -> dict[tuple[int, int], int]:
        layout = self.layout
        facility = (layout.pair_slot // AGES).tolist()
        return dict(zip(zip(layout.pair_child.tolist(), facility, strict=True), layout.pair_rank.tolist(), strict=True))

    def rank_of(self, child: int, facility: int) -> int:
        """Give the rank of a child at a facility that it wishes.

        Args:
            child, facility: numbers in the market.
        """
        return self._ranks[child, facility]

    @cached_property
    def _scores(self) -> dict[tuple[str, str], Fraction]:
        priority = self.market.frames["priority.csv"]
        texts = priority["score"].cast(str).fill_null("").to_list()
        keys = zip(priority["child"].to_list(), priority["facility"].to_list(), strict=True)
        return {key: Fraction(text) for key, text in zip(keys, texts, strict=True) if text}

    def score_of(self, child: int, facility: int) -> Fraction | None:
        """Give the points of a child at a facility, or None where the market has none.

        Args:
            child, facility: numbers in the market.
        """
        return self._scores.get((self.market.child_ids[child], self.market.facility_ids[facility]))

    @cached_property
    def score_step(self) -> Fraction:
        """Give the smallest step between points: one, or one of the smallest part that any of them has."""
        return Fraction(1, max((score.denominator for score in self._scores.values()), default=1))


def is_plain(market: Market) -> bool:
    """Say whether the round is placed by plain priority, with one kind of seat and one stage.

    Args:
        market: the round.
    """
    seats, children = market.frames["seats.csv"], market.frames["children.csv"]
    is_general = seats["kind"].is_in(["", "general"]).all() and (seats["pool"] == "").all()
    return market.policy == Policy() and bool(is_general) and bool((children["stage"].cast(str) == "").all())
