"""Hold a market (the children, seats, wishes and priorities of one round) in columns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from ikkan.procedures.nursery.placement import market_joins as joins
from ikkan.procedures.nursery.placement import market_optional as optional
from ikkan.procedures.nursery.placement import market_rows as rows
from ikkan.procedures.nursery.placement.market_files import OPTIONAL, read_frame, write_frame
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.market_optional import Reserved
from ikkan.procedures.nursery.placement.policy import POLICY_FILE, Policy

NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Market:
    """Hold one round. Indices follow the sorted ids, so the order of rows decides nothing.

    Args:
        child_ids, family_ids, facility_ids: ids sorted by code point; their place is their index.
        child_family, child_age, child_current: per child; current facility -1 when the child holds no place.
        child_draw: per child the lottery number, or -1 when none was drawn.
        child_stage: per child the place of its stage in the order of stages, 0 everywhere without stages.
        seats: (facilities, 6) general places offered by age class; 0 where there is no such class.
        pools: (facilities, 6) the youngest age that the class shares its places with, its own where it shares none.
        reserved: the reserved seats, and who may take them.
        family_child_start, family_child: children of each family, as compressed rows.
        family_wish_start: wishes of family f are family_wish_start[f] up to family_wish_start[f+1], best first.
        wish_entry_start: entries of each wish, one a child of the family, in the order of the child ids.
        entry_child, entry_facility, entry_rank: facility and rank -1 where the child is not placed in that wish.
        entry_row: row of priority.csv (in ``frames``) that ranks the child there, -1 where it is not placed.
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
    child_stage: IntArray
    seats: IntArray
    pools: IntArray
    reserved: Reserved
    family_child_start: IntArray
    family_child: IntArray
    family_wish_start: IntArray
    wish_entry_start: IntArray
    entry_child: IntArray
    entry_facility: IntArray
    entry_rank: IntArray
    entry_row: IntArray
    frames: dict[str, pl.DataFrame] = field(repr=False)
    policy: Policy = field(default_factory=Policy)

    @property
    def quota(self) -> IntArray:
        """Give the (facilities, 6) general places to fill: those offered and those held by children of this round.

        A class that shares its places gives those of the whole pool.
        """
        quota = self.seats.copy()
        held = self.child_current != NOWHERE
        np.add.at(quota, (self.child_current[held], self.child_age[held]), 1)
        together = np.zeros_like(quota)
        np.add.at(together, (np.arange(len(quota))[:, None], self.pools), quota)
        return np.take_along_axis(together, self.pools, axis=1)

    @property
    def entry_slot(self) -> IntArray:
        """Give the general class of each entry, facility * 6 + youngest age of its pool; -1 where it is not placed."""
        facility = self.entry_facility
        # the row added is the one that -1 finds
        pools = np.vstack((self.pools, rows.AGES))
        slot = facility * len(rows.AGES) + pools[facility, self.child_age[self.entry_child]]
        return np.where(facility == NOWHERE, NOWHERE, slot)

    @property
    def family_stage(self) -> IntArray:
        """Give the stage of each family: that of all its children."""
        return self.child_stage[self.family_child[self.family_child_start[:-1]]]

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
        policy = policy or Policy()
        frames = {
            "seats.csv": optional.check_kinds_and_pools(rows.check_seats(seats)),
            "children.csv": rows.check_children(children),
            "wishes.csv": rows.check_wishes(wishes),
            "priority.csv": optional.check_scores_and_keys(rows.check_priority(priority), policy),
        }
        return _columns(frames, policy)

    def under(self, policy: Policy) -> Market:
        """Give the same round under another rule.

        Raises:
            MarketError: the rule needs what the files do not say, such as strict ranks or a score in every row.
        """
        if replace(policy, choose=self.policy.choose) == self.policy:
            return replace(self, policy=policy)
        files = {name.removesuffix(".csv"): frame for name, frame in self.frames.items()}
        return Market.from_frames(**files, policy=policy)

    def write(self, folder: Path) -> None:
        """Write the market folder, rows sorted, so that equal markets give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        order = {
            "seats.csv": ("facility", "age", "kind"),
            "children.csv": ("child",),
            "wishes.csv": ("family", "wish", "child"),
            "priority.csv": ("facility", "age", "rank", "child"),
        }
        for file, keys in order.items():
            frame = self.frames[file].sort(keys).drop("line")
            absent = [name for name in OPTIONAL[file] if (frame[name].cast(pl.String).fill_null("") == "").all()]
            write_frame(frame.drop(absent), folder, file)
        if self.policy != Policy():
            (folder / POLICY_FILE).write_bytes(self.policy.text().encode())


def _starts(groups: IntArray, count: int) -> IntArray:
    """Give where each group begins in a column sorted by group."""
    return np.searchsorted(groups, np.arange(count + 1)).astype(np.int64)


def _seat_tables(frame: pl.DataFrame, facilities: pl.Series) -> tuple[IntArray, IntArray, IntArray]:
    """Give the facility of each row of seats.csv, and general seats and pools as (facilities, 6)."""
    facility = joins.known_index(frame, "seats.csv", "facility", "facility", facilities)
    age, kind = frame["age"].to_numpy(), frame["kind"]
    kind_index = joins.index_of(kind, joins.numbered(kind))
    message = "the same facility, age (and kind) stands twice. Keep one row"
    twice = rows.repeats(facility, age, kind_index)
    rows.refuse_where(twice, frame, "duplicate_row", message, "seats.csv", ("facility", "age"))
    seats = np.zeros((len(facilities), len(rows.AGES)), dtype=np.int64)
    is_general = kind_index == joins.UNKNOWN
    seats[facility[is_general], age[is_general]] = frame["seats"].to_numpy()[is_general]
    return facility, seats, optional.pools_of(frame, facility, len(facilities))


def _children(frame: pl.DataFrame, children: pl.Series, families: pl.Series, facilities: pl.Series) -> joins.Children:
    """Index children.csv."""
    file = "children.csv"
    found = joins.Children(
        frame=frame,
        child=joins.known_index(frame, file, "child", "child", children),
        family=joins.known_index(frame, file, "family", "family", families),
        age=frame["age"].to_numpy(),
        current=joins.known_index(frame, file, "current_facility", "facility", facilities, may_be_blank=True),
    )
    joins.check_children_once(found)
    return found


def _wishes(frame: pl.DataFrame, children: pl.Series, families: pl.Series, facilities: pl.Series) -> joins.Wishes:
    """Index wishes.csv and sort it by family, wish and child."""
    file = "wishes.csv"
    family = joins.known_index(frame, file, "family", "family", families)
    child = joins.known_index(frame, file, "child", "child", children)
    facility = joins.known_index(frame, file, "facility", "facility", facilities, may_be_blank=True)
    wish = frame["wish"].to_numpy()
    message = "the same family, wish, child stands twice. Keep one row"
    shown = ("family", "wish", "child")
    rows.refuse_where(rows.repeats(family, wish, child), frame, "duplicate_row", message, file, shown)
    order = np.lexsort((child, wish, family)).astype(np.int64)
    family, wish = family[order], wish[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (family[1:] != family[:-1]) | (wish[1:] != wish[:-1])
    start = np.append(np.flatnonzero(is_first), len(order)).astype(np.int64)
    return joins.Wishes(frame, order, family, wish, child[order], facility[order], start)


def _columns(frames: dict[str, pl.DataFrame], policy: Policy) -> Market:
    """Check the files against each other and lay them out in columns."""
    table, seat_rows = frames["children.csv"], frames["seats.csv"]
    child_ids, family_ids = joins.numbered(table["child"]), joins.numbered(table["family"])
    facility_ids = joins.numbered(seat_rows["facility"], table["current_facility"])
    at, seats, pools = _seat_tables(seat_rows, facility_ids)
    children = _children(table, child_ids, family_ids, facility_ids)
    order = np.argsort(children.child, kind="stable")
    child_family, child_age, child_current = children.family[order], children.age[order], children.current[order]
    wishes = _wishes(frames["wishes.csv"], child_ids, family_ids, facility_ids)
    joins.check_wish_children(wishes, child_family)
    joins.check_same_wish_twice(wishes)
    joins.check_last_wish_stays(wishes, children, child_current, len(family_ids))
    ranked = joins.index_priority(
        frames["priority.csv"], child_ids, facility_ids, child_age=child_age, child_current=child_current, pools=pools
    )
    joins.check_priority(ranked, may_tie=policy.ties == "equal")
    entry_row = joins.rows_of_wishes(wishes, ranked, len(facility_ids))
    by_family = np.argsort(child_family, kind="stable").astype(np.int64)
    return Market(
        child_ids=tuple(child_ids.to_list()),
        family_ids=tuple(family_ids.to_list()),
        facility_ids=tuple(facility_ids.to_list()),
        child_family=child_family,
        child_age=child_age,
        child_current=child_current,
        child_draw=table["draw"].cast(pl.Int64).fill_null(NOWHERE).to_numpy()[order],
        child_stage=optional.stages_of(table, children.family, policy)[order],
        seats=seats,
        pools=pools,
        reserved=optional.reserved_of(seat_rows, at, table, children.child),
        family_child_start=_starts(child_family[by_family], len(family_ids)),
        family_child=by_family,
        family_wish_start=_starts(wishes.family[wishes.start[:-1]], len(family_ids)),
        wish_entry_start=wishes.start,
        entry_child=wishes.child,
        entry_facility=wishes.facility,
        entry_rank=np.append(frames["priority.csv"]["rank"].to_numpy(), NOWHERE)[entry_row],
        entry_row=entry_row,
        frames=frames,
        policy=policy,
    )
