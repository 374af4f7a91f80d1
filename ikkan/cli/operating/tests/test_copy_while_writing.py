"""A copy of a SQLite database is of one moment, however much is written meanwhile."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from ikkan.cli.operating.failed import OperationError
from ikkan.cli.operating.sqlite import SqliteEngine

# so many pages that a copy takes longer than a step of the writer
ROWS = 20_000


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        for table in ("first", "second"):
            opened.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, text TEXT)")
            # a name of this test
            opened.executemany(f"INSERT INTO {table} (text) VALUES (?)", [("x" * 500,)] * ROWS)  # noqa: S608
        opened.commit()
    return path


def test_copy_is_of_one_moment(database: Path, tmp_path: Path) -> None:
    stop, steps = threading.Event(), []

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=30)) as opened:
            while not stop.is_set():
                # both tables in one transaction: a copy with different counts is of two moments
                opened.execute("INSERT INTO first (text) VALUES ('new')")
                opened.execute("INSERT INTO second (text) VALUES ('new')")
                opened.commit()
                steps.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not steps:
            pass
        for number in range(3):
            snapshot = SqliteEngine(database).dump(tmp_path / f"copy-{number}")
            assert snapshot.counts["first"] == snapshot.counts["second"] > ROWS
            assert snapshot.faults == ()
    finally:
        stop.set()
        writer.join()
    assert len(steps) > 1
    assert not list(tmp_path.glob("copy-*-*"))
    assert stat.S_IMODE((tmp_path / "copy-0").stat().st_mode) == 0o600
    assert SqliteEngine(tmp_path / "copy-2").look().counts == snapshot.counts


def test_broken_pages_are_told(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("CREATE INDEX by_text ON first (text)")
        opened.execute("PRAGMA writable_schema=ON")
        # an index that says it is another table's: integrity_check sees rows without entries
        opened.execute("UPDATE sqlite_master SET sql = 'CREATE INDEX by_text ON first (id)' WHERE name = 'by_text'")
        opened.commit()
    assert SqliteEngine(database).dump(tmp_path / "copy").faults


def test_no_database(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="ikkan setup"):
        SqliteEngine(tmp_path / "none").dump(tmp_path / "copy")
