"""Pages of docs/ that are written from the program itself: settings.md and procedures.md."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ikkan.cli.operating.failed import OperationError
from ikkan.cli.operating.settings_described import DESCRIBED
from ikkan.kernel.procedure import ROOMS, Procedure
from ikkan.kernel.registry import procedures

PACKAGE: Final = Path(__file__).parents[2]
CONFIG: Final = PACKAGE / "config"
READS: Final = re.compile(r'environ(?:\.get\(|\[)\s*"((?:IKKAN_|DATABASE_)[A-Z_]+)"')
WRITTEN_BY: Final = "<!-- Written by `ikkan documents`; a test holds it against the program. -->"


def settings_read() -> list[str]:
    """Return the name of every setting that the program reads, those of the configuration first."""
    others = (path for path in sorted(PACKAGE.rglob("*.py")) if "tests" not in path.parts)
    paths = (*sorted(CONFIG.glob("*.py")), *others)
    return list(dict.fromkeys(name for path in paths for name in READS.findall(path.read_text(encoding="utf-8"))))


def settings_page() -> str:
    """Return docs/settings.md.

    Raises:
        OperationError: a setting is read and not described.
    """
    read = settings_read()
    missing = sorted(set(read) - DESCRIBED.keys())
    if missing:
        raise OperationError(f"{', '.join(missing)} is read but not described. Add it to settings_described.py.")
    rows = [(f"`{name}`", *DESCRIBED[name]) for name in DESCRIBED if name in read]
    return _page(
        "Settings",
        "Every setting is a variable of the environment. `ikkan service install` keeps them in `/etc/ikkan/ikkan.env`; "
        "`ikkan check` says which of them are unsafe, `ikkan doctor` what they lead to.",
        _table(("Variable", "What it sets", "When left out"), rows),
    )


def procedures_page() -> str:
    """Return docs/procedures.md, of the procedures that come with this package."""
    own = (procedure for procedure in procedures() if procedure.folder.is_relative_to(PACKAGE))
    parts = [line for procedure in own for line in _procedure(procedure)]
    return _page("Procedures", "What each procedure declares in its `procedure.py`.", parts)


def write_documents(folder: Path) -> list[Path]:
    """Write both pages into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"settings.md": settings_page(), "procedures.md": procedures_page()}
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in pages]


def _procedure(procedure: Procedure) -> Iterator[str]:
    yield f"## {procedure.title.en} ({procedure.title.ja}): `{procedure.code}`"
    yield ""
    rows = [
        ("case numbers begin with", f"`{procedure.letter}`"),
        ("form version", procedure.form_version),
        ("decided", "together, in rounds" if procedure.decide_together else "one by one"),
        ("routes of approval", ", ".join(f"`{name}`" for name in procedure.route_names)),
        ("kept after closing", f"{procedure.retention_years} fiscal years"),
        *((f"room {room}", procedure.layers[room]) for room in ROOMS),
    ]
    yield from _table(("", ""), rows)
    if procedure.endpoints:
        yield ""
        doors = [(f"`{door.verb} {door.path}`", door.summary, door.who) for door in procedure.endpoints]
        yield from _table(("Own doors", "", "Who"), doors)
    yield ""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def _page(title: str, intro: str, lines: list[str]) -> str:
    return "\n".join([f"# {title}", WRITTEN_BY, "", intro, "", *lines]).rstrip() + "\n"
