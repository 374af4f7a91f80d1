"""The documentation is complete: every event, setting, command, port and procedure is in it."""

import re
from pathlib import Path

from ikkan.cli.main import Commands
from ikkan.kernel.registry import procedures
from ikkan.ledger.event_names import event_names

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def text_of(*names: str) -> str:
    return "\n".join((DOCS / name).read_text(encoding="utf-8") for name in names)


def program() -> str:
    paths = (path for path in (ROOT / "ikkan").rglob("*.py") if "tests" not in path.parts)
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_event_is_in_the_walk() -> None:
    walk = text_of("walk.md")
    missing = [name for name in event_names() if f"`{name}`" not in walk]
    assert not missing


def test_every_procedure_is_listed() -> None:
    listed = text_of("procedures.md")
    own = [procedure.code for procedure in procedures() if procedure.folder.is_relative_to(ROOT / "ikkan")]
    assert own
    assert not [code for code in own if f"`{code}`" not in listed]


def test_every_setting_is_listed() -> None:
    named = set(re.findall(r"environ(?:\.get|\.setdefault)?[\[(]\s*\"(IKKAN_[A-Z_]+|DATABASE_URL)\"", program()))
    listed = text_of("settings.md")
    assert named
    assert not sorted(name for name in named if f"`{name}`" not in listed)


def test_every_command_is_in_operate() -> None:
    operate = text_of("operate.md")
    assert not [name for name in Commands.table if f"ikkan {name}" not in operate]


def test_every_port_is_in_operate() -> None:
    operate = text_of("operate.md")
    ports = [path.stem for path in (ROOT / "ikkan" / "ports").glob("*.py")]
    assert not [name for name in ports if name not in {"__init__", "health", "registry"} and name not in operate]
