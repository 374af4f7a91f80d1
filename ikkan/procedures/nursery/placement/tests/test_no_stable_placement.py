"""Where no stable placement exists, that is proven, and the least bad placement is given with names."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ikkan.procedures.nursery.placement import cp_sat
from ikkan.procedures.nursery.placement.checker import check_folder
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.narrow import Narrowed, places_of
from ikkan.procedures.nursery.placement.pack import pack
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.queue_repair import run_queue
from ikkan.procedures.nursery.placement.tests.folders import Files, write_files

# The pair wants both A and B or nothing; the only child wants A, then B. A prefers x to s, B prefers s to y.
# (A,B) for the pair: s takes B from y. s at B: A is free for s. s at A: x takes it and B is free for y.
CYCLE: Files = {
    "seats.csv": ["A,1,1", "B,1,1"],
    "children.csv": ["x,pair,1,", "y,pair,1,", "s,single,1,"],
    "wishes.csv": ["pair,1,x,A", "pair,1,y,B", "single,1,s,A", "single,2,s,B"],
    "priority.csv": ["A,1,x,1", "A,1,s,2", "B,1,s,1", "B,1,y,2"],
}


def test_non_existence_is_proven_and_the_least_bad_is_named(tmp_path: Path) -> None:
    market = Market.read(write_files(tmp_path / "market", CYCLE))
    placement = place(market)
    placement.write(tmp_path / "out", market)
    assert placement.status == "no_stable_placement"
    assert len(placement.blocking) == 1
    assert placement.proved_fewest
    assert not placement.proved_largest
    verdict = check_folder(tmp_path / "market", tmp_path / "out")
    assert verdict.feasible
    assert verdict.problems == ()
    assert verdict.blocking_families == placement.blocking


def test_no_time_is_said_to_be_undecided(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """The solver has no time: the answer is feasible, names who blocks, and claims nothing."""
    undecided = cp_sat.Solved("undecided", None, False, 0)
    monkeypatch.setattr(cp_sat, "find_stable", lambda *_, **__: undecided)
    market = Market.read(write_files(tmp_path / "market", CYCLE))
    placement = place(market, seconds=0.0)
    placement.write(tmp_path / "out", market)
    assert placement.status == "undecided"
    assert placement.blocking
    assert check_folder(tmp_path / "market", tmp_path / "out").feasible


def test_a_run_cut_short_keeps_present_seats(tmp_path: Path) -> None:
    """x holds A already; the queue cycles, and whatever it ends with, x has a place."""
    files = {name: list(rows) for name, rows in CYCLE.items()}
    files["seats.csv"].append("C,1,0")
    files["children.csv"][0] = "x,pair,1,C"
    files["wishes.csv"] += ["pair,2,x,C", "pair,2,y,"]
    files["priority.csv"].append("C,1,x,1")
    packed = pack(Market.read(write_files(tmp_path, files)))
    wishes = packed.wish_start[1:] - packed.wish_start[:-1]
    reached = run_queue(places_of(packed), wishes, np.arange(packed.families))
    assert reached.blocking > 0
    assert ((reached.held < wishes) | (packed.has_seat == 0)).all()


def test_solver_finds_what_the_queue_would_miss(tmp_path: Path) -> None:
    files = {**CYCLE, "seats.csv": ["A,1,2", "B,1,1"]}
    places = places_of(pack(Market.read(write_files(tmp_path, files))))
    everything = Narrowed(
        np.ones(len(places.wish_family), dtype=bool),
        places.packed.has_seat == 0,
        np.zeros(places.packed.families, dtype=bool),
    )
    solved = cp_sat.find_stable(places, everything, seconds=20.0)
    assert solved.state == "found"
    assert solved.held is not None
    assert cp_sat.find_largest(places, everything, hint=solved.held, seconds=20.0).value == 3
