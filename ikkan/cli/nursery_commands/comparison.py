"""The same households ranked by two books: who moves, and which rows move them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from ikkan.cli.nursery_commands.households import Household
from ikkan.kernel.book import BookAt
from ikkan.procedures.nursery.rules import ChildScore, features_of, score
from ikkan.procedures.nursery.rules.tally import COUNTED_TABLES


@dataclass(frozen=True, slots=True)
class Weight:
    """What one row does to one child's place among the children compared.

    Args:
        row: name of the row, ``base[work_160]``.
        points: what it gave the child, 0 when nothing.
        usual: the median of what it gave the children; the further `points` is from it, the more it moves the child.
        label: the row in the town's words; the name again for a step of the reckoning, such as the lower parent.
        source: document and page, blank for a step.
    """

    row: str
    points: int
    usual: int
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One child's place by one book: `rank` among the children compared, None when the book keeps it out."""

    rank: int | None
    total: int
    stage: int
    weights: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One child by both books."""

    household: Household
    child: str
    first: Standing
    second: Standing

    @property
    def moved(self) -> int:
        """Return by how many places the second book puts the child further back (less than 0: further up)."""
        if self.first.rank is None or self.second.rank is None:
            return 0
        return self.second.rank - self.first.rank


def compare(households: Sequence[Household], first: BookAt, second: BookAt) -> list[Compared]:
    """Rank all children of the households by both books, as if every paper were handed in.

    A child's place is that at its first wish: stage, total with what counts there, then the declared order of ties.
    Children who are equal to the end have one rank.

    Returns:
        the children, those who move furthest first.

    Raises:
        LookupError: a book has no tables for its day, or no row of need that may score.
    """
    one, other = (_standings(households, book) for book in (first, second))
    compared = [
        Compared(household, child, one[place, child], other[place, child])
        for place, household in enumerate(households)
        for at, child in one
        if at == place
    ]
    return sorted(compared, key=lambda child: -abs(child.moved))


def _standings(households: Sequence[Household], book: BookAt) -> dict[tuple[int, str], Standing]:
    scores = {
        (place, child.child): child
        for place, household in enumerate(households)
        for child in score(
            features_of(household.answers, reference_day=book.day, known=household.known, assume_papers=True), book
        )
    }
    keys = {name: _key(child) for name, child in scores.items() if child.excluded is None}
    order = sorted(keys.values())
    ranks = {key: place for place, key in reversed(list(enumerate(order, start=1)))}
    points = {name: _points(child) for name, child in scores.items()}
    named = dict.fromkeys(row for given in points.values() for row in given)
    usual = {row: median_low(given.get(row, 0) for given in points.values()) for row in named}
    return {
        name: Standing(
            rank=ranks[keys[name]] if name in keys else None,
            total=_total(child),
            stage=child.stage,
            weights=_weights(points[name], usual, book),
        )
        for name, child in scores.items()
    }


def _key(child: ChildScore) -> tuple[int, ...]:
    if child.wishes:
        return child.key_at(child.wishes[0].facility)
    return (child.stage, -child.total, *(tie.as_key(tie.value) for tie in child.tie_keys))


def _total(child: ChildScore) -> int:
    return child.total + (child.wishes[0].bonus if child.wishes else 0)


def _points(child: ChildScore) -> dict[str, int]:
    """Return what each row gave a child at its first wish; both parents together."""
    given: dict[str, int] = defaultdict(int)
    here = child.wishes[0].items if child.wishes else ()
    for item in (*(one for one in child.items if one.counts), *here):
        given[item.reason.row] += item.points
    return given


def _weights(own: Mapping[str, int], usual: Mapping[str, int], book: BookAt) -> tuple[Weight, ...]:
    """Return every row that puts the child above or below the others, the weightiest first."""
    rows = {row.name: row for table in COUNTED_TABLES for row in book.rows(table)}
    weights = []
    for name, median in usual.items():
        row, points = rows.get(name), own.get(name, 0)
        if points != median:
            weights.append(Weight(name, points, median, row.text("ja") if row else name, row.source if row else ""))
    return tuple(sorted(weights, key=lambda one: (-abs(one.points - one.usual), one.row)))
