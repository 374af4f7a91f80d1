"""The order of rows, the names and the compiler decide nothing."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.tests.folders import Files, random_files, write_files


def _result(folder: Path, files: Files) -> tuple[bytes, bytes]:
    market = Market.read(write_files(folder / "market", files))
    place(market).write(folder / "out", market)
    return (folder / "out" / "placement.csv").read_bytes(), (folder / "out" / "verdict.json").read_bytes()


@pytest.mark.parametrize("seed", range(12))
def test_shuffled_rows_give_the_same_bytes(tmp_path: Path, seed: int) -> None:
    files = random_files(seed, families=12, facilities=5)
    # S311: any shuffle will do
    draw = random.Random(seed)  # noqa: S311
    shuffled = {name: draw.sample(rows, len(rows)) for name, rows in files.items()}
    assert _result(tmp_path / "a", files) == _result(tmp_path / "b", shuffled)


def _renamed(row: str) -> str:
    """Reverse the order of the ids of children, families and facilities."""
    swap = {**{f"f{n}": f"g{99 - n}" for n in range(20)}, **{chr(65 + n): f"Z{9 - n}" for n in range(8)}}
    swap |= {f"c{n}{place}": f"k{99 - n}{place}" for n in range(20) for place in range(3)}
    if row.startswith("child,"):
        return row
    return ",".join(swap.get(cell, cell) for cell in row.split(","))


@pytest.mark.parametrize("seed", range(20))
def test_other_names_give_the_same_placement(tmp_path: Path, seed: int) -> None:
    files = random_files(seed, families=12, facilities=5)
    # Lottery numbers break what symmetry leaves; without them the last resort is the child id.
    rows = [f"{row},{draw}" for draw, row in enumerate(files["children.csv"])]
    files["children.csv"] = ["child,family,age,current_facility,draw", *rows]
    renamed = {name: [_renamed(row) for row in rows] for name, rows in files.items()}
    plain, other = _result(tmp_path / "a", files), _result(tmp_path / "b", renamed)
    assert sorted(_renamed(row) for row in plain[0].decode().splitlines()) == sorted(other[0].decode().splitlines())
    assert plain[1] == other[1]


def test_ordinary_use_imports_neither_solver_nor_compiler() -> None:
    code = (
        "import sys, ikkan.procedures.nursery.placement.place; "
        "assert not {'numba', 'ortools', 'django'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
