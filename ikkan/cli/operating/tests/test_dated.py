"""Dated backups: the newest are kept, and nothing else in the folder is touched."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ikkan.cli.operating.dated import dated_folder, remove_old
from ikkan.cli.operating.failed import OperationError


def test_name_is_by_the_clock_of_the_town(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert dated_folder(tmp_path, now=now).name == "ikkan-2026-11-24-013000"


def test_only_old_backups_are_removed(tmp_path: Path) -> None:
    for day in (21, 22, 23, 24):
        folder = tmp_path / f"ikkan-2026-11-{day}-013000"
        folder.mkdir()
        (folder / "manifest.json").touch()
    (tmp_path / "ikkan-2020-01-01-000000").mkdir()
    (tmp_path / "holiday-photos").mkdir()
    removed = remove_old(tmp_path, keep=2)
    assert [path.name for path in removed] == ["ikkan-2026-11-21-013000", "ikkan-2026-11-22-013000"]
    left = {path.name for path in tmp_path.iterdir()}
    assert left >= {"holiday-photos", "ikkan-2020-01-01-000000", "ikkan-2026-11-24-013000"}
    with pytest.raises(OperationError, match="Keep at least 1"):
        remove_old(tmp_path, keep=0)
