"""Counters that all processes share and that end by themselves: how often something was done in a stretch of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection, transaction

from ikkan.store.models import Counter


@dataclass(frozen=True, slots=True)
class Limit:
    """How often something may be done until a moment.

    Args:
        key: what is counted, at most 160 characters; another stretch of time has another key.
        most: how many times.
        until: when the counter ends, in seconds of Unix time.
    """

    key: str
    most: int
    until: int


def find_reached(limits: Sequence[Limit]) -> Limit | None:
    """Return the first limit that is reached, or None."""
    keys = [one.key for one in limits]
    with connection.cursor() as cursor:
        cursor.execute(_read_of(len(keys)), keys)
        times = dict(cursor.fetchall())
    return next((one for one in limits if times.get(one.key, 0) >= one.most), None)


def count(limits: Sequence[Limit], *, now: int) -> None:
    """Count one more under every limit. None is lost, though the limit may be passed by deeds of the same instant.

    Args:
        limits: always in the same order of kinds, so that two hands never wait for each other.
        now: seconds of Unix time; counters that ended before are removed.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_count_of(len(limits)), [value for one in limits for value in (one.key, 1, one.until)])
        cursor.execute(_ENDED, [now])


_TABLE = Counter._meta.db_table
_ENDED = f"DELETE FROM {_TABLE} WHERE until < %s"  # noqa: S608 — the table's name comes from its model


@lru_cache(maxsize=8)
def _read_of(count: int) -> str:
    marks = ", ".join(["%s"] * count)
    return f"SELECT key, times FROM {_TABLE} WHERE key IN ({marks})"  # noqa: S608 — only marks are put in


@lru_cache(maxsize=8)
def _count_of(count: int) -> str:
    rows = ", ".join(["(%s, %s, %s)"] * count)
    return (
        f"INSERT INTO {_TABLE} (key, times, until) VALUES {rows} "  # noqa: S608 — only marks are put in
        f"ON CONFLICT (key) DO UPDATE SET times = {_TABLE}.times + 1"
    )
