"""The log of readings: written with the reading, or at once at the end of a machine step."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from ikkan.kernel.reader import Reader
from ikkan.registers.models import Reading
from ikkan.registers.reading_origin import origin_of_readings
from ikkan.store.rows import insert_rows

# What is logged where every item of a person was read.
WHOLE_ROW: Final = ("whole_row",)
# What a reading names where a 個人番号 was touched. The resident register keeps none; a connector of the core layer
# that reads one names it so.
NUMBERED: Final = "number_of_person"
_COLUMNS: Final = (
    "resident", "at", "reader", "purpose", "case_number", "fields", "ground", "terminal", "channel", "function",
    "number_read", "detail",
)  # fmt: skip
_held: Final[ContextVar[list[tuple[object, ...]] | None]] = ContextVar("readings_to_log", default=None)


def log_readings(
    readings: Iterable[tuple[str, Reader]], fields: Sequence[str], now: datetime, *, detail: str = ""
) -> None:
    """Log readings of residents: who read which fields of whom, from where, in one statement.

    Args:
        readings: 宛名番号 and reader of each; a blank number for a search that met nobody.
        fields: names of the values that were read.
        now: moment of the reading.
        detail: conditions of a search, blank for a reading.
    """
    at = Reading._meta.get_field("at").get_db_prep_save(now, connection)
    who = Reading._meta.get_field("reader")
    names, here = json.dumps(list(fields)), origin_of_readings()
    rows = [
        (
            number,
            at,
            who.get_db_prep_save(UUID(reader.who), connection) if reader.who else None,
            reader.why,
            reader.case,
            names,
            reader.ground,
            here.terminal,
            here.channel,
            here.function,
            NUMBERED in fields,
            detail,
        )
        for number, reader in readings
    ]
    held = _held.get()
    if held is None:
        _write_log(rows)
    else:
        held.extend(rows)


@contextmanager
def logged_at_once() -> Iterator[None]:
    """Log all readings of a block by one statement at its end, also when the block fails.

    For a machine step that reads several registers before it uses anything of what it read.
    """
    held: list[tuple[object, ...]] = []
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
        with transaction.atomic():
            _write_log(held)


def with_its_log() -> AbstractContextManager[object]:
    """Return the transaction of a reading and its log; none of its own where the log is written later at once."""
    return nullcontext() if _held.get() is not None else transaction.atomic()


def _write_log(rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        insert_rows(Reading, _COLUMNS, rows)
