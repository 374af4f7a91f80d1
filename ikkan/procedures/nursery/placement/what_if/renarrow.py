"""Narrow a changed market by following the narrowing of the market as it was, and looking only at what differs.

The narrowing of narrow.py goes in rounds, all families at once. Here every round of the market as it was is kept; in
the changed market the same round gives a family the same result unless its own wishes, or the marks of a class that it
wishes, differ. So the rounds are gone through again for those families alone, and what is left is what narrow.py would
leave. That a family decided is looked at again here and not there changes nothing: it can only lose its last option,
and then no stable placement exists in either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import BoolArray
from ikkan.procedures.nursery.placement.what_if.exchange import AnyArray, Exchange, spliced
from ikkan.procedures.nursery.placement.what_if.layout import Layout, spans

# Marks of a pair: a wish left puts the child there; every wish left does; the best wish left is this one seat.
Marks = tuple[BoolArray, BoolArray, BoolArray]
Sums = tuple[AnyArray, AnyArray, AnyArray]
POSSIBLE, SURE, DRAWN = range(3)


@dataclass(frozen=True, eq=False)
class Trace:
    """Hold the rounds of a narrowing, one row a round; the last one is where nothing changes any more.

    Args:
        possible: (rounds, wishes); may_be_out, options: (rounds, families).
        marks: (rounds, pairs) possible, sure and drawn: what the next round looks at; sums: how many stand before.
    """

    possible: BoolArray
    may_be_out: BoolArray
    options: IntArray
    marks: Marks
    sums: Sums

    @property
    def rounds(self) -> int:
        """Count the rounds."""
        return len(self.possible)


@dataclass(frozen=True, eq=False)
class Left:
    """Hold what is left, see narrow.Narrowed; ``options`` counts it by family."""

    possible: BoolArray
    may_be_out: BoolArray
    options: IntArray


def _sums(marks: BoolArray) -> AnyArray:
    """Count the marked pairs before each, round by round."""
    rounds, pairs = marks.shape
    sums = np.zeros((rounds, pairs + 1), dtype=np.int32)
    np.cumsum(marks, axis=1, out=sums[:, 1:], dtype=np.int32)
    return sums


def trace_of(layout: Layout) -> Trace | None:
    """Narrow a market and keep every round; None where nothing is left for some family.

    Args:
        layout: the market.
    """
    everyone = np.arange(layout.families)
    possible = np.ones(layout.wish_start[-1], dtype=bool)
    may_be_out = layout.has_seat == 0
    rows = []
    while True:
        options = _options(layout, everyone, possible, may_be_out)
        if not options.all():
            return None
        _, *marks = _marks_of(layout, everyone, possible, options)
        rows.append((possible, may_be_out, options, *marks))
        sums = _all_sums((marks[0][None], marks[1][None], marks[2][None]))
        look = _Look(layout, (marks[0], marks[1], marks[2]), (sums[0][0], sums[1][0], sums[2][0]), None)
        possible, may_be_out = possible.copy(), may_be_out.copy()
        _cut(look, everyone, possible, may_be_out)
        if (possible == rows[-1][0]).all() and (may_be_out == rows[-1][1]).all():
            break
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    kept = (columns[3], columns[4], columns[5])
    return Trace(columns[0], columns[1], columns[2], kept, _all_sums(kept))


def _all_sums(marks: Marks) -> Sums:
    return _sums(marks[0]), _sums(marks[1]), _sums(marks[2])


def moved(trace: Trace, exchange: Exchange) -> Trace:
    """Give the trace on the layout after an exchange; the new wishes have no marks in it.

    Args:
        trace: rounds on the layout before.
        exchange: what was exchanged.
    """
    first, second, third = (spliced(mark, exchange.pairs, values=False) for mark in trace.marks)
    possible = spliced(trace.possible, exchange.wishes, values=False)
    return replace(trace, possible=possible, marks=(first, second, third), sums=_all_sums((first, second, third)))


def _options(layout: Layout, families: IntArray, possible: BoolArray, may_be_out: BoolArray) -> IntArray:
    wishes, owner = spans(layout.wish_start, families)
    return np.bincount(owner[possible[wishes]], minlength=len(families)) + may_be_out[families]


def _marks_of(
    layout: Layout, families: IntArray, possible: BoolArray, options: IntArray
) -> tuple[IntArray, BoolArray, BoolArray, BoolArray]:
    """Give the pairs of families, sorted, and of each whether it is possible, sure, drawn (see narrow.Counts)."""
    wishes, owner = spans(layout.wish_start, families)
    entries, of_wish = spans(layout.entry_start, wishes)
    pair = layout.entry_pair[entries]
    pairs, at = np.unique(pair, return_inverse=True)
    is_left = possible[wishes]
    count = np.bincount(at[is_left[of_wish]], minlength=len(pairs))
    wanted = np.zeros(len(pairs), dtype=np.int64)
    wanted[at] = options[owner[of_wish]]
    is_possible = count > 0
    is_sure = is_possible & (count == wanted)
    left = np.flatnonzero(is_left)
    _, first = np.unique(owner[left], return_index=True)
    best = wishes[left[first]]
    begin = layout.entry_start[best]
    lonely = begin[layout.entry_start[best + 1] - begin == 1]
    drawn = np.zeros(len(pairs), dtype=bool)
    drawn[np.searchsorted(pairs, layout.entry_pair[lonely])] = True
    return pairs, is_possible, is_sure, drawn & ~is_sure


@dataclass(frozen=True, eq=False)
class _Delta:
    """Hold the pairs whose marks differ from the round as it was, and by how much, summed up (one column a mark)."""

    pairs: IntArray
    sums: AnyArray


@dataclass(frozen=True, eq=False)
class _Look:
    """Hold the marks of one round, the sums of the round as it was, and what differs."""

    layout: Layout
    marks: Marks
    sums: Sums
    delta: _Delta | None

    def between(self, begin: IntArray, until: IntArray, which: int) -> IntArray:
        """Count the marked pairs from ``begin`` up to ``until``, exclusive."""
        sums = self.sums[which]
        counted: IntArray = sums[until].astype(np.int64) - sums[begin]
        if self.delta is not None and len(self.delta.pairs):
            more = self.delta.sums[which]
            counted += more[np.searchsorted(self.delta.pairs, until)] - more[np.searchsorted(self.delta.pairs, begin)]
        return counted


def _cut(look: _Look, families: IntArray, possible: BoolArray, may_be_out: BoolArray) -> None:
    """Strike out in place what the two rules of narrow.py rule out for these families."""
    layout = look.layout
    wishes, owner = spans(layout.wish_start, families)
    demands, of_wish = spans(layout.demand_start, wishes)
    slot, worst = layout.demand_slot[demands], layout.worst[demands]
    begin = layout.slot_start[slot]
    before, drawn = look.between(begin, worst, POSSIBLE), look.between(begin, worst, DRAWN)
    sure = look.between(begin, layout.slot_start[slot + 1], SURE) - look.marks[SURE][worst]
    _without_own(look, worst, before, sure, drawn)
    needed = layout.quota[slot] - layout.own[demands] + 1
    excused = (needed <= 0) | (before >= needed)
    is_free = np.ones(len(wishes), dtype=bool)
    is_free[of_wish[excused]] = False
    is_left = possible[wishes]
    is_left[of_wish[drawn + sure >= needed]] = False
    free = np.flatnonzero(is_free)
    lowest = np.full(len(families), layout.wish_start[-1], dtype=np.int64)
    np.minimum.at(lowest, owner[free], wishes[free])
    possible[wishes] = is_left & (wishes <= lowest[owner])
    may_be_out[families] &= lowest == layout.wish_start[-1]


def _without_own(look: _Look, worst: IntArray, before: IntArray, sure: IntArray, drawn: IntArray) -> None:
    """Take brothers and sisters in the same slot out of the counts, in place; the worst-ranked is not among them."""
    mate = look.layout.mate
    at = np.flatnonzero(mate[worst] != worst)
    other = mate[worst[at]]
    while len(at):
        sure[at] -= look.marks[SURE][other]
        is_before = other < worst[at]
        before[at] -= look.marks[POSSIBLE][other] & is_before
        drawn[at] -= look.marks[DRAWN][other] & is_before
        other = mate[other]
        is_more = other != worst[at]
        at, other = at[is_more], other[is_more]


def renarrow(layout: Layout, trace: Trace, *, slots: IntArray, families: IntArray) -> Left | None:
    """Narrow a changed market; None where nothing is left for some family.

    Args:
        layout: the market after the change.
        trace: the rounds of the market before it, on the same numbers.
        slots: slots whose places, or whose order of children, differ.
        families: families whose wishes differ.
    """
    possible, may_be_out = trace.possible[0].copy(), trace.may_be_out[0].copy()
    wishes, _ = spans(layout.wish_start, families)
    possible[wishes] = True
    may_be_out[families] = layout.has_seat[families] == 0
    changed, at = families, 0
    while True:
        options = trace.options[at].copy()
        options[changed] = _options(layout, changed, possible, may_be_out)
        if not options[changed].all():
            return None
        look, touched = _look(layout, trace, at, changed, possible, options)
        looked_at = _listing(layout, np.union1d(slots, touched), changed)
        after, out_after = possible.copy(), may_be_out.copy()
        _cut(look, looked_at, after, out_after)
        at_end = at + 1 >= trace.rounds
        mine, _ = spans(layout.wish_start, looked_at)
        if at_end and (after[mine] == possible[mine]).all() and (out_after[looked_at] == may_be_out[looked_at]).all():
            return Left(possible, may_be_out, options)
        at = min(at + 1, trace.rounds - 1)
        possible, may_be_out = trace.possible[at].copy(), trace.may_be_out[at].copy()
        possible[mine], may_be_out[looked_at] = after[mine], out_after[looked_at]
        changed = np.union1d(_differing(layout, trace, at, looked_at, possible, may_be_out), families)


def _look(
    layout: Layout, trace: Trace, at: int, changed: IntArray, possible: BoolArray, options: IntArray
) -> tuple[_Look, IntArray]:
    """Give the marks of a round, and the slots in which they differ from those of the market as it was."""
    pairs, *marks = _marks_of(layout, changed, possible, options[changed])
    now = (trace.marks[0][at].copy(), trace.marks[1][at].copy(), trace.marks[2][at].copy())
    for mark, values in zip(now, marks, strict=True):
        mark[pairs] = values
    differ = np.array([mark.astype(np.int64) - kept[at, pairs] for mark, kept in zip(marks, trace.marks, strict=True)])
    is_other = differ.any(axis=0)
    pairs, differ = pairs[is_other], differ[:, is_other]
    sums = np.zeros((3, len(pairs) + 1), dtype=np.int64)
    np.cumsum(differ, axis=1, out=sums[:, 1:])
    kept = (trace.sums[0][at], trace.sums[1][at], trace.sums[2][at])
    return _Look(layout, now, kept, _Delta(pairs, sums)), layout.pair_slot[pairs]


def _listing(layout: Layout, slots: IntArray, families: IntArray) -> IntArray:
    """Give these families and all that wish one of the slots."""
    pairs, _ = spans(layout.slot_start, slots)
    return np.union1d(layout.pair_family[pairs], families)


def _differing(
    layout: Layout, trace: Trace, at: int, families: IntArray, possible: BoolArray, may_be_out: BoolArray
) -> IntArray:
    """Give those of the families for which something else is left than in the market as it was."""
    wishes, owner = spans(layout.wish_start, families)
    is_other = may_be_out[families] != trace.may_be_out[at][families]
    is_other[owner[possible[wishes] != trace.possible[at][wishes]]] = True
    other: IntArray = families[is_other]
    return other
