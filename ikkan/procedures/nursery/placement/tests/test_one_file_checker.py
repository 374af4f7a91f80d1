"""The one file that parents run is made of the checker's modules, and needs nothing but Python."""

from __future__ import annotations

import ast
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement import checker
from ikkan.procedures.nursery.placement.tests.folders import valid_files, write_files

ROOT = Path(__file__).parents[5]
TOOL = ROOT / "tools" / "check_placement.py"
FOLDER = Path(checker.__file__).parent
# f1 takes B with both children; c3 stays at A.
RIGHT = {"c1": "B", "c2": "B", "c3": "A"}


def _run(market: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(TOOL), str(market), str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_file_is_what_the_tool_makes() -> None:
    made = runpy.run_path(str(ROOT / "tools" / "one_file_checker.py"))["one_file"]()
    assert TOOL.read_text(encoding="utf-8") == made, "run: python tools/one_file_checker.py"


def test_every_module_of_the_checker_is_in_it() -> None:
    modules = runpy.run_path(str(ROOT / "tools" / "one_file_checker.py"))["MODULES"]
    assert {f"{module}.py" for module in modules} == {path.name for path in FOLDER.glob("*.py")} - {"__init__.py"}


@pytest.mark.parametrize("path", [TOOL, *sorted(FOLDER.glob("*.py"))], ids=lambda path: path.name)
def test_the_checker_imports_the_standard_library_and_itself_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    foreign = {name for name in named if name.split(".", maxsplit=1)[0] not in sys.stdlib_module_names}
    own = checker.__name__
    assert all(name.startswith(f"{own}.") for name in foreign)
    assert path != TOOL or not foreign


@pytest.mark.parametrize(
    ("placed", "code", "said"),
    [
        (RIGHT, 0, "blocking families: 0"),
        ({"c1": "", "c2": "", "c3": "A"}, 1, "blocking: f1, wish 1: B age 1: places 1, better admitted 0; B age 3"),
        ({**RIGHT, "c3": ""}, 1, "feasible: no"),
    ],
)
def test_the_file_runs_alone(tmp_path: Path, placed: dict[str, str], code: int, said: str) -> None:
    market = write_files(tmp_path / "market", valid_files())
    rows = [f"{child},{facility}" for child, facility in placed.items()]
    (tmp_path / "placement.csv").write_text("\n".join(["child,facility", *rows]) + "\n", encoding="utf-8")
    done = _run(market, tmp_path)
    assert done.returncode == code
    assert said in done.stdout


def test_the_file_says_what_it_cannot_read(tmp_path: Path) -> None:
    done = _run(tmp_path, tmp_path)
    assert done.returncode == 2
    assert "children.csv" in done.stderr
