"""Emptying the tables after a test with real transactions, which an append-only table of SQLite refuses."""

from django.core.management import call_command
from django.db import connection


def flush_append_only_tables() -> None:
    """Take the guards away, empty every table, and put the guards back."""
    guards = _guards()
    with connection.cursor() as cursor:
        for name in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        for sql in guards.values():
            cursor.execute(sql)


def _guards() -> dict[str, str]:
    if connection.vendor != "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())
