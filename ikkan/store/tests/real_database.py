"""A database whose transactions are real, for tests with several connections."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.fixture
def real_db(transactional_db: None) -> Iterator[None]:
    """Give a database that other threads see, and empty it afterwards although its ledger refuses to forget."""
    yield
    if connection.vendor != "sqlite":
        # PostgreSQL empties by TRUNCATE, which row triggers do not see
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    with connection.cursor() as cursor:
        for _, statement in triggers:
            cursor.execute(statement)
