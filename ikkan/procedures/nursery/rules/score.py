"""What a score is: the numbers, every line's reason, and the key by which children are ordered at a facility."""

from dataclasses import dataclass
from typing import Final

from ikkan.kernel.reason import Reason
from ikkan.procedures.nursery.rules.tally import Line

# Stands behind every known value: a tie value that the town does not know goes last.
UNKNOWN_GOES_LAST: Final = 2**62


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """A line with its reason; `counts` when it is part of the total (else it explains a tie)."""

    line: Line
    reason: Reason
    counts: bool

    @property
    def points(self) -> int:
        """Return the points of the line."""
        return self.line.points


@dataclass(frozen=True, slots=True)
class TieValue:
    """One step of the order of ties; `value` is None when unknown or different from wish to wish (`by_wish`)."""

    name: str
    value: int | None
    ascending: bool
    by_wish: bool

    @property
    def direction(self) -> str:
        """Return ``ascending`` (smaller first) or ``descending``."""
        return "ascending" if self.ascending else "descending"

    def as_key(self, value: int | None) -> int:
        """Return a number by which smaller goes first."""
        if value is None:
            return UNKNOWN_GOES_LAST
        return value if self.ascending else -value


@dataclass(frozen=True, slots=True)
class WishScore:
    """What counts at one wished facility only; `ties` are the values of the keys that differ by wish, in order."""

    facility: str
    rank: int
    bonus: int
    items: tuple[ScoreItem, ...]
    ties: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class ChildScore:
    """The score of one child.

    Args:
        child: id of the child.
        base: points of the need for care.
        total: base and adjustments, without the bonus of single facilities.
        stage: stage in which the child is placed; lower goes first.
        stage_reason: the row that says so.
        excluded: why the child is not looked at in this round, or None.
        evidence: why a stated reason was replaced for want of its paper.
        items: every line, those of the total first.
        tie_keys: the declared order of ties.
        wishes: bonus by wished facility, best wish first.
    """

    child: str
    base: int
    total: int
    stage: int
    stage_reason: Reason | None
    excluded: Reason | None
    evidence: tuple[Reason, ...]
    items: tuple[ScoreItem, ...]
    tie_keys: tuple[TieValue, ...]
    wishes: tuple[WishScore, ...]

    @property
    def base_items(self) -> tuple[ScoreItem, ...]:
        """Return the lines of the need for care."""
        return tuple(item for item in self.items if item.line.table == "base")

    @property
    def adjustments(self) -> tuple[ScoreItem, ...]:
        """Return the lines added and taken off, and a fixed total if there is one."""
        return tuple(item for item in self.items if item.counts and item.line.table != "base")

    @property
    def facility_bonus(self) -> dict[str, int]:
        """Return the bonus of every wished facility that has one."""
        return {wish.facility: wish.bonus for wish in self.wishes if wish.bonus}

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Return every reason: papers that lack, the lines, what counts at single facilities, stage, exclusion."""
        own = [item.reason for item in self.items]
        by_wish = dict.fromkeys(item.reason for wish in self.wishes for item in wish.items)
        last = [reason for reason in (self.stage_reason, self.excluded) if reason is not None]
        return (*self.evidence, *own, *by_wish, *last)

    def key_at(self, facility: str) -> tuple[int, ...]:
        """Return the key at one wished facility: stage, total with bonus (negative), ties. The smaller goes first.

        The draw and the child's id are not in it: the round appends them.
        Raises LookupError when the facility is not wished.
        """
        for wish in self.wishes:
            if wish.facility == facility:
                values = iter(wish.ties)
                ties = (key.as_key(next(values) if key.by_wish else key.value) for key in self.tie_keys)
                return (self.stage, -(self.total + wish.bonus), *ties)
        raise LookupError(f"Child {self.child} does not wish for facility {facility}, so it has no key there.")
