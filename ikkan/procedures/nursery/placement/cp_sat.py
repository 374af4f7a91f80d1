"""Decide by constraint programming what queue repair leaves open, and prove it.

The lean clause model of "Stable Matchings in Practice: A Constraint Programming Approach" (Sun, Yamada, Takenami,
Moriwaki, Yokoo, AAAI-24, arXiv 2401.07761): for every family and wish, the family holds that wish or a better one, or
some class of that wish is full of better-ranked children of other families.

Deterministic: one worker, fixed seed, families in the order of proposing; only the time limit can differ between
machines, and reaching it is said ("undecided").
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.pack import Packed
from ikkan.procedures.nursery.placement.queue_repair import blocking_families

SEED = 1


@dataclass(frozen=True)
class Solved:
    """Say what the solver found.

    Args:
        state: "found", "impossible" or "undecided".
        held: per packed family the wish held; None when nothing was found.
        is_proved: the objective is proven optimal.
        value: children placed, or blocking families, as asked.
    """

    state: str
    held: IntArray | None
    is_proved: bool
    value: int


@dataclass
class _Model:
    """Hold the model while it is built. The solver's objects are untyped: Any is the boundary to OR-Tools."""

    packed: Packed
    tolerant: bool
    model: Any = field(default_factory=cp_model.CpModel)
    takes: list[list[Any]] = field(default_factory=list)
    reaches: list[list[Any]] = field(default_factory=list)
    applicants: dict[int, list[tuple[int, int, int, Any]]] = field(default_factory=dict)
    full: dict[tuple[int, int, int, int], Any] = field(default_factory=dict)
    complains: list[Any] = field(default_factory=list)

    def build(self) -> None:
        for family in range(self.packed.families):
            self._add_family(family)
        self._add_applicants()
        for slot, applicants in self.applicants.items():
            self.model.add(sum(literal for _, _, _, literal in applicants) <= int(self.packed.slot_quota[slot]))
        for family in range(self.packed.families):
            self._add_stability(family)

    def _add_family(self, family: int) -> None:
        """Let the family take at most one wish (exactly one with a present seat); chain "this wish or better"."""
        begin, end = self.packed.wish_start[family : family + 2].tolist()
        takes = [self.model.new_bool_var("") for _ in range(begin, end)]
        reaches: list[Any] = []
        for number, take in enumerate(takes):
            if number == 0:
                reaches.append(take)
                continue
            reach = self.model.new_bool_var("")
            self.model.add_bool_or(reach.negated(), reaches[-1], take)
            self.model.add_implication(take, reach)
            self.model.add_implication(reaches[-1], reach)
            self.model.add_implication(reaches[-1], take.negated())
            reaches.append(reach)
        if self.packed.has_seat[family]:
            self.model.add_bool_or(reaches[-1])
        self.takes.append(takes)
        self.reaches.append(reaches)

    def _add_applicants(self) -> None:
        """Give every (child, slot) one literal: the child is placed there."""
        packed = self.packed
        literals: dict[tuple[int, int], list[Any]] = defaultdict(list)
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        columns = zip(
            packed.entry_child.tolist(), packed.entry_slot.tolist(), packed.entry_rank.tolist(),
            packed.entry_family.tolist(), _entry_wish(packed), strict=True,
        )  # fmt: skip
        starts = packed.wish_start.tolist()
        for child, slot, rank, family, wish in columns:
            literals[child, slot].append(self.takes[family][wish - starts[family]])
            owner[child, slot] = (rank, family)
        by_slot: dict[int, list[tuple[int, int, int, Any]]] = defaultdict(list)
        for (child, slot), parts in literals.items():
            rank, family = owner[child, slot]
            placed = parts[0]
            if len(parts) > 1:
                placed = self.model.new_bool_var("")
                self.model.add(sum(parts) == placed)
            by_slot[slot].append((rank, family, child, placed))
        self.applicants = {slot: sorted(found, key=lambda item: item[0]) for slot, found in by_slot.items()}

    def _add_stability(self, family: int) -> None:
        begin, end = self.packed.wish_start[family : family + 2].tolist()
        complaint = self.model.new_bool_var("") if self.tolerant else None
        for wish in range(begin, end):
            excuses = self._excuses(family, wish)
            if excuses is None:
                continue
            clause = [self.reaches[family][wish - begin], *excuses]
            self.model.add_bool_or(clause if complaint is None else [*clause, complaint])
        if complaint is not None:
            self.complains.append(complaint)

    def _excuses(self, family: int, wish: int) -> list[Any] | None:
        """List the literals "this class is full of better-ranked others"; None when the wish never fits."""
        packed = self.packed
        first, last = packed.entry_start[wish : wish + 2].tolist()
        wanted: dict[int, list[int]] = defaultdict(list)
        for entry in range(first, last):
            wanted[int(packed.entry_slot[entry])].append(int(packed.entry_rank[entry]))
        excuses: list[Any] = []
        for slot, ranks in wanted.items():
            needed = int(packed.slot_quota[slot]) - len(ranks) + 1
            if needed <= 0:
                return None
            literal = self._full(slot, family, max(ranks), needed)
            if literal is not None:
                excuses.append(literal)
        return excuses

    def _full(self, slot: int, family: int, rank: int, needed: int) -> Any | None:
        key = (slot, family, rank, needed)
        if key not in self.full:
            better: list[Any] = []
            for other_rank, other_family, _, literal in self.applicants[slot]:
                if other_rank >= rank:
                    break
                if other_family != family:
                    better.append(literal)
            literal = None
            if len(better) >= needed:
                literal = self.model.new_bool_var("")
                self.model.add(sum(better) >= needed).only_enforce_if(literal)
            self.full[key] = literal
        return self.full[key]

    def placed_children(self) -> Any:
        """Give the number of children placed as a linear expression."""
        lengths = np.diff(self.packed.entry_start).tolist()
        flat = [take for takes in self.takes for take in takes]
        return cp_model.LinearExpr.weighted_sum(flat, lengths) if flat else 0

    def hint(self, held: IntArray, complaining: frozenset[int] = frozenset()) -> None:
        """Start the search from a known state, in which the families given block."""
        for family, complaint in enumerate(self.complains):
            self.model.add_hint(complaint, family in complaining)
        for takes, reaches, number in zip(self.takes, self.reaches, held.tolist(), strict=True):
            for place, (take, reach) in enumerate(zip(takes, reaches, strict=True)):
                self.model.add_hint(take, place == number)
                if place:
                    self.model.add_hint(reach, number <= place)


def _entry_wish(packed: Packed) -> list[int]:
    wishes: list[int] = np.repeat(np.arange(len(packed.entry_start) - 1), np.diff(packed.entry_start)).tolist()
    return wishes


def _solve(built: _Model, deadline: float, *, is_pure_search: bool = False) -> tuple[Any, Any]:
    solver = cp_model.CpSolver()
    if is_pure_search:
        # Without an objective the linear relaxation only costs: 1,500 children take 0.3 s instead of a minute.
        solver.parameters.linearization_level = 0
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_time_in_seconds = max(deadline - time.monotonic(), 0.01)
    return solver, solver.solve(built.model)


def _held(built: _Model, solver: Any) -> IntArray:
    held = [
        next((place for place, take in enumerate(takes) if solver.boolean_value(take)), len(takes))
        for takes in built.takes
    ]
    return np.array(held, dtype=np.int64)


def _answer(built: _Model, solver: Any, status: Any, *, value_of: Any) -> Solved:
    if status == cp_model.INFEASIBLE:
        return Solved("impossible", None, True, 0)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solved("undecided", None, False, 0)
    value = int(solver.value(value_of)) if built.packed.families else 0
    return Solved("found", _held(built, solver), status == cp_model.OPTIMAL, value)


def find_stable(packed: Packed, *, seconds: float) -> Solved:
    """Find a stable placement, or prove that there is none.

    Args:
        packed: the market.
        seconds: wall time allowed, building included.
    """
    deadline = time.monotonic() + seconds
    # No warm start: held to a nearly stable state the search took a minute where it otherwise takes half a second.
    built = _Model(packed, tolerant=False)
    built.build()
    solver, status = _solve(built, deadline, is_pure_search=True)
    return _answer(built, solver, status, value_of=0)


def find_largest(packed: Packed, *, hint: IntArray, seconds: float) -> Solved:
    """Find how many children the largest stable placement places.

    Args:
        packed: the market.
        hint: a stable state.
        seconds: wall time allowed, building included.
    """
    deadline = time.monotonic() + seconds
    built = _Model(packed, tolerant=False)
    built.build()
    built.hint(hint)
    placed = built.placed_children()
    built.model.maximize(placed)
    solver, status = _solve(built, deadline)
    return _answer(built, solver, status, value_of=placed)


def find_fewest_blocking(packed: Packed, *, hint: IntArray, seconds: float) -> Solved:
    """Find the placement with the fewest blocking families, and among those the one that places most children.

    Args:
        packed: the market, which has no stable placement.
        hint: a feasible state.
        seconds: wall time allowed, building included.
    """
    deadline = time.monotonic() + seconds
    built = _Model(packed, tolerant=True)
    built.build()
    built.hint(hint, frozenset(blocking_families(packed, hint)))
    blocking = sum(built.complains)
    built.model.minimize(blocking * (int(packed.family_size.sum()) + 1) - built.placed_children())
    solver, status = _solve(built, deadline)
    return _answer(built, solver, status, value_of=blocking)
