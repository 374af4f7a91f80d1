"""After a change, a repair takes nothing from whoever was admitted, and fills what became free."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.tests.folders import Files, random_files, valid_files, write_files
from ikkan.procedures.nursery.placement.what_if.changes import ChangeError, Seats, Withdraw
from ikkan.procedures.nursery.placement.what_if.repair import Repaired, repair, write_changes


def _market(files: Files) -> Market:
    with tempfile.TemporaryDirectory() as name:
        return Market.read(write_files(Path(name), files))


def _repaired(files: Files, child: str, *, may_move: bool = True) -> tuple[Market, Repaired]:
    market = _market(files)
    return market, repair(market, place(market), [Withdraw(child)], may_move=may_move)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_nobody_who_was_admitted_loses(seed: int, may_move: bool) -> None:
    files = random_files(seed, families=8)
    market = _market(files)
    placed = [
        child for child, at in zip(market.child_ids, place(market).facility.tolist(), strict=True) if at != NOWHERE
    ]
    if not placed:
        return
    # S311: synthetic data, no secret depends on it
    _, found = _repaired(files, random.Random(seed).choice(placed), may_move=may_move)  # noqa: S311
    assert not found.effect.of("loses")
    assert found.effect.placed_after >= found.effect.placed_before - 1
    filled = [move for one in found.effect.of("gains") for move in one.children]
    assert may_move or all(move.before is None for move in filled)


FILES: Files = {
    "seats.csv": ["A,1,1", "B,1,1"],
    "children.csv": ["c1,f1,1,", "c2,f2,1,", "c3,f3,1,"],
    "wishes.csv": ["f1,1,c1,A", "f2,1,c2,A", "f2,2,c2,B", "f3,1,c3,B", "f3,2,c3,A"],
    "priority.csv": ["A,1,c1,1", "A,1,c2,2", "A,1,c3,3", "B,1,c2,1", "B,1,c3,2"],
}


def test_the_freed_seat_goes_to_whoever_may_move_and_theirs_to_the_next() -> None:
    _, found = _repaired(FILES, "c1")
    moves = [tuple(move) for one in found.effect.of("gains") for move in one.children]
    assert moves == [("c2", "B", "A"), ("c3", None, "B")]


def test_without_moves_the_freed_seat_goes_to_who_waits() -> None:
    _, found = _repaired(FILES, "c1", may_move=False)
    assert [tuple(move) for one in found.effect.of("gains") for move in one.children] == [("c3", None, "A")]


def test_a_family_that_came_late_puts_nobody_out() -> None:
    market = _market(FILES)
    late = {
        "seats.csv": FILES["seats.csv"],
        "children.csv": [*FILES["children.csv"], "c0,f0,1,"],
        "wishes.csv": [*FILES["wishes.csv"], "f0,1,c0,A"],
        "priority.csv": ["A,1,c0,1", "A,1,c1,2", "A,1,c2,3", "A,1,c3,4", *FILES["priority.csv"][3:]],
    }
    assert repair(market, place(market), [], after=_market(late)).effect.families == ()
    found = repair(market, place(market), [Withdraw("c1")], after=_market(late), may_move=False)
    assert [one.family for one in found.effect.families if one.children and one.how != "withdrawn"] == ["f0"]


def test_seats_that_children_sit_on_cannot_be_taken() -> None:
    market = _market(FILES)
    with pytest.raises(ChangeError):
        repair(market, place(market), [Seats("A", 1, -1)])


def test_the_order_of_rows_decides_nothing(tmp_path: Path) -> None:
    files = random_files(7, families=12, facilities=5)
    # S311: any shuffle will do
    shuffled = {name: random.Random(1).sample(rows, len(rows)) for name, rows in files.items()}  # noqa: S311
    market = _market(files)
    child = market.child_ids[np.flatnonzero(place(market).facility != NOWHERE)[0]]
    for name, rows in (("a", files), ("b", shuffled)):
        _, found = _repaired(rows, child)
        found.placement.write(tmp_path / name, found.market)
        write_changes(found.effect, tmp_path / name)
    for file in ("placement.csv", "changes.csv"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_child_who_holds_a_place_leaves_with_it() -> None:
    _, found = _repaired(valid_files(), "c3")
    assert [one.how for one in found.effect.families if one.family == "f2"] == ["withdrawn"]
