"""Join the modules of the placement checker into ``tools/check_placement.py``, which runs with nothing installed.

python tools/one_file_checker.py
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = "ikkan.procedures.nursery.placement.checker"
FOLDER = ROOT.joinpath(*PACKAGE.split("."))
TARGET = ROOT / "tools" / "check_placement.py"
# Each uses only those before it; the last is the command.
MODULES = ("reading", "policy", "market", "wishes", "order", "placement", "explanations", "verdict", "command")
NOTE = "# Made by tools/one_file_checker.py from the modules in\n# {folder}: change those, then make it again.\n"


def one_file() -> str:
    """Give the text of the one file; raise ValueError where two modules define the same name."""
    imports: dict[str, set[str]] = defaultdict(set)
    homes: dict[str, str] = {}
    parts = []
    for module in MODULES:
        text = (FOLDER / f"{module}.py").read_text(encoding="utf-8")
        tree = ast.parse(text)
        for name in _defined(tree):
            if (home := homes.setdefault(name, module)) != module:
                raise ValueError(f"{name} is defined in {home} and in {module}: one file can hold it once")
        for node in tree.body:
            _collect(node, imports)
        parts.append(f"{_title(module, tree)}\n\n{_without_imports(text, tree)}")
    doc = ast.parse((FOLDER / f"{MODULES[-1]}.py").read_text(encoding="utf-8")).body[0]
    head = f'"""{ast.literal_eval(doc.value)}"""\n' if isinstance(doc, ast.Expr) else ""
    note = NOTE.format(folder=FOLDER.relative_to(ROOT).as_posix())
    return "\n".join([head, note, "from __future__ import annotations\n", _import_lines(imports), "\n\n".join(parts)])


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _collect(node: ast.stmt, imports: dict[str, set[str]]) -> None:
    """Note what a module imports from the standard library: names by module, none for the module itself."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            imports[alias.name].add("")
    elif isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith((PACKAGE, "__future__")):
        imports[node.module].update(alias.name for alias in node.names)


def _title(module: str, tree: ast.Module) -> str:
    """Give the docstring of a module as a comment; the last one stands at the head of the file."""
    lines = [] if module == MODULES[-1] else (ast.get_docstring(tree) or "").splitlines()
    return "".join(f"# {line}".rstrip() + "\n" for line in (f"--- {module}", *lines))


def _without_imports(text: str, tree: ast.Module) -> str:
    """Leave out the first docstring and the imports."""
    lines = text.splitlines(keepends=True)
    for at, node in enumerate(tree.body):
        is_docstring = at == 0 and isinstance(node, ast.Expr)
        if is_docstring or isinstance(node, ast.Import | ast.ImportFrom):
            lines[node.lineno - 1 : node.end_lineno] = [""] * ((node.end_lineno or 0) - node.lineno + 1)
    return "".join(lines).strip("\n") + "\n"


def _import_lines(imports: dict[str, set[str]]) -> str:
    whole = [f"import {module}\n" for module, names in sorted(imports.items()) if "" in names]
    some = [
        f"from {module} import {', '.join(sorted(names - {''}, key=_as_sorted_by_kind))}\n"
        for module, names in sorted(imports.items())
        if names - {""}
    ]
    return "".join(whole + some)


def _as_sorted_by_kind(name: str) -> tuple[bool, bool, str]:
    """Order constants first, then classes, then functions, as the linter of the house does."""
    return not name.isupper(), not name[0].isupper(), name


if __name__ == "__main__":
    TARGET.write_text(one_file(), encoding="utf-8")
