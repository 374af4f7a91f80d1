"""Find a stable placement by queue repair: deferred acceptance amended for siblings and present seats.

Families propose in a declared order (see pack.Packed), take their best admissible wish, put out whoever no longer
fits, and whoever could gain by a freed seat is looked at again. Without siblings this is deferred acceptance
(Gale and Shapley 1962); with siblings it follows the sorted deferred acceptance of Ashlagi, Braverman and Hassidim
(2014) as amended for daycare by Sun, Yokoyama and Yokoo (arXiv 2501.13043), and may end without an answer.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from ikkan.procedures.nursery.placement import queue_kernel
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.pack import Packed
from ikkan.procedures.nursery.placement.queue_kernel import Board

STEPS_PER_FAMILY = 4
STEPS_AT_LEAST = 500
# Plain Python places 8,000 children (100,000 entries) in 0.3 s; loading numba takes 1.5 s, compiling 5 to 10 s once.
COMPILE_FROM_ENTRIES = 500_000
# Restarts run to the step limit again and again; from this size on numba is worth loading for them.
COMPILE_RESTARTS_FROM_ENTRIES = 5_000


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


@functools.cache
def compiled_kernel() -> dict[str, Callable[..., int]] | None:
    """Compile the kernel by numba, or give None where numba or a place for its cache is missing.

    numba is imported here and not at the top: importing it costs more than a small round needs in all. Without a
    writable cache every process would compile for seconds; plain Python is faster then.
    """
    if importlib.util.find_spec("numba") is None:
        return None
    numba = importlib.import_module("numba")
    scope: dict[str, Any] = dict(vars(queue_kernel))
    try:
        for name in queue_kernel.COMPILE_ORDER:
            plain = getattr(queue_kernel, name)
            scope[name] = numba.njit(cache=True)(FunctionType(plain.__code__, scope, name))
    except RuntimeError:
        return None
    return {name: scope[name] for name in queue_kernel.COMPILE_ORDER}


def plain_kernel() -> dict[str, Callable[..., int]]:
    """Give the same functions uncompiled."""
    return {name: getattr(queue_kernel, name) for name in queue_kernel.COMPILE_ORDER}


def new_board(packed: Packed, order: IntArray, held: IntArray | None = None) -> Board:
    """Lay out the market with nobody placed (or as ``held`` says) and every family waiting in the order given.

    Args:
        packed: the market.
        order: packed families in the order in which they propose first.
        held: the state to begin with; None: nobody is placed.
    """
    families = packed.families
    largest = int(packed.family_size.max(initial=1))
    listed = np.diff(packed.slot_family_start) * largest
    room = np.minimum(packed.slot_quota, listed) + largest
    start = np.concatenate(([0], np.cumsum(room))).astype(np.int64)
    board = Board(
        wish_start=packed.wish_start,
        entry_start=packed.entry_start,
        entry_child=packed.entry_child,
        entry_slot=packed.entry_slot,
        entry_rank=packed.entry_rank,
        slot_quota=packed.slot_quota,
        slot_family_start=packed.slot_family_start,
        slot_family=packed.slot_family,
        slot_family_first=packed.slot_family_first,
        has_seat=packed.has_seat,
        held=np.diff(packed.wish_start),
        occupant_start=start,
        occupant_child=np.full(start[-1], -1, dtype=np.int64),
        occupant_rank=np.zeros(start[-1], dtype=np.int64),
        occupant_family=np.full(start[-1], -1, dtype=np.int64),
        occupied=np.zeros(len(packed.slot_quota), dtype=np.int64),
        waiting=order.astype(np.int64),
        is_waiting=np.ones(families, dtype=np.int64),
        ring=np.array([0, families], dtype=np.int64),
    )
    if held is not None:
        for family in np.flatnonzero(held < board.held).tolist():
            queue_kernel.enter(board, family, int(held[family]))
    return board


def as_lists(board: Board) -> Board:
    """Turn the arrays into lists, which plain Python walks several times faster."""
    return Board(*(column.tolist() for column in board))


def orders(packed: Packed) -> Iterator[IntArray]:
    """Give the declared order of proposing, then the orders of the restarts (all deterministic)."""
    base = np.arange(packed.families)
    siblings = packed.family_size > 1
    yield base
    if siblings.any():
        yield np.concatenate((base[~siblings], base[siblings]))
        yield np.concatenate((base[siblings], base[~siblings]))
        yield np.concatenate((base[~siblings], base[siblings][::-1]))
        yield base[::-1].copy()


def run_queue(packed: Packed, *, compiled: bool | None = None) -> Repaired:
    """Run queue repair, restarting in other orders until a placement is stable.

    Args:
        packed: the market.
        compiled: force (True) or forbid (False) numba; None: by size, or when it is loaded already. The result is
            the same.

    Returns:
        the first stable state, otherwise the state with the fewest blocking families.
    """
    kernel = None
    is_loaded = compiled_kernel.cache_info().currsize > 0
    if compiled or (compiled is None and (is_loaded or len(packed.entry_slot) >= COMPILE_FROM_ENTRIES)):
        kernel = compiled_kernel()
    best: Repaired | None = None
    for attempt, order in enumerate(orders(packed)):
        reached = _run_once(packed, order, kernel, attempt)
        if reached.blocking == 0:
            return reached
        if best is None or reached.blocking < best.blocking:
            best = reached
        if compiled is None and kernel is None and len(packed.entry_slot) >= COMPILE_RESTARTS_FROM_ENTRIES:
            kernel = compiled_kernel()
    if best is None:
        raise AssertionError("there is always a first order of proposing; orders() must yield one")
    return best


def _run_once(packed: Packed, order: IntArray, kernel: dict[str, Callable[..., int]] | None, attempt: int) -> Repaired:
    limit = STEPS_PER_FAMILY * packed.families + STEPS_AT_LEAST
    board = new_board(packed, order)
    if kernel is None:
        kernel, board = plain_kernel(), as_lists(board)
    blocking = 0
    if kernel["repair"](board, limit) < 0:
        kernel["settle"](board)
        board.ring[1] = 0
        for family in range(packed.families):
            board.is_waiting[family] = 0
        blocking = kernel["wake_blocking"](board)
    return Repaired(np.asarray(board.held, dtype=np.int64), blocking, attempt)


def blocking_families(packed: Packed, held: IntArray) -> list[int]:
    """Name the packed families with an admissible wish better than the one held.

    Args:
        packed: the market.
        held: per packed family the wish held, or its number of wishes.
    """
    board = as_lists(new_board(packed, np.arange(packed.families), held))
    return [family for family in range(packed.families) if queue_kernel.best_admissible(board, family) >= 0]
