"""One at a time: a named lock that lasts until the transaction ends."""

from django.db import connection


def hold(name: str) -> None:
    """Hold off everybody else who holds the same name until this transaction ends.

    SQLite needs nothing: its IMMEDIATE transaction already keeps every other writer off.

    Args:
        name: what is done one at a time, such as ``seal``.

    Raises:
        RuntimeError: no transaction is open, so that nothing would be held.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"The lock {name!r} lasts as long as a transaction: wrap the deed in transaction.atomic().")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
