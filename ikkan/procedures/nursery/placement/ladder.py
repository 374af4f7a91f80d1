"""Climb from the cheapest method that answers to the dearest: narrowing, queue, restarts, constraint programming."""

from __future__ import annotations

import importlib
import time
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import BoolArray, Narrowed, Places, best_left, narrow, options_of
from ikkan.procedures.nursery.placement.queue_repair import Repaired, blocking_families, run_queue

Status = Literal["stable", "no_stable_placement", "undecided"]
Rung = Literal["queue", "restart", "constraint_programming"]
Question = Literal["stable", "largest", "fewest"]
# The model of a whole market takes 10 kB an entry; larger ones are improved around the blocking families only.
WHOLE_MODEL_UP_TO_ENTRIES = 150_000


@dataclass(frozen=True, eq=False)
class Found:
    """Hold a state on the way through the ladder.

    Args:
        held: per packed family the wish held, or its number of wishes when it holds none.
        status, rung: see place.Placement.
        blocking: packed families that block.
        open_families: families that narrowing left open; 0: the placement is the only stable one.
        proved_fewest: no placement has fewer blocking families.
        largest: children in the largest stable placement, where it is proven.
        unanswered: questions for which the time was too short.
    """

    held: IntArray
    status: Status
    rung: Rung
    blocking: IntArray
    open_families: int
    proved_fewest: bool
    largest: int | None = None
    unanswered: tuple[Question, ...] = ()


def climb(places: Places, *, is_largest_wanted: bool, may_change: bool, seconds: float) -> Found:
    """Go up the ladder until something is stable, proven impossible, or out of time.

    Args:
        places: the market.
        is_largest_wanted: also find the size of the largest stable placement.
        may_change: take a largest stable placement where the first one found is not.
        seconds: wall time allowed for constraint programming.
    """
    deadline = time.monotonic() + seconds
    narrowed = narrow(places)
    found = _first_found(places, narrowed, deadline)
    if found.status != "stable":
        return found
    placed = _children_placed(places, found.held)
    only_children = bool((places.packed.family_size <= 1).all())
    if found.open_families == 0 or only_children or placed == len(np.unique(places.packed.entry_child)):
        # The only one; or without siblings (rural hospitals theorem, Roth 1986); or all who wish.
        return replace(found, largest=placed)
    if not is_largest_wanted:
        return found
    solved = _solver().find_largest(places, narrowed, hint=found.held, seconds=deadline - time.monotonic())
    if not solved.is_proved:
        return replace(found, unanswered=("largest",))
    if may_change and solved.value > placed:
        return replace(found, held=solved.held, rung="constraint_programming", largest=solved.value)
    return replace(found, largest=solved.value)


def _solver() -> Any:
    """Import the solver: OR-Tools takes a second, and a round that needs no proof does not pay for it."""
    return importlib.import_module("ikkan.procedures.nursery.placement.cp_sat")


def _first_found(places: Places, narrowed: Narrowed, deadline: float) -> Found:
    nobody = np.diff(places.packed.wish_start)
    everybody = np.arange(places.packed.families)
    if narrowed.is_impossible:
        return _least_bad(places, run_queue(places, nobody, everybody), places.packed.families, deadline)
    is_open = options_of(places, narrowed.possible, narrowed.may_be_out) > 1
    still_open = int(is_open.sum())
    held = np.where(is_open, nobody, best_left(places, narrowed))
    repaired = run_queue(places, held, np.flatnonzero(is_open))
    if repaired.blocking == 0:
        rung: Rung = "restart" if repaired.attempt else "queue"
        return Found(repaired.held, "stable", rung, np.zeros(0, dtype=np.int64), still_open, True)
    solved = _solver().find_stable(places, narrowed, seconds=deadline - time.monotonic())
    if solved.state == "found":
        nobody_blocks = np.zeros(0, dtype=np.int64)
        return Found(solved.held, "stable", "constraint_programming", nobody_blocks, still_open, True)
    if solved.state == "undecided":
        blocking = blocking_families(places, repaired.held)
        return Found(
            repaired.held, "undecided", "restart", blocking, still_open, False, unanswered=("stable", "fewest")
        )
    return _least_bad(places, repaired, still_open, deadline)


def _least_bad(places: Places, repaired: Repaired, still_open: int, deadline: float) -> Found:
    """Look for the fewest blocking families, around those that block first, then in the whole market."""
    held, is_proved = repaired.held, False
    rung: Rung = "restart"
    for movable in (_around(places, held), np.ones(places.packed.families, dtype=bool)):
        blocking = blocking_families(places, held)
        # None is stable, so one is the fewest.
        is_too_large = bool(movable.all()) and len(places.packed.entry_slot) > WHOLE_MODEL_UP_TO_ENTRIES
        if len(blocking) == 1 or is_too_large:
            break
        solved = _solver().find_fewest_blocking(
            places, hint=held, blocking=blocking, movable=movable, seconds=deadline - time.monotonic()
        )
        if len(blocking_families(places, solved.held)) <= len(blocking):
            held, rung = solved.held, "constraint_programming"
            is_proved = bool(movable.all()) and solved.is_proved
    blocking = blocking_families(places, held)
    is_proved = is_proved or len(blocking) == 1
    return Found(
        held, "no_stable_placement", rung, blocking, still_open, is_proved, unanswered=() if is_proved else ("fewest",)
    )


def _around(places: Places, held: IntArray) -> BoolArray:
    """Mark the blocking families and all that wish a class which one of them wishes."""
    packed = places.packed
    is_near = np.zeros(packed.families, dtype=bool)
    is_near[blocking_families(places, held)] = True
    is_wished = np.zeros(len(packed.slot_quota), dtype=bool)
    is_wished[packed.entry_slot[is_near[packed.entry_family]]] = True
    is_near[packed.entry_family[is_wished[packed.entry_slot]]] = True
    return is_near


def _children_placed(places: Places, held: IntArray) -> int:
    wish = places.packed.wish_start[:-1] + held
    got = wish[wish < places.packed.wish_start[1:]]
    return int(np.diff(places.packed.entry_start)[got].sum())
