"""What one stage proves is said of the round only where the earlier stages could have ended in no other way."""

from __future__ import annotations

import re
from pathlib import Path

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import Placement, place
from ikkan.procedures.nursery.placement.tests.brute import solve_by_brute_force
from ikkan.procedures.nursery.placement.tests.folders import Files, random_files, write_files
from ikkan.procedures.nursery.placement.tests.policy_folders import policy_text

# Found by search: this town has two stable placements, which leave different places.
TWO_ENDS = 641
# Found by search: this one has none.
NO_END = 211
ONE_END: Files = {
    "seats.csv": ["A,1,1"],
    "children.csv": ["c00,f0,1,"],
    "wishes.csv": ["f0,1,c00,A"],
    "priority.csv": ["A,1,c00,1"],
}


def _after(first: Files, then: Files) -> Files:
    """Give both in one round, one stage after the other; facilities, families and children of the second renamed."""
    moved = {name: [re.sub(r"\b([A-Zcf])(?=\d*\b)", r"x\1", row) for row in rows] for name, rows in then.items()}
    files = {name: [*first[name], *moved[name]] for name in first}
    staged = [f"{row},1" for row in first["children.csv"]] + [f"{row},2" for row in moved["children.csv"]]
    files["children.csv"] = ["child,family,age,current_facility,stage", *staged]
    return {**files, "policy.toml": policy_text(stages="in_turn")}


def _place(folder: Path, files: Files) -> Placement:
    return place(Market.read(write_files(folder, files)), prove=True)


def test_no_stable_placement_is_proven_only_after_a_stage_with_one_end(tmp_path: Path) -> None:
    none = random_files(NO_END, families=5)
    assert not solve_by_brute_force(none).stable
    assert _place(tmp_path / "one", _after(ONE_END, none)).status == "no_stable_placement"
    open_ = _place(tmp_path / "two", _after(random_files(TWO_ENDS), none))
    assert (open_.status, open_.largest) == ("undecided", None)
    assert "stable" in open_.unanswered


def test_largest_is_known_only_after_a_stage_with_one_end(tmp_path: Path) -> None:
    """The other end of the first stage would leave a place at B, and two more children would have places."""
    town = random_files(TWO_ENDS)
    assert {len(list(filter(None, ends.values()))) for ends in solve_by_brute_force(town).stable} == {4, 5}
    files = _after(town, {**ONE_END, "seats.csv": ["Z,1,1"], "children.csv": ["c1,f1,1,", "c2,f1,1,"],
                          "wishes.csv": [], "priority.csv": []})  # fmt: skip
    files["wishes.csv"] += ["xf1,1,xc1,B", "xf1,1,xc2,xZ"]
    files["priority.csv"] += ["B,1,xc1,9", "xZ,1,xc2,1"]
    found = _place(tmp_path / "two", files)
    assert (found.status, found.placed, found.largest) == ("stable", 5, None)
    alone = _place(tmp_path / "one", _after(ONE_END, town))
    assert (alone.status, alone.largest) == ("stable", 6)
