"""Every figure of an explanation equals one counted slowly from the files, and every outcome one told by hand."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ikkan.procedures.nursery.placement.explain import WishExplanation, explain, write_explanations
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import Placement, place
from ikkan.procedures.nursery.placement.tests.folders import Files, random_files, valid_files, write_files


def test_small_market_by_hand(tmp_path: Path) -> None:
    market = Market.read(write_files(tmp_path, valid_files()))
    found = {(one.child, one.wish): one[2:10] for one in explain(market, place(market))}
    assert found == {
        ("c1", 1): ("B", 1, 1, 0, 1, 1, 1, "reached"),
        ("c2", 1): ("B", 1, 1, 0, 1, 1, 1, "reached"),
        ("c1", 2): ("A", 2, 1, 1, 1, 2, 0, "better_reached"),
        ("c3", 1): ("B", 1, 1, 1, 1, 2, 0, "full"),
        ("c3", 2): ("A", 2, 1, 0, 1, 1, 1, "reached"),
    }


def test_only_the_child_asked_for_is_explained(tmp_path: Path) -> None:
    market = Market.read(write_files(tmp_path, valid_files()))
    assert [(one.child, one.wish) for one in explain(market, place(market), child="c1")] == [("c1", 1), ("c1", 2)]


def test_a_market_without_children_has_a_header_and_no_row(tmp_path: Path) -> None:
    market = Market.read(
        write_files(tmp_path, {**valid_files(), "children.csv": [], "wishes.csv": [], "priority.csv": []})
    )
    write_explanations(market, place(market), tmp_path)
    header = ",".join(WishExplanation._fields[:-1])
    assert (tmp_path / "explanations.csv").read_text(encoding="utf-8") == f"{header}\n"


@pytest.mark.parametrize("seed", range(60))
def test_every_column_equals_a_slow_count(tmp_path: Path, seed: int) -> None:
    market = _with_components(write_files(tmp_path, random_files(seed, families=15, facilities=4)), seed)
    placement = place(market)
    found = explain(market, placement)
    assert found == _Slow(market, placement).explain()
    write_explanations(market, placement, tmp_path)
    again = pl.read_csv(tmp_path / "explanations.csv", infer_schema=False).fill_null("")
    assert again.rows() == [tuple(map(str, one[:-1])) for one in found]


def _with_components(folder: Path, seed: int) -> Market:
    """Read a market and give it few points, a key and lottery numbers, blanks among them."""
    # S311: synthetic data, no secret depends on it
    draw = random.Random(seed)  # noqa: S311
    seats, children, wishes, priority = (
        pl.read_csv(folder / f"{name}.csv", infer_schema=False).fill_null("")
        for name in ("seats", "children", "wishes", "priority")
    )
    score = pl.Series("score", [draw.choice(("", "41", "43", "43.5")) for _ in range(priority.height)])
    key = pl.Series("key:income", [str(draw.randint(1, 2)) for _ in range(priority.height)])
    number = pl.Series("draw", [draw.choice(("", "7", "8")) for _ in range(children.height)])
    return Market.from_frames(
        seats=seats, children=children.with_columns(number), wishes=wishes,
        priority=priority.with_columns(score, key),
    )  # fmt: skip


class _Slow:
    """Explain by loops over the rows of the files."""

    def __init__(self, market: Market, placement: Placement) -> None:
        """Read the rows of the files and who got what."""
        rows = {name: frame.to_dicts() for name, frame in market.frames.items()}
        names, facilities = market.child_ids, (*market.facility_ids, "")
        self.child = {row["child"]: row for row in rows["children.csv"]}
        self.rank = {(row["facility"], row["child"]): row for row in rows["priority.csv"]}
        self.at = {name: facilities[to] for name, to in zip(names, placement.facility.tolist(), strict=True)}
        self.reached = dict(zip(market.family_ids, placement.wish_reached.tolist(), strict=True))
        self.places = {(row["facility"], row["age"]): int(row["seats"]) for row in rows["seats.csv"]}
        for row in rows["children.csv"]:
            held = row["current_facility"], row["age"]
            self.places[held] = self.places.get(held, 0) + 1
        self.joint: dict[tuple[str, int], dict[str, str]] = {}
        for row in rows["wishes.csv"]:
            self.joint.setdefault((row["family"], row["wish"]), {})[row["child"]] = row["facility"]

    def explain(self) -> list[WishExplanation]:
        """Explain every wished facility of every child."""
        wishes = [(number, wish, name) for (_, number), wish in sorted(self.joint.items()) for name in sorted(wish)]
        return [self._row(number, wish, name) for number, wish, name in wishes if wish[name]]

    def _row(self, number: int, wish: dict[str, str], name: str) -> WishExplanation:
        facility, got = wish[name], self.reached[self.child[name]["family"]]
        ranks = [self._rank(facility, one) for one in self._here(name, facility)]
        strangers, own = self._others(name, facility), self._rank(facility, name)
        better = sum(1 for one in strangers if self._rank(facility, one) < own)
        outcome, because, decided = "reached" if number == got else "better_reached", ("", ""), ("", "", "")
        if number < got or not got:
            kept_out = [one for one in sorted(wish) if wish[one] and self._is_full(one, wish)]
            outcome = "full" if name in kept_out else "sibling"
            if outcome == "sibling" and kept_out:
                because = kept_out[0], wish[kept_out[0]]
            elif outcome == "full" and strangers:
                decided = _first_component(self.child, self.rank, facility, name, strangers[-1])
        return WishExplanation(
            name, number, facility, self._places(name, facility), len(ranks), better, max(ranks, default=0), own,
            int(outcome == "reached"), outcome, *because, *decided,
        )  # fmt: skip

    def _rank(self, facility: str, name: str) -> int:
        return int(self.rank[facility, name]["rank"])

    def _places(self, name: str, facility: str) -> int:
        return self.places.get((facility, self.child[name]["age"]), 0)

    def _here(self, name: str, facility: str) -> list[str]:
        age = self.child[name]["age"]
        return [one for one, at in self.at.items() if at == facility and self.child[one]["age"] == age]

    def _others(self, name: str, facility: str) -> list[str]:
        family = self.child[name]["family"]
        found = [one for one in self._here(name, facility) if self.child[one]["family"] != family]
        return sorted(found, key=lambda one: self._rank(facility, one))

    def _is_full(self, name: str, wish: dict[str, str]) -> bool:
        facility, age = wish[name], self.child[name]["age"]
        need = sum(1 for one, to in wish.items() if to == facility and self.child[one]["age"] == age)
        strangers, own = self._others(name, facility), self._rank(facility, name)
        ahead = sum(1 for one in strangers if self._rank(facility, one) < own)
        return ahead + need > self._places(name, facility)


def _first_component(
    child: dict[str, Any], rank: dict[tuple[str, str], Any], facility: str, own: str, last: str
) -> tuple[str, str, str]:
    mine, theirs = rank[facility, own], rank[facility, last]
    holds = [int(child[one]["current_facility"] == facility) for one in (own, last)]
    pairs: list[tuple[str, Any, Any, int]] = [
        ("holder", holds[0], holds[1], -1),
        ("score", mine["score"], theirs["score"], -1),
        ("key:income", mine["key:income"], theirs["key:income"], 1),
        ("draw", child[own]["draw"], child[last]["draw"], 1),
    ]
    is_behind = mine["rank"] > theirs["rank"]
    for name, one, other, sign in pairs:
        if one in (None, "") or other in (None, "") or float(one) == float(other):
            continue
        if (sign * float(one) > sign * float(other)) == is_behind:
            return name, str(one), str(other)
        break
    return "rank", str(mine["rank"]), str(theirs["rank"])


def test_a_family_that_could_have_entered_is_told_of_no_brother_or_sister(tmp_path: Path) -> None:
    files: Files = {
        "seats.csv": ["A,1,1"],
        "children.csv": ["c1,f1,1,", "c2,f2,1,"],
        "wishes.csv": ["f1,1,c1,A", "f2,1,c2,A"],
        "priority.csv": ["A,1,c1,1", "A,1,c2,2"],
    }
    market = Market.read(write_files(tmp_path, files))
    right = place(market)
    wrong = Placement(
        facility=right.facility[::-1], wish_reached=right.wish_reached[::-1], status="undecided", blocking=("f1",),
        proved_largest=False, largest=None, proved_fewest=False, rung="queue",
    )  # fmt: skip
    told = [(one.child, one.outcome, one.because_child) for one in explain(market, wrong)]
    assert told == [("c1", "sibling", ""), ("c2", "reached", "")]
