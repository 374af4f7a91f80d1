"""Rows of the database cache: expired ones stay until somebody asks for them, so they are swept."""

from datetime import datetime

from django.conf import settings
from django.db import connection


def drop_expired_rows(*, now: datetime) -> int:
    """Delete what the cache no longer answers with (counters of the throttle, mostly); return how many rows."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        # the name of the table is the setting's own, and quoted
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608
            [connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))],
        )
        return int(cursor.rowcount)
