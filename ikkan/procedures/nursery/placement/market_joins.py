"""Check the files of a market against each other, on whole columns of indices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from ikkan.procedures.nursery.placement.market_rows import refuse_where, repeats

IntArray = npt.NDArray[np.int64]
UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class Children:
    """Hold children.csv in the order of its rows; blank facility and draw are -1."""

    frame: pl.DataFrame
    child: IntArray
    family: IntArray
    age: IntArray
    current: IntArray


@dataclass(frozen=True, eq=False)
class Wishes:
    """Hold wishes.csv sorted by family, wish and child, with where each wish begins; blank facility is -1."""

    frame: pl.DataFrame
    row: IntArray
    family: IntArray
    wish: IntArray
    child: IntArray
    facility: IntArray
    start: IntArray

    def refuse(self, bad: npt.NDArray[np.bool_], code: str, message: str, columns: tuple[str, ...]) -> None:
        """Refuse the sorted entries marked, naming the row of the file."""
        marked = np.zeros(len(bad), dtype=bool)
        marked[self.row[bad]] = True
        refuse_where(marked, self.frame, code, message, "wishes.csv", columns)


def numbered(*ids: pl.Series) -> pl.Series:
    """Give the distinct non-blank ids in the order of their code points: the order of rows decides nothing."""
    together = pl.concat([part.rename("id") for part in ids])
    return together.filter(together != "").unique().sort()


def index_of(column: pl.Series, ids: pl.Series) -> IntArray:
    """Give the place of every id in ``ids``, -1 where it is blank or unknown."""
    if not len(ids):
        return np.full(len(column), UNKNOWN, dtype=np.int64)
    index = column.cast(pl.Enum(ids), strict=False).to_physical()
    if index.null_count():
        index = index.cast(pl.Int64).fill_null(UNKNOWN)
    return index.to_numpy().astype(np.int64)


def known_index(
    frame: pl.DataFrame, file: str, column: str, kind: str, ids: pl.Series, *, may_be_blank: bool = False
) -> IntArray:
    """Give the indices of a column of ids, refusing a blank one and one that the market does not declare."""
    index = index_of(frame[column], ids)
    bad = index == UNKNOWN
    if bad.any():
        is_blank = (frame[column] == "").to_numpy()
        if not may_be_blank:
            message = f"{column} is blank. Every row needs one"
            refuse_where(is_blank, frame, "blank_id", message, file, (column,))
        home = "seats.csv" if kind == "facility" else "children.csv"
        message = f"nothing is known about this {kind}: {home} does not list it. Correct the id or add it there"
        refuse_where(bad & ~is_blank, frame, f"unknown_{kind}", message, file, (column,))
    return index


def check_children_once(children: Children) -> None:
    """Require that every child stands once, in one family."""
    again = repeats(children.child)
    if not again.any():
        return
    first = np.full(int(children.child.max()) + 1, UNKNOWN, dtype=np.int64)
    first[children.child[~again]] = children.family[~again]
    moved = again & (first[children.child] != children.family)
    message = "the child stands in two families. Keep the family that applies"
    refuse_where(moved, children.frame, "child_in_two_families", message, "children.csv", ("child", "family"))
    message = "the same child stands twice. Keep one row"
    refuse_where(again, children.frame, "duplicate_row", message, "children.csv", ("child",))


def check_wish_children(wishes: Wishes, child_family: IntArray) -> None:
    """Require that a wish names children of the family, all of them, and that wishes are numbered 1 to n."""
    message = "the wish names a child of another family: a child is in one family only. Correct the family or the child"
    stranger = child_family[wishes.child] != wishes.family
    wishes.refuse(stranger, "child_in_two_families", message, ("family", "wish", "child"))
    first, size = wishes.start[:-1], np.diff(wishes.start)
    short = size != np.bincount(child_family, minlength=1)[wishes.family[first]]
    message = "the wish leaves out a child of the family. Add a row for every child (blank facility: not placed)"
    wishes.refuse(np.repeat(short, size), "wish_missing_child", message, ("family", "wish"))
    wish, family = wishes.wish[first], wishes.family[first]
    expected = np.ones(len(wish), dtype=np.int64)
    expected[1:] += np.where(family[1:] == family[:-1], wish[:-1], 0)
    message = (
        "the wishes of the family are not numbered 1, 2, 3 and so on without a gap; this one does not follow. "
        "Number them so"
    )
    wishes.refuse(np.repeat(wish != expected, size), "wish_numbers", message, ("family", "wish"))


def check_same_wish_twice(wishes: Wishes) -> None:
    """Refuse two wishes of a family that ask for the same facilities for every child."""
    size = np.diff(wishes.start)
    again = np.zeros(len(size), dtype=bool)
    for children in np.unique(size).tolist():
        of_size = np.flatnonzero(size == children)
        first = wishes.start[of_size]
        again[of_size] = repeats(wishes.family[first], *(wishes.facility[first + at] for at in range(children)))
    message = "the family wishes the same facility twice. Keep the better wish and renumber the rest"
    wishes.refuse(np.repeat(again, size), "facility_wished_twice", message, ("family", "wish", "child", "facility"))


def check_last_wish_stays(wishes: Wishes, children: Children, child_current: IntArray, families: int) -> None:
    """Require that the last wish of a family with a present seat is to stay, so that a present seat is never lost."""
    message = (
        "a child of the family holds a place, and the family's last wish is not to stay. Add a last wish with every "
        "child's present facility (blank for a child without one)"
    )
    holds = np.zeros(families, dtype=bool)
    holds[children.family[children.current != UNKNOWN]] = True
    silent = holds.copy()
    silent[wishes.family] = False
    refuse_where(
        silent[children.family], children.frame, "last_wish_not_stay", message, "children.csv", ("family", "child")
    )
    last = np.zeros(families, dtype=np.int64)
    np.maximum.at(last, wishes.family, wishes.wish)
    other = (wishes.wish == last[wishes.family]) & holds[wishes.family]
    other &= wishes.facility != child_current[wishes.child]
    wishes.refuse(other, "last_wish_not_stay", message, ("family", "wish", "child", "facility"))


@dataclass(frozen=True, eq=False)
class Ranked:
    """Hold priority.csv by indices, with what is known of the child of each row.

    Args:
        frame: the rows, checked by themselves.
        facility, child: indices.
        own_age, now: age and present facility of the child.
        slot: the class, which several ages of a facility may share.
    """

    frame: pl.DataFrame
    facility: IntArray
    child: IntArray
    own_age: IntArray
    now: IntArray
    slot: IntArray


def index_priority(
    frame: pl.DataFrame,
    children: pl.Series,
    facilities: pl.Series,
    *,
    child_age: IntArray,
    child_current: IntArray,
    pools: IntArray,
) -> Ranked:
    """Index priority.csv.

    Args:
        frame: its rows.
        children, facilities: the ids known.
        child_age, child_current: per child.
        pools: see market.Market.
    """
    child = known_index(frame, "priority.csv", "child", "child", children)
    facility = known_index(frame, "priority.csv", "facility", "facility", facilities)
    slot = facility * pools.shape[1] + pools[facility, frame["age"].to_numpy()]
    return Ranked(frame, facility, child, child_age[child], child_current[child], slot)


def check_priority(ranked: Ranked, *, may_tie: bool) -> None:
    """Require each child once and at its own age, strict ranks unless ties are equals, and holders of a place ahead.

    Args:
        ranked: priority.csv.
        may_tie: children may share a rank.
    """
    frame, file, rank = ranked.frame, "priority.csv", ranked.frame["rank"].to_numpy()
    message = "the same facility, age, child stands twice. Keep one row"
    twice = repeats(ranked.facility, ranked.child, frame["age"].to_numpy())
    refuse_where(twice, frame, "duplicate_row", message, file, ("facility", "age", "child"))
    if not may_tie:
        message = (
            "two children have the same rank in this class (facility and age, or the ages of one pool). "
            'Break the tie by the town\'s declared rule, or declare ties = "equal"'
        )
        tied = repeats(ranked.slot, rank)
        refuse_where(tied, frame, "priority_tie", message, file, ("facility", "age", "child", "rank"))
    message = "the child is ranked in a class of another age than its own. Correct the age"
    other_age = ranked.own_age != frame["age"].to_numpy()
    refuse_where(other_age, frame, "age_mismatch", message, file, ("child", "age"))
    holds = ranked.now == ranked.facility
    worst = np.zeros(int(ranked.slot.max(initial=0)) + 1, dtype=np.int64)
    np.maximum.at(worst, ranked.slot[holds], rank[holds])
    message = (
        "this child holds no place here and is ranked ahead of one who does; a present seat could be lost. "
        "Rank all children who hold a place here first"
    )
    ahead = ~holds & (rank < worst[ranked.slot])
    refuse_where(ahead, frame, "holder_not_ahead", message, file, ("facility", "age", "child", "rank"))


def rows_of_wishes(wishes: Wishes, ranked: Ranked, facilities: int) -> IntArray:
    """Give the row of priority.csv of every wished (child, facility); -1 where the wish row is blank.

    Raises:
        MarketError: ``missing_priority`` when a child wishes a facility where it has no rank.
    """
    pair = ranked.child * facilities + ranked.facility
    wanted = wishes.child * facilities + wishes.facility
    order = np.argsort(pair, kind="stable")
    # one past the end stands for "no such pair"
    sorted_pairs, rows = np.append(pair[order], UNKNOWN), np.append(order, UNKNOWN)
    at = np.searchsorted(sorted_pairs[:-1], wanted)
    placed = wishes.facility != UNKNOWN
    message = "the child wishes this facility and has no rank there. Add its row to priority.csv"
    wishes.refuse(placed & (sorted_pairs[at] != wanted), "missing_priority", message, ("child", "facility"))
    return np.where(placed, rows[at], UNKNOWN)
