"""The two databases, as backup and restore see them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ikkan.cli.operating.postgres import PostgresEngine
from ikkan.cli.operating.snapshot import Snapshot
from ikkan.cli.operating.sqlite import SqliteEngine


class Engine(Protocol):
    """A database that can be dumped while it runs and loaded while it is empty."""

    @property
    def name(self) -> str:
        """Return ``sqlite`` or ``postgresql``."""
        ...

    @property
    def file(self) -> str:
        """Return the name of its file in a backup."""
        ...

    def dump(self, target: Path) -> Snapshot:
        """Write a consistent copy and return what it holds."""
        ...

    def load(self, source: Path) -> None:
        """Fill the empty database from a copy."""
        ...

    def is_empty(self) -> bool:
        """Tell whether there is nothing in it yet."""
        ...

    def look(self) -> Snapshot:
        """Return what it holds now."""
        ...


@dataclass(frozen=True, slots=True)
class Scratch:
    """A place to try a restore in.

    Args:
        engine: the empty database.
        url: DATABASE_URL that leads there.
    """

    engine: Engine
    url: str


def engine_of(database: dict[str, Any]) -> Engine:
    """Return the engine of one entry of DATABASES."""
    if database["ENGINE"].endswith("sqlite3"):
        return SqliteEngine(Path(database["NAME"]))
    return PostgresEngine.of(database)
