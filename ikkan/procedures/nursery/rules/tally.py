"""Tally: the points of one child line by line, as numbers and row ids; both ways of scoring end in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from ikkan.kernel.conditions import Feature

# The order of lines in every tally, whichever way it was made.
TABLE_ORDER: Final = ("base", "adjustment", "fixed_total", "tie_points", "reason_rank")
SUBJECT_ORDER: Final = ("parent1", "parent2", "household", "child")
# Tables whose lines add up to the total.
COUNTED_TABLES: Final = ("base", "adjustment", "fixed_total")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a tally.

    Args:
        table: table of the book.
        row: id of the row, or the name of a step: ``combined``, ``cap:<group>``, ``parent_cap``, ``start``.
        subject: ``parent1``, ``parent2``, ``household``, ``child`` or ``facility``.
        points: what it adds; a step may add less than nothing, so that the lines always add up.
        missing: whether it would give points but its paper is not there.
    """

    table: str
    row: str
    subject: str
    points: int
    missing: bool = False


def in_order(lines: list[Line]) -> tuple[Line, ...]:
    """Return lines by table and subject; within one subject they stay as they came."""
    return tuple(sorted(lines, key=lambda line: (TABLE_ORDER.index(line.table), SUBJECT_ORDER.index(line.subject))))


@dataclass(frozen=True, slots=True)
class WishTally:
    """What one wished facility adds: bonus, its lines, and the tie values that differ from wish to wish."""

    facility: str
    rank: int
    lines: tuple[Line, ...]
    ties: tuple[int | None, ...]
    lookup: Callable[[str], Feature] = field(compare=False)

    @property
    def bonus(self) -> int:
        """Return the points that count at this facility only."""
        return sum(line.points for line in self.lines)


@dataclass(frozen=True, slots=True)
class Tally:
    """All numbers of one child's score.

    Args:
        child: id of the child.
        base: points of the need for care, parents combined.
        total: base and adjustments, without what counts at one facility only.
        stage: stage in which the child is placed; lower goes first.
        stage_row: id of the row that says so.
        excluded: id of the row that keeps the child out of this round, or blank.
        replaced: parent number and evidence row of every reason that lacks its paper.
        parent_points: base points of each parent.
        lines: lines of base, adjustment and fixed_total add up to `total`; the others explain the ties.
        ties: values in the book's order; None where not known or different from wish to wish.
        wishes: the wished facilities, best first.
        lookup: (subject, feature) -> value, for the figures of the sentences.
    """

    child: str
    base: int
    total: int
    stage: int
    stage_row: str
    excluded: str
    replaced: tuple[tuple[int, str], ...]
    parent_points: tuple[int, ...]
    lines: tuple[Line, ...]
    ties: tuple[int | None, ...]
    wishes: tuple[WishTally, ...]
    lookup: Callable[[str, str], Feature] = field(compare=False)
