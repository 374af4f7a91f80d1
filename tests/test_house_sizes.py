"""Sizes of the house: a file that outgrows them is split by meaning."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE_LINES = 300
TEST_LINES = 400
FUNCTION_LINES = 40
OWN = {
    "ikkan/corridor/walk.py": 120,
    "procedure.py": 60,
    # made from the modules of the checker, which are short: one file is its purpose
    "tools/check_placement.py": 1300,
}
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "shared", "base"}


def sources() -> Iterator[Path]:
    for folder in ("ikkan", "tests", "tools", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and "build" not in path.parts:
                yield path


def limit_of(path: Path) -> int:
    relative = path.relative_to(ROOT).as_posix()
    if relative in OWN:
        return OWN[relative]
    if path.name == "procedure.py" and "procedures" in path.parts and "tests" not in path.parts:
        return OWN["procedure.py"]
    return TEST_LINES if "tests" in path.parts else SOURCE_LINES


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_file_is_short_enough(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= limit_of(path), f"{path}: {lines} lines; split it by meaning"


def test_functions_are_short_enough() -> None:
    long = []
    for path in sources():
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
                if length > FUNCTION_LINES:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length}")
    assert not long, "\n".join(long)


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = [str(path.relative_to(ROOT)) for path in sources() if path.stem in FORBIDDEN]
    assert not drawers
