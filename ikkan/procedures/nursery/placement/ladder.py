"""Climb from the cheapest method that answers to the dearest: narrowing, queue, restarts, constraint programming."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from ikkan.procedures.nursery.placement.least_bad import least_bad, solver
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import Narrowed, Places, best_left, narrow, options_of
from ikkan.procedures.nursery.placement.queue_repair import Repaired, blocking_families, run_queue

Status = Literal["stable", "no_stable_placement", "undecided"]
Rung = Literal["queue", "restart", "constraint_programming"]
Question = Literal["stable", "largest", "fewest"]
NOBODY: IntArray = np.zeros(0, dtype=np.int64)


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
    solved = solver().find_largest(places, narrowed, hint=found.held, seconds=deadline - time.monotonic())
    if not solved.is_proved:
        return replace(found, unanswered=("largest",))
    if may_change and solved.value > placed:
        return replace(found, held=solved.held, rung="constraint_programming", largest=solved.value)
    return replace(found, largest=solved.value)


def _first_found(places: Places, narrowed: Narrowed, deadline: float) -> Found:
    nobody = np.diff(places.packed.wish_start)
    is_open = options_of(places, narrowed.possible, narrowed.may_be_out) > 1
    held = np.where(is_open, nobody, best_left(places, narrowed))
    repaired = run_queue(places, held, np.flatnonzero(is_open), enough=int(narrowed.is_impossible))
    still_open = int(is_open.sum())
    rung: Rung = "restart" if repaired.attempt else "queue"
    if repaired.blocking == 0:
        return Found(repaired.held, "stable", rung, NOBODY, still_open, True)
    if repaired.blocking == 1 and narrowed.is_impossible:
        blocking = blocking_families(places, repaired.held)
        return Found(repaired.held, "no_stable_placement", rung, blocking, still_open, True)
    solved = solver().find_stable(places, narrowed, seconds=deadline - time.monotonic())
    if solved.state == "found" and not narrowed.is_impossible:
        return Found(solved.held, "stable", "constraint_programming", NOBODY, still_open, True)
    if solved.state == "undecided":
        return _unfinished(places, narrowed, repaired, still_open)
    return _without_stable(places, narrowed, solved, repaired, deadline)


def _unfinished(places: Places, narrowed: Narrowed, repaired: Repaired, still_open: int) -> Found:
    """Give the best state of the queue when the time ran out before a part was decided."""
    blocking = blocking_families(places, repaired.held)
    if narrowed.is_impossible:
        return Found(
            repaired.held, "no_stable_placement", "restart", blocking, still_open, False, unanswered=("fewest",)
        )
    return Found(repaired.held, "undecided", "restart", blocking, still_open, False, unanswered=("stable", "fewest"))


def _without_stable(places: Places, narrowed: Narrowed, solved: Any, repaired: Repaired, deadline: float) -> Found:
    """Place all parts that can be stable so, and look for the fewest blocking families in those that cannot."""
    is_stuck = narrowed.set_aside.copy()
    is_stuck[solved.impossible] = True
    held = solved.held.copy()
    held[solved.impossible] = np.diff(places.packed.wish_start)[solved.impossible]
    apart = run_queue(places, held, solved.impossible, enough=1)
    best = min((repaired, apart), key=lambda one: one.blocking)
    stuck = Narrowed(narrowed.possible & is_stuck[places.wish_family], narrowed.may_be_out & is_stuck, is_stuck)
    least = least_bad(places, best.held, stuck, deadline)
    return Found(
        least.held, "no_stable_placement", "constraint_programming" if least.is_solved else "restart", least.blocking,
        int((options_of(places, narrowed.possible, narrowed.may_be_out) > 1).sum()), least.is_proved,
        unanswered=() if least.is_proved else ("fewest",),
    )  # fmt: skip


def _children_placed(places: Places, held: IntArray) -> int:
    wish = places.packed.wish_start[:-1] + held
    got = wish[wish < places.packed.wish_start[1:]]
    return int(np.diff(places.packed.entry_start)[got].sum())
