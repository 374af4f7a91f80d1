"""Hold a market (the children, seats, wishes and priorities of one round) in columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from ikkan.procedures.nursery.placement import market_joins as joins
from ikkan.procedures.nursery.placement import market_rows as rows
from ikkan.procedures.nursery.placement.market_files import OPTIONAL, read_frame, write_frame
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.policy import POLICY_FILE, Policy

NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Market:
    """Hold one round. Indices follow the sorted ids, so the order of rows decides nothing.

    Args:
        child_ids, family_ids, facility_ids: ids sorted by code point; their place is their index.
        child_family, child_age, child_current: per child; current facility -1 when the child holds no place.
        child_draw: per child the lottery number, or -1 when none was drawn.
        seats: (facilities, 6) places offered by age class; 0 where there is no such class.
        family_child_start, family_child: children of each family, as compressed rows.
        family_wish_start: wishes of family f are family_wish_start[f] up to family_wish_start[f+1], best first.
        wish_entry_start: entries of each wish, one a child of the family, in the order of the child ids.
        entry_child, entry_facility, entry_rank: facility and rank -1 where the child is not placed in that wish.
        frames: the checked rows of the four files, for writing and for optional columns.
        policy: the town's rule.
    """

    child_ids: tuple[str, ...]
    family_ids: tuple[str, ...]
    facility_ids: tuple[str, ...]
    child_family: IntArray
    child_age: IntArray
    child_current: IntArray
    child_draw: IntArray
    seats: IntArray
    family_child_start: IntArray
    family_child: IntArray
    family_wish_start: IntArray
    wish_entry_start: IntArray
    entry_child: IntArray
    entry_facility: IntArray
    entry_rank: IntArray
    frames: dict[str, pl.DataFrame] = field(repr=False)
    policy: Policy = field(default_factory=Policy)

    @property
    def quota(self) -> IntArray:
        """Give the (facilities, 6) places to fill: those offered and those held by the children of this round."""
        quota = self.seats.copy()
        held = self.child_current != NOWHERE
        np.add.at(quota, (self.child_current[held], self.child_age[held]), 1)
        return quota

    @property
    def entry_wish(self) -> IntArray:
        """Give the number of the wish (over all families) that each entry belongs to."""
        return np.repeat(np.arange(len(self.wish_entry_start) - 1), np.diff(self.wish_entry_start))

    @classmethod
    def read(cls, folder: Path) -> Market:
        """Read a market folder (seats, children, wishes, priority, and policy.toml if there is one).

        Args:
            folder: the market folder; CSV in UTF-8 with header; a byte order mark and CRLF are tolerated.

        Raises:
            MarketError: naming the fault, the file and the line.
        """
        policy = Policy.read(folder)
        names = ("seats", "children", "wishes", "priority")
        seats, children, wishes, priority = (read_frame(folder, f"{name}.csv") for name in names)
        return cls.from_frames(seats=seats, children=children, wishes=wishes, priority=priority, policy=policy)

    @classmethod
    def from_frames(
        cls,
        *,
        seats: pl.DataFrame,
        children: pl.DataFrame,
        wishes: pl.DataFrame,
        priority: pl.DataFrame,
        policy: Policy | None = None,
    ) -> Market:
        """Check the rows of the four files and hold them in columns.

        Args:
            seats, children, wishes, priority: the columns of the files of the same name; ids are text with "" for
                blank, numbers are integers or text.
            policy: the town's rule; the default is priority first.

        Raises:
            MarketError: naming the fault, the file and the line (row number plus 2).
        """
        frames = {
            "seats.csv": rows.check_seats(seats),
            "children.csv": rows.check_children(children),
            "wishes.csv": rows.check_wishes(wishes),
            "priority.csv": rows.check_priority(priority),
        }
        return _columns(frames, policy or Policy())

    def write(self, folder: Path) -> None:
        """Write the market folder, rows sorted, so that equal markets give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        order = {
            "seats.csv": ("facility", "age"),
            "children.csv": ("child",),
            "wishes.csv": ("family", "wish", "child"),
            "priority.csv": ("facility", "age", "rank"),
        }
        for file, keys in order.items():
            frame = self.frames[file].sort(keys).drop("line")
            absent = [name for name in OPTIONAL[file] if (frame[name].cast(pl.String).fill_null("") == "").all()]
            write_frame(frame.drop(absent), folder, file)
        if self.policy != Policy():
            (folder / POLICY_FILE).write_bytes(self.policy.text().encode())


def _numbers(frame: pl.DataFrame, column: str) -> IntArray:
    """Give a column as integers, -1 where blank."""
    return frame[column].cast(pl.Int64).fill_null(NOWHERE).to_numpy().astype(np.int64)


def _starts(groups: IntArray, count: int) -> IntArray:
    """Give where each group begins in a column sorted by group."""
    return np.searchsorted(groups, np.arange(count + 1)).astype(np.int64)


def _with_indices(frames: dict[str, pl.DataFrame]) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Replace ids by indices, refusing every id that is not declared."""
    children, seats = frames["children.csv"], frames["seats.csv"]
    held = children.filter(pl.col("current_facility") != "")["current_facility"]
    ids = {
        "child": joins.numbered(children["child"]),
        "family": joins.numbered(children["family"]),
        "facility": joins.numbered(pl.concat([seats["facility"], held])),
    }
    wants = (
        ("children.csv", "family", "family"),
        ("children.csv", "child", "child"),
        ("children.csv", "current_facility", "facility"),
        ("seats.csv", "facility", "facility"),
        ("wishes.csv", "family", "family"),
        ("wishes.csv", "child", "child"),
        ("wishes.csv", "facility", "facility"),
        ("priority.csv", "child", "child"),
        ("priority.csv", "facility", "facility"),
    )
    indexed = dict(frames)
    for file, column, kind in wants:
        indexed[file] = joins.index_of(indexed[file], column, ids[kind], f"{column}_index")
        home = "seats.csv" if kind == "facility" else "children.csv"
        joins.refuse_unknown(indexed[file], column, kind, home, file)
    return indexed, ids


def _columns(frames: dict[str, pl.DataFrame], policy: Policy) -> Market:
    """Check the files against each other and lay them out in columns."""
    indexed, ids = _with_indices(frames)
    children = indexed["children.csv"].sort("child_index")
    wishes = indexed["wishes.csv"].sort("family_index", "wish", "child_index")
    joins.check_wish_children(wishes, children)
    joins.check_same_wish_twice(wishes)
    joins.check_last_wish_stays(wishes, children)
    joins.check_priority_children(indexed["priority.csv"], children)
    entry_rank = joins.ranks_of_wishes(wishes, indexed["priority.csv"])
    families, facilities = ids["family"].height, ids["facility"].height
    child_family = _numbers(children, "family_index")
    by_family = np.argsort(child_family, kind="stable").astype(np.int64)
    entry_family, entry_number = _numbers(wishes, "family_index"), _numbers(wishes, "wish")
    is_first = np.ones(len(entry_number), dtype=bool)
    is_first[1:] = (entry_family[1:] != entry_family[:-1]) | (entry_number[1:] != entry_number[:-1])
    first = np.flatnonzero(is_first)
    seats = np.zeros((facilities, len(rows.AGES)), dtype=np.int64)
    seats[_numbers(indexed["seats.csv"], "facility_index"), _numbers(indexed["seats.csv"], "age")] = _numbers(
        indexed["seats.csv"], "seats"
    )
    return Market(
        child_ids=tuple(ids["child"]["id"]),
        family_ids=tuple(ids["family"]["id"]),
        facility_ids=tuple(ids["facility"]["id"]),
        child_family=child_family,
        child_age=_numbers(children, "age"),
        child_current=_numbers(children, "current_facility_index"),
        child_draw=_numbers(children, "draw"),
        seats=seats,
        family_child_start=_starts(child_family[by_family], families),
        family_child=by_family,
        family_wish_start=_starts(entry_family[first], families),
        wish_entry_start=np.append(first, len(entry_number)).astype(np.int64),
        entry_child=_numbers(wishes, "child_index"),
        entry_facility=_numbers(wishes, "facility_index"),
        entry_rank=entry_rank,
        frames=frames,
        policy=policy,
    )
