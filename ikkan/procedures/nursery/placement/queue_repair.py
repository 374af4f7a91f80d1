"""Find a stable placement by queue repair: deferred acceptance amended for siblings and present seats.

Families propose in a declared order (see pack.Packed), take their best admissible wish, put out whoever no longer
fits, and whoever could gain by a freed seat is looked at again. Without siblings this is deferred acceptance
(Gale and Shapley 1962); with siblings it follows the sorted deferred acceptance of Ashlagi, Braverman and Hassidim
(2014) as amended for daycare by Sun, Yokoyama and Yokoo (arXiv 2501.13043), and may end without an answer.

What narrowing decided is seated beforehand, so that only the families left open propose.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ikkan.procedures.nursery.placement import queue_kernel
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import BoolArray, Places
from ikkan.procedures.nursery.placement.pack import Packed
from ikkan.procedures.nursery.placement.queue_kernel import Board, Shelf

STEPS_PER_FAMILY = 4
STEPS_AT_LEAST = 500
# Every restart looks at the whole market in the end; the solver sees only what is open, which is less in a large one.
RESTARTS_UP_TO_FAMILIES = 20_000
OPEN_SHARE = 50


@dataclass(frozen=True)
class Repaired:
    """Say what queue repair reached.

    Args:
        held: per packed family the wish held, or its number of wishes when it holds none.
        blocking: how many families still block; 0 means stable.
        attempt: 0 for the first order of proposing, otherwise the number of the restart.
    """

    held: IntArray
    blocking: int
    attempt: int


def blocking_families(places: Places, held: IntArray) -> IntArray:
    """Name the packed families with an admissible wish better than the one held.

    Args:
        places: the market.
        held: per packed family the wish held, or its number of wishes.
    """
    others = places.others_before(_taken(places, held))
    wish = places.packed.wish_start[:-1] + held
    is_kept_out = np.zeros(len(places.wish_family), dtype=bool)
    is_kept_out[places.demand_wish[others >= places.needed]] = True
    better = np.arange(len(is_kept_out)) < wish[places.wish_family]
    return np.unique(places.wish_family[better & ~is_kept_out])


def new_board(shelf: Shelf, waiting: IntArray, held: IntArray) -> Board:
    """Lay out the market with the families seated as ``held`` says.

    Args:
        shelf: the market.
        waiting: packed families in the order in which they propose first.
        held: per family the wish it begins with, or its number of wishes.
    """
    places = shelf.places
    seated = np.flatnonzero(_taken(places, held)).astype(np.int64)
    start = np.searchsorted(seated, places.slot_start).astype(np.int64)
    order = waiting.tolist()
    return Board(shelf, held.tolist(), seated, start, waiting=deque(order), awaited=set(order), moving=set(order))


def _taken(places: Places, held: IntArray) -> BoolArray:
    """Mark the pairs that are taken."""
    wish = places.packed.wish_start[:-1] + held
    is_held = np.zeros(len(places.wish_family), dtype=bool)
    is_held[wish[wish < places.packed.wish_start[1:]]] = True
    is_taken = np.zeros(len(places.pair_slot), dtype=bool)
    is_taken[places.entry_pair[is_held[places.entry_wish]]] = True
    return is_taken


def orders(packed: Packed, families: IntArray) -> Iterator[IntArray]:
    """Give the declared order of proposing, then the orders of the restarts (all deterministic).

    Args:
        packed: the market.
        families: those who propose.
    """
    siblings = packed.family_size[families] > 1
    yield families
    is_quicker_solved = packed.families > RESTARTS_UP_TO_FAMILIES and len(families) * OPEN_SHARE < packed.families
    if siblings.any() and not is_quicker_solved:
        yield np.concatenate((families[~siblings], families[siblings]))
        yield np.concatenate((families[siblings], families[~siblings]))
        yield np.concatenate((families[~siblings], families[siblings][::-1]))
        yield families[::-1].copy()


def run_queue(places: Places, held: IntArray, proposing: IntArray, *, enough: int = 0) -> Repaired:
    """Run queue repair, restarting in other orders until few enough families block.

    Args:
        places: the market.
        held: the wishes already decided; a family that proposes holds none (its number of wishes).
        proposing: the families that propose, in the declared order.
        enough: the number of blocking families that ends the search: 1 where no stable placement exists.

    Returns:
        the first state that is good enough, otherwise the state with the fewest blocking families.
    """
    best: Repaired | None = None
    shelf = Shelf(places)
    for attempt, order in enumerate(orders(places.packed, proposing)):
        reached = _run_once(shelf, held, order, attempt)
        if best is None or reached.blocking < best.blocking:
            best = reached
        if best.blocking <= enough:
            break
    if best is None:
        raise AssertionError("there is always a first order of proposing; orders() must yield one")
    return best


def _run_once(shelf: Shelf, held: IntArray, order: IntArray, attempt: int) -> Repaired:
    board, packed = new_board(shelf, order, held), shelf.places.packed
    left = STEPS_PER_FAMILY * len(order) + STEPS_AT_LEAST
    while True:
        left = queue_kernel.repair(board, left)
        if left == 0:
            holders = np.flatnonzero(packed.has_seat)
            wishes = np.diff(packed.wish_start)[holders]
            queue_kernel.settle(board, list(zip(holders.tolist(), wishes.tolist(), strict=True)))
        state = np.array(board.held, dtype=np.int64)
        blocking = blocking_families(shelf.places, state)
        if left == 0 or not len(blocking):
            return Repaired(state, len(blocking), attempt)
        for family in blocking.tolist():
            queue_kernel.wake(board, family)
