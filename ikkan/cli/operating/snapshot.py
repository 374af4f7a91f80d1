"""What a database holds at one moment: rows of every table and the last signed root."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Ask = Callable[[str], Iterable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was there.

    Args:
        counts: rows of every table.
        checkpoint: ``size`` and ``root`` of the last signed checkpoint; empty when there is none.
        faults: what the database itself says is broken.
    """

    counts: dict[str, int]
    checkpoint: dict[str, str]
    faults: tuple[str, ...] = field(default=())


def take_snapshot(ask: Ask, tables: Iterable[str], faults: tuple[str, ...] = ()) -> Snapshot:
    """Count the rows of tables and read the last checkpoint.

    Args:
        ask: runs one SQL query.
        tables: names of the tables, from the database's own catalogue.
        faults: what its own check found.
    """
    # names come from the catalogue of the database itself
    counts = {table: int(next(iter(ask(f'SELECT count(*) FROM "{table}"')))[0]) for table in sorted(tables)}  # noqa: S608
    checkpoint: dict[str, str] = {}
    if "ledger_checkpoint" in counts:
        for size, root in ask("SELECT size, root FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"):
            checkpoint = {"size": str(size), "root": str(root)}
    return Snapshot(counts, checkpoint, faults)
