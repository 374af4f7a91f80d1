"""Judge and search where equals have no claim against each other (ties = "equal": weak stability).

A family is also kept out of a class by admitted children of other families whose key equals that of its worst child
there. Breaking the ties gives a strict market, and whatever is stable there is weakly stable (Irving 1994; Manlove,
Irving, Iwama, Miyazaki and Morita 2002): the ladder answers first. Only weak stability itself can say that nothing is
stable, and how many the largest placement gives a place, which may be more than any single way of breaking the ties
does. Narrowing is proven for strict ranks, so these questions go to the solver with every wish left.
"""

from __future__ import annotations

import time
from dataclasses import fields, replace
from functools import cached_property
from typing import ClassVar

import numpy as np

from ikkan.procedures.nursery.placement.ladder import Found, climb
from ikkan.procedures.nursery.placement.least_bad import solver
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import Narrowed, Places
from ikkan.procedures.nursery.placement.queue_repair import blocking_families

# The strict market is only the first try: its own search for the fewest blocking families is not asked for.
SHARE_OF_FIRST_TRY = 0.25


class EqualPlaces(Places):
    """Hold a market in which ``worst`` ends after all who equal the worst child of the demand."""

    is_strict: ClassVar[bool] = False

    @cached_property
    def company(self) -> tuple[IntArray, IntArray]:
        """Give every demand with the family's own pairs before its end: its worst child stands there itself."""
        order = np.argsort(self.pair_group, kind="stable")
        start = np.searchsorted(self.pair_group[order], np.arange(int(self.pair_group.max(initial=-1)) + 2))
        size = np.diff(start)[self.demand_group]
        demand = np.repeat(np.arange(len(size)), size)
        nth = np.arange(len(demand)) - (np.cumsum(size) - size)[demand]
        pair = order[start[self.demand_group[demand]] + nth]
        is_before = pair < self.worst[demand]
        return demand[is_before], pair[is_before]


def with_equals(places: Places) -> EqualPlaces | None:
    """Give the market in which equals keep each other out, or None where no two children are equal.

    Args:
        places: the market with its ties broken.
    """
    pairs = len(places.pair_slot)
    key = np.zeros(pairs, dtype=np.int64)
    key[places.entry_pair] = places.packed.entry_key
    goes_on = (key[1:] == key[:-1]) & (places.pair_slot[1:] == places.pair_slot[:-1])
    if not goes_on.any():
        return None
    last = np.append(np.flatnonzero(~goes_on), pairs - 1)
    end = last[np.searchsorted(last, np.arange(pairs))] + 1
    held = {field.name: getattr(places, field.name) for field in fields(places)}
    return EqualPlaces(**{**held, "worst": end[places.worst]})


def climb_with_equals(places: Places, *, is_largest_wanted: bool, may_change: bool, seconds: float) -> Found:
    """Go up the ladder where equals have no claim against each other.

    Args:
        places: the market with its ties broken.
        is_largest_wanted, may_change, seconds: see ladder.climb.
    """
    equal = with_equals(places)
    if equal is None:
        return climb(places, is_largest_wanted=is_largest_wanted, may_change=may_change, seconds=seconds)
    deadline = time.monotonic() + seconds
    share = SHARE_OF_FIRST_TRY * seconds
    found = climb(places, is_largest_wanted=False, may_change=False, seconds=share)
    # What the strict market proves holds for this way of breaking the ties alone.
    found = replace(found, largest=None, open_families=max(found.open_families, 1), unanswered=())
    nobody = np.zeros(places.packed.families, dtype=bool)
    everything = Narrowed(np.ones(len(places.wish_family), dtype=bool), places.packed.has_seat == 0, nobody)
    if found.status != "stable":
        found = _weakly_stable(equal, everything, found, deadline)
    if found.status != "stable":
        return found
    placed = _placed(places, found.held)
    if placed == len(np.unique(places.packed.entry_child)):
        return replace(found, largest=placed)
    if not is_largest_wanted:
        return found
    solved = solver().find_largest(equal, everything, hint=found.held, seconds=deadline - time.monotonic())
    found = replace(found, largest=solved.value) if solved.is_proved else replace(found, unanswered=("largest",))
    if may_change and solved.value > placed:
        return replace(found, held=solved.held, rung="constraint_programming")
    return found


def _weakly_stable(equal: EqualPlaces, everything: Narrowed, found: Found, deadline: float) -> Found:
    """Look for a weakly stable placement where the strict market gave none; prove that there is none."""
    solved = solver().find_stable(equal, everything, seconds=deadline - time.monotonic())
    nobody = np.zeros(0, dtype=np.int64)
    if solved.state == "found":
        return replace(
            found, held=solved.held, status="stable", rung="constraint_programming", blocking=nobody,
            proved_fewest=True,
        )  # fmt: skip
    blocking = blocking_families(equal, found.held)
    found = replace(found, blocking=blocking, proved_fewest=False, rung="constraint_programming")
    if not len(blocking):
        return replace(found, status="stable", proved_fewest=True)
    if solved.state == "undecided":
        return replace(found, status="undecided", unanswered=("stable", "fewest"))
    fewest = solver().find_fewest_blocking(
        equal, hint=found.held, blocking=blocking, left=everything, seconds=deadline - time.monotonic()
    )
    left = blocking_families(equal, fewest.held)
    is_proved = fewest.is_proved or len(left) == 1
    return replace(
        found, held=fewest.held, status="no_stable_placement", blocking=left, proved_fewest=is_proved,
        unanswered=() if is_proved else ("fewest",),
    )  # fmt: skip


def _placed(places: Places, held: IntArray) -> int:
    wish = places.packed.wish_start[:-1] + held
    got = wish[wish < places.packed.wish_start[1:]]
    return int(np.diff(places.packed.entry_start)[got].sum())
