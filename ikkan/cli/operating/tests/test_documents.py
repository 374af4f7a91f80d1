"""docs/settings.md and docs/procedures.md are what the program says of itself."""

import re
from pathlib import Path

import pytest

import ikkan
from ikkan.cli.operating import documents
from ikkan.cli.operating.documents import procedures_page, settings_page, settings_read
from ikkan.cli.operating.failed import OperationError

DOCS = Path(ikkan.__file__).parents[1] / "docs"
PACKAGE = Path(ikkan.__file__).parent


@pytest.mark.skipif(not DOCS.is_dir(), reason="an installed wheel has no docs folder")
@pytest.mark.parametrize("name", ["settings.md", "procedures.md"])
def test_committed_page_is_the_generated_one(name: str) -> None:
    made = {"settings.md": settings_page, "procedures.md": procedures_page}[name]()
    assert (DOCS / name).read_text(encoding="utf-8") == made, "run: ikkan documents docs"


def test_settings_are_those_that_the_configuration_reads() -> None:
    read = settings_read()
    assert {"IKKAN_HOME", "IKKAN_TOWN", "DATABASE_URL", "IKKAN_SECRET_KEY", "IKKAN_BOOKS"} <= set(read)
    text = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "config").glob("*.py"))
    assert set(re.findall(r'environ[^\n"]*"(IKKAN_[A-Z_]+)"', text)) <= set(read)


def test_undescribed_setting_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "settings_read", lambda: ["IKKAN_NEW"])
    with pytest.raises(OperationError, match="IKKAN_NEW"):
        settings_page()


@pytest.mark.skipif(not DOCS.is_dir(), reason="an installed wheel has no docs folder")
def test_every_command_of_operation_is_on_the_page_of_operation() -> None:
    text = (DOCS / "operate.md").read_text(encoding="utf-8")
    commands = (
        "setup", "serve", "work", "backup", "restore", "verify", "upgrade", "doctor", "check", "static",
        "service install", "outbox retry", "outbox list", "retention run", "staff add",
        "staff office", "staff rank", "staff post", "staff end", "token make", "token revoke", "documents",
    )  # fmt: skip
    assert [command for command in commands if f"ikkan {command}" not in text] == []
