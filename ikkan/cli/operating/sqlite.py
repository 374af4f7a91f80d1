"""SQLite: copied by its own backup interface while the town works on."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ikkan.cli.operating.failed import OperationError
from ikkan.cli.operating.manifest import copy_private
from ikkan.cli.operating.snapshot import Snapshot, take_snapshot

TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


@dataclass(frozen=True, slots=True)
class SqliteEngine:
    """A database in one file.

    Args:
        path: the file.
    """

    path: Path

    @property
    def name(self) -> str:
        """Return the word of the manifest."""
        return "sqlite"

    @property
    def file(self) -> str:
        """Return the name of its file in a backup."""
        return "database.sqlite3"

    def dump(self, target: Path) -> Snapshot:
        """Write a consistent copy into a new file with mode 0600; writers of the town are not held up."""
        if not self.path.is_file():
            raise OperationError(f"There is no database {self.path}. Check IKKAN_HOME, or run `ikkan setup` first.")
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with (
            closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            # all pages in one step: one snapshot, and no start from the beginning when somebody writes
            source.backup(copy, pages=-1)
            # a copy in one file, without a -wal beside it
            copy.execute("PRAGMA journal_mode=DELETE")
            return _look(copy)

    def load(self, source: Path) -> None:
        """Put a copy in the place of the database; the file appears whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self.path.with_name(f".{self.path.name}.restoring")
        unfinished.unlink(missing_ok=True)
        copy_private(source, unfinished)
        unfinished.replace(self.path)

    def is_empty(self) -> bool:
        """Tell whether the file is missing."""
        return not self.path.exists()

    def look(self) -> Snapshot:
        """Return what the file holds, with what ``PRAGMA integrity_check`` says."""
        with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as opened:
            return _look(opened)


def _look(opened: sqlite3.Connection) -> Snapshot:
    said = [str(row[0]) for row in opened.execute("PRAGMA integrity_check(20)")]
    orphans = [f"{row[0]}: a row points to a missing {row[2]}" for row in opened.execute("PRAGMA foreign_key_check")]
    faults = (*(text for text in said if text != "ok"), *orphans[:20])
    return take_snapshot(opened.execute, [row[0] for row in opened.execute(TABLES)], faults)
