"""The checker counts every cell of explanations.csv again."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.checker import UnreadableError
from ikkan.procedures.nursery.placement.tests.fair import Town
from ikkan.procedures.nursery.placement.tests.fair_reasons import HEADER, reasons
from ikkan.procedures.nursery.placement.tests.fair_rounds import check, random_placement, random_round
from ikkan.procedures.nursery.placement.tests.folders import Files

ROUNDS = 300
# f1: brothers who want the same place; f2 holds a place at B and wants A; f3, f4: only children.
ROUND: Files = {
    "seats.csv": ["facility,age,seats", "A,1,1", "A,2,1", "B,1,0", "B,2,1"],
    "children.csv": [
        "child,family,age,current_facility,draw",
        "c1,f1,1,,4", "c2,f1,2,,4", "c3,f2,1,B,1", "c4,f3,1,,3", "c5,f4,2,,2",
    ],
    "wishes.csv": [
        "family,wish,child,facility",
        "f1,1,c1,A", "f1,1,c2,A", "f1,2,c1,", "f1,2,c2,B", "f2,1,c3,A", "f2,2,c3,B",
        "f3,1,c4,A", "f3,2,c4,B", "f4,1,c5,A", "f4,2,c5,B",
    ],
    "priority.csv": [
        "facility,age,child,rank,score,key:income",
        "A,1,c3,1,43.5,2", "A,1,c4,2,43,1", "A,1,c1,3,41,1", "A,2,c2,1,41,1", "A,2,c5,2,41,1",
        "B,1,c3,1,43,2", "B,1,c4,2,43,1", "B,2,c2,1,41,1", "B,2,c5,2,41,1",
    ],
}  # fmt: skip
PLACED = ["c1,", "c2,B", "c3,A", "c4,B", "c5,A"]
REASONS = [
    HEADER,
    "c1,1,A,1,1,1,1,3,0,full,,,score,41,43.5",
    "c2,1,A,1,1,0,2,1,0,sibling,c1,A,,,",
    "c2,2,B,1,1,0,1,1,1,reached,,,,,",
    "c3,1,A,1,1,0,1,1,1,reached,,,,,",
    "c3,2,B,1,1,0,2,1,0,better_reached,,,,,",
    "c4,1,A,1,1,1,1,2,0,full,,,score,43,43.5",
    "c4,2,B,1,1,0,2,2,1,reached,,,,,",
    "c5,1,A,1,1,0,2,2,1,reached,,,,,",
    "c5,2,B,1,1,1,1,2,0,better_reached,,,,,",
]


def test_true_reasons_are_accepted(tmp_path: Path) -> None:
    assert check(tmp_path, ROUND, {}, PLACED, reasons=REASONS).stable


@pytest.mark.parametrize(("line", "column"), [*product(range(1, len(REASONS)), range(15))])
def test_every_cell_is_counted_again(tmp_path: Path, line: int, column: int) -> None:
    cells = REASONS[line].split(",")
    cells[column] = "7" if cells[column] != "7" else "8"
    false = [*REASONS[:line], ",".join(cells), *REASONS[line + 1 :]]
    verdict = check(tmp_path, ROUND, {}, PLACED, reasons=false)
    assert verdict.feasible
    assert not verdict.stable
    assert not verdict.blocking
    assert verdict.problems[0].startswith("explanations.csv")


@pytest.mark.parametrize(
    "false",
    [
        REASONS[:-1],
        [*REASONS, REASONS[-1]],
        [REASONS[0], REASONS[2], REASONS[1], *REASONS[3:]],
        [line.replace("full,,,score,41,43.5", "sibling,c2,A,,,") for line in REASONS],
        [line.replace("score,43,43.5", "key:income,1,2") for line in REASONS],
        [line.replace("score,43,43.5", "rank,2,1") for line in REASONS],
    ],
    ids=["a row left out", "a row twice", "another order", "another child", "another component", "the rank instead"],
)
def test_reasons_that_are_not_the_reasons_are_refused(tmp_path: Path, false: list[str]) -> None:
    verdict = check(tmp_path, ROUND, {}, PLACED, reasons=false)
    assert verdict.feasible
    assert not verdict.stable


def test_the_same_points_may_be_written_otherwise_and_cells_quoted(tmp_path: Path) -> None:
    otherwise = [line.replace("score,41,43.5", '"score",41.0,43.50') for line in REASONS]
    assert check(tmp_path, ROUND, {}, PLACED, reasons=otherwise).stable
    assert not check(
        tmp_path, ROUND, {}, PLACED, reasons=[line.replace(",41.0,", ",41.5,") for line in otherwise]
    ).stable


@pytest.mark.parametrize("header", [HEADER.replace(",reached", ""), f"{HEADER},remark", f"{HEADER},kind"])
def test_other_columns_cannot_be_judged(tmp_path: Path, header: str) -> None:
    with pytest.raises(UnreadableError, match=r"explanations\.csv: columns"):
        check(tmp_path, ROUND, {}, PLACED, reasons=[header])


def test_a_component_that_points_the_other_way_gives_the_rank_as_reason(tmp_path: Path) -> None:
    files = {**ROUND, "priority.csv": [row.replace("c3,1,43.5,2", "c3,1,40,2") for row in ROUND["priority.csv"]]}
    told = [line.replace("score,41,43.5", "rank,3,1").replace("score,43,43.5", "rank,2,1") for line in REASONS]
    assert check(tmp_path, files, {}, PLACED, reasons=told).stable
    assert not check(tmp_path, files, {}, PLACED, reasons=REASONS).stable


def test_the_lottery_decides_between_equals(tmp_path: Path) -> None:
    equal = {"c3,1,43.5,2": "c3,1,43,1", "c1,3,41,": "c1,1,43,"}
    rows = ROUND["priority.csv"]
    for one, other in equal.items():
        rows = [row.replace(one, other) for row in rows]
    files = {**ROUND, "priority.csv": rows}
    told = [line.replace("score,41,43.5", "draw,4,1").replace("score,43,43.5", "draw,3,1") for line in REASONS]
    told = [line.replace("c1,1,A,1,1,1,1,3,", "c1,1,A,1,1,1,1,1,") for line in told]
    assert check(tmp_path, files, {"ties": "equal"}, PLACED, reasons=told).stable


def test_the_checker_writes_the_reasons_of_the_definitions(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for seed in range(ROUNDS):
        files, policy = random_round(seed)
        placed = random_placement(files, policy, seed)
        town = Town(files, policy, placed)
        if town.is_feasible():
            true = reasons(town)
            assert not check(tmp_path, files, policy, placed, reasons=true).problems, (seed, policy)
            seen.update(cell for row in true[1:] for cell in (row.split(",")[9], row.split(",")[12]))
    assert {"reached", "better_reached", "full", "sibling", "rank", "score", "holder", "choice"} <= set(seen)
