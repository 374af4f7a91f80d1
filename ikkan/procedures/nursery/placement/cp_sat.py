"""Decide by constraint programming what narrowing and queue repair leave open, and prove it.

Deterministic: one worker, fixed seed, families in the order of proposing, and effort counted in the solver's own
steps where an answer may stay below the best; only the time limit can differ between machines, and reaching it is said.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from ikkan.procedures.nursery.placement.clauses import Clause, Excuse, Open, Part
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import Narrowed, Places, best_left

SEED = 1
# OR-Tools' deterministic time: the search for better wishes among stable placements ends at the same step everywhere.
EFFORT = 2.0
# A part this large is only made stable; the best of all its stable placements would take minutes to find.
BEST_UP_TO_FAMILIES = 200


@dataclass(frozen=True)
class Solved:
    """Say what the solver found.

    Args:
        state: "found", "impossible" or "undecided".
        held: per packed family the wish held; None when nothing was found.
        is_proved: the objective is proven optimal.
        value: children placed, or blocking families, as asked.
        impossible: the families of the parts that have no stable placement; what they hold is open.
    """

    state: str
    held: IntArray | None
    is_proved: bool
    value: int
    impossible: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass
class _Model:
    """Hold the model of one part while it is built. The solver's objects are untyped: Any is the boundary to OR-Tools.

    With ``complains`` a family may block instead, at a cost.
    """

    places: Places
    part: Part
    may_complain: bool = False
    model: Any = field(default_factory=cp_model.CpModel)
    takes: dict[int, Any] = field(default_factory=dict)
    pairs: dict[int, Any] = field(default_factory=dict)
    full: dict[Excuse, Any] = field(default_factory=dict)
    reached: dict[int, dict[int, Any]] = field(default_factory=dict)
    complains: dict[int, Any] = field(default_factory=dict)

    def build(self) -> _Model:
        by_pair: dict[int, list[Any]] = {}
        entry_start, entry_pair = self.places.packed.entry_start, self.places.entry_pair
        for family, wishes in self.part.options.items():
            for wish in wishes:
                take = self.takes[wish] = self.model.new_bool_var("")
                for pair in entry_pair[entry_start[wish] : entry_start[wish + 1]].tolist():
                    by_pair.setdefault(pair, []).append(take)
            self._chain(family, wishes)
        for pair, takes in by_pair.items():
            self.pairs[pair] = takes[0] if len(takes) == 1 else self.model.new_bool_var("")
            if len(takes) > 1:
                self.model.add(sum(takes) == self.pairs[pair])
        for left, pairs in self.part.room.values():
            self.model.add(sum(self.pairs[pair] for pair in pairs) <= left)
        for clause in self.part.clauses:
            self._add(clause)
        return self

    def _chain(self, family: int, wishes: tuple[int, ...]) -> None:
        """Let the family take one wish, or at most one where it may get nothing; chain "this wish or a better one"."""
        reached = self.reached[family] = {}
        former = None
        for wish in wishes:
            take = self.takes[wish]
            if former is None:
                reached[wish] = former = take
                continue
            reach = self.model.new_bool_var("")
            self.model.add_bool_or(reach.negated(), former, take)
            self.model.add_implication(take, reach)
            self.model.add_implication(former, reach)
            self.model.add_implication(former, take.negated())
            reached[wish] = former = reach
        if former is not None and family not in self.part.may_be_out:
            self.model.add_bool_or(former)

    def _add(self, clause: Clause) -> None:
        literals = [self._literal(excuse) for excuse in clause.excuses]
        if clause.enough:
            literals.append(self.reached[clause.family][clause.enough[-1]])
        if self.may_complain:
            if clause.family not in self.complains:
                self.complains[clause.family] = self.model.new_bool_var("")
            literals.append(self.complains[clause.family])
        self.model.add_bool_or(literals)

    def _literal(self, excuse: Excuse) -> Any:
        """Give the literal "this class is full of better-ranked others"."""
        if len(excuse.pairs) == 1:
            return self.pairs[excuse.pairs[0]]
        if excuse not in self.full:
            literal = self.full[excuse] = self.model.new_bool_var("")
            taken = sum(self.pairs[pair] for pair in excuse.pairs)
            self.model.add(taken >= excuse.needed).only_enforce_if(literal)
        return self.full[excuse]

    def placed(self) -> Any:
        """Give the number of children placed as a linear expression."""
        size = np.diff(self.places.packed.entry_start)
        return cp_model.LinearExpr.weighted_sum(list(self.takes.values()), [int(size[wish]) for wish in self.takes])

    def disappointment(self) -> Any:
        """Give the sum of the places of the wishes held in the families' lists; nothing counts as one past the last."""
        start = self.places.packed.wish_start
        family = self.places.wish_family
        gain = [int(start[family[wish] + 1] - wish) for wish in self.takes]
        return -cp_model.LinearExpr.weighted_sum(list(self.takes.values()), gain)

    def hint(self, held: IntArray, complaining: frozenset[int] = frozenset()) -> None:
        """Start the search from a known state, in which the families given block."""
        for family, complaint in self.complains.items():
            self.model.add_hint(complaint, family in complaining)
        for family, reached in self.reached.items():
            number = int(self.places.packed.wish_start[family] + held[family])
            for wish, reach in reached.items():
                self.model.add_hint(self.takes[wish], wish == number)
                if reach is not self.takes[wish]:
                    self.model.add_hint(reach, number <= wish)

    def write(self, solver: Any, held: IntArray) -> None:
        """Write what the families of the part got into ``held``."""
        start = self.places.packed.wish_start
        for family, wishes in self.part.options.items():
            held[family] = start[family + 1] - start[family]
            for wish in wishes:
                if solver.boolean_value(self.takes[wish]):
                    held[family] = wish - start[family]


def _solve(built: _Model, deadline: float, *, is_pure_search: bool = False, effort: float = 0.0) -> tuple[Any, Any]:
    solver = cp_model.CpSolver()
    if is_pure_search:
        # Without an objective the linear relaxation only costs: 1,500 children take 0.3 s instead of a minute.
        solver.parameters.linearization_level = 0
    if effort:
        solver.parameters.max_deterministic_time = effort
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_time_in_seconds = max(deadline - time.monotonic(), 0.01)
    return solver, solver.solve(built.model)


def find_stable(places: Places, narrowed: Narrowed, *, seconds: float) -> Solved:
    """Find for every part a stable placement that leans to the families, or prove that it has none.

    Args:
        places: the market.
        narrowed: what is left of it.
        seconds: wall time allowed, building included.
    """
    deadline = time.monotonic() + seconds
    held, impossible = best_left(places, narrowed), list[int]()
    for part in Open(places, narrowed.possible, narrowed.may_be_out).parts():
        built = _Model(places, part).build()
        # No warm start: held to a nearly stable state the search took a minute where it otherwise takes half a second.
        solver, status = _solve(built, deadline, is_pure_search=True)
        if status == cp_model.INFEASIBLE:
            impossible += part.options
            continue
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Solved("undecided", None, False, 0)
        built.write(solver, held)
        if len(part.options) <= BEST_UP_TO_FAMILIES:
            built.hint(held)
            built.model.minimize(built.disappointment())
            solver, status = _solve(built, deadline, effort=EFFORT)
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                built.write(solver, held)
    state = "impossible" if impossible else "found"
    return Solved(state, held, True, _children(places, held), np.array(impossible, dtype=np.int64))


def find_largest(places: Places, narrowed: Narrowed, *, hint: IntArray, seconds: float) -> Solved:
    """Find a largest stable placement; in parts where the hint is one already, it stays as it is.

    Args:
        places: the market.
        narrowed: what is left of it.
        hint: a stable state.
        seconds: wall time allowed, building included.
    """
    deadline = time.monotonic() + seconds
    held, is_proved = hint.copy(), True
    for part in Open(places, narrowed.possible, narrowed.may_be_out).parts():
        if places.is_strict and all(places.packed.family_size[family] == 1 for family in part.options):
            # Without siblings and ties every stable placement fills the same children (rural hospitals, Roth 1986).
            continue
        built = _Model(places, part).build()
        built.hint(hint)
        built.model.maximize(built.placed())
        now = _children(places, hint, part)
        solver, status = _solve(built, deadline)
        is_proved &= status == cp_model.OPTIMAL
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and round(solver.objective_value) > now:
            built.write(solver, held)
    return Solved("found", held, is_proved, _children(places, held))


def _children(places: Places, held: IntArray, part: Part | None = None) -> int:
    """Count the children placed, in one part or in all."""
    packed = places.packed
    families = np.arange(packed.families) if part is None else np.array(list(part.options), dtype=np.int64)
    got = families[held[families] < np.diff(packed.wish_start)[families]]
    return int(np.diff(packed.entry_start)[packed.wish_start[got] + held[got]].sum())


def find_fewest_blocking(
    places: Places, *, hint: IntArray, blocking: IntArray, left: Narrowed, seconds: float
) -> Solved:
    """Find the placement with the fewest blocking families, and among those the one that places most children.

    Args:
        places: the market.
        hint: a feasible state.
        blocking: the families that block in it.
        left: what the families may get beside what they have in the hint.
        seconds: wall time allowed, building included.
    """
    deadline = time.monotonic() + seconds
    packed = places.packed
    possible, may_be_out = left.possible.copy(), left.may_be_out | (hint == np.diff(packed.wish_start))
    got = np.flatnonzero(hint < np.diff(packed.wish_start))
    possible[packed.wish_start[got] + hint[got]] = True
    held, count, is_proved, named = hint.copy(), 0, True, frozenset(blocking.tolist())
    for part in Open(places, possible, may_be_out).parts():
        inside = named & {clause.family for clause in part.clauses}
        if not inside:
            continue
        built = _Model(places, part, may_complain=True).build()
        built.hint(hint, named)
        complaints = sum(built.complains.values())
        built.model.minimize(complaints * (int(packed.family_size.sum()) + 1) - built.placed())
        solver, status = _solve(built, deadline)
        is_proved &= status == cp_model.OPTIMAL
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            count += round(solver.value(complaints))
            built.write(solver, held)
        else:
            count += len(inside)
    return Solved("found", held, is_proved, count)
