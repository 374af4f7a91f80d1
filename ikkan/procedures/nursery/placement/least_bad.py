"""Find the fewest blocking families where no stable placement exists, apart for every part of the market that is alone.

Families that share no class, not even through others, cannot disturb each other: the fewest of the market are the sum
of the fewest of its components. In a component that has no stable placement of its own, one blocking family is proven
to be the fewest; where more block, the whole component is solved to the optimum.
"""

from __future__ import annotations

import importlib
import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import BoolArray, Narrowed, Places
from ikkan.procedures.nursery.placement.queue_repair import blocking_families

# The model of a whole component takes 10 kB an entry; a larger one is improved around its blocking families only.
WHOLE_MODEL_UP_TO_ENTRIES = 150_000
# The most that the search around the blocking families takes of the time allowed.
AROUND_SECONDS = 20.0


@dataclass(frozen=True, eq=False)
class LeastBad:
    """Hold the best state found.

    Args:
        held: per packed family the wish held, or its number of wishes when it holds none.
        blocking: packed families that block.
        is_proved: no placement has fewer of them.
        is_solved: the solver found it.
    """

    held: IntArray
    blocking: IntArray
    is_proved: bool
    is_solved: bool


def solver() -> Any:
    """Import the solver: OR-Tools takes a second, and a round that needs no proof does not pay for it."""
    return importlib.import_module("ikkan.procedures.nursery.placement.cp_sat")


def components(places: Places) -> IntArray:
    """Number every family by the first family with which it hangs together through the classes wished.

    Args:
        places: the market.
    """
    packed = places.packed
    slots = len(packed.slot_quota)
    slot, family = np.repeat(np.arange(slots), np.diff(packed.slot_family_start)), packed.slot_family
    number = np.arange(packed.families)
    while True:
        first = np.full(slots, packed.families)
        np.minimum.at(first, slot, number[family])
        joined = number.copy()
        np.minimum.at(joined, family, first[slot])
        joined = joined[joined]
        if np.array_equal(joined, number):
            return number
        number = joined


def least_bad(places: Places, held: IntArray, stuck: Narrowed, deadline: float) -> LeastBad:
    """Look for fewer blocking families in the parts that are stuck, around those who block, then in whole components.

    Args:
        places: the market.
        held: a feasible state.
        stuck: what is left for the families of the parts that are proven to have no stable placement; these set aside.
        deadline: moment of the monotonic clock at which to stop.
    """
    component = components(places)
    hopeless = np.unique(component[stuck.set_aside])
    state = LeastBad(held, blocking_families(places, held), is_proved=False, is_solved=False)
    for step in ("stuck", "around"):
        if _is_fewest(component[state.blocking], hopeless):
            return replace(state, is_proved=True)
        left = stuck if step == "stuck" else _anything(places, _around(places, state.blocking))
        state = _improved(places, state, left, min(deadline, time.monotonic() + AROUND_SECONDS))
    is_proved = True
    for number in np.unique(component[state.blocking]).tolist():
        if not _is_fewest(component[state.blocking][component[state.blocking] == number], hopeless):
            here = component == number
            is_proved &= int(here[places.packed.entry_family].sum()) <= WHOLE_MODEL_UP_TO_ENTRIES
            if is_proved:
                state = _improved(places, state, _anything(places, here), deadline)
                is_proved &= state.is_proved
    return replace(state, is_proved=is_proved)


def _anything(places: Places, movable: BoolArray) -> Narrowed:
    """Leave all their wishes to the families marked, and nothing new to the others."""
    return Narrowed(movable[places.wish_family], movable & (places.packed.has_seat == 0), movable)


def _is_fewest(blocked: IntArray, stuck: IntArray) -> bool:
    """Say whether one family blocks in every component named, and each of them is known to have nothing stable."""
    return len(np.unique(blocked)) == len(blocked) and bool(np.isin(blocked, stuck).all())


def _improved(places: Places, state: LeastBad, left: Narrowed, deadline: float) -> LeastBad:
    """Let the solver give the families something else of what is left for them."""
    seconds = deadline - time.monotonic()
    solved = solver().find_fewest_blocking(places, hint=state.held, blocking=state.blocking, left=left, seconds=seconds)
    blocking = blocking_families(places, solved.held)
    if len(blocking) > len(state.blocking):
        return LeastBad(state.held, state.blocking, False, state.is_solved)
    return LeastBad(solved.held, blocking, bool(solved.is_proved), True)


def _around(places: Places, blocking: IntArray) -> BoolArray:
    """Mark the blocking families and all that wish a class which one of them wishes."""
    packed = places.packed
    is_near = np.zeros(packed.families, dtype=bool)
    is_near[blocking] = True
    is_wished = np.zeros(len(packed.slot_quota), dtype=bool)
    is_wished[packed.entry_slot[is_near[packed.entry_family]]] = True
    is_near[packed.entry_family[is_wished[packed.entry_slot]]] = True
    return is_near
