"""Restoring a backup into an empty home and an empty database."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from ikkan.cli.operating.backup import BLOBS, BOOKS, KEYS
from ikkan.cli.operating.engine import Engine, engine_of
from ikkan.cli.operating.failed import OperationError
from ikkan.cli.operating.manifest import Manifest, copy_private, files_that_differ, read_manifest
from ikkan.corridor.attaching import REBUILD
from ikkan.version import VERSION

# what a file system puts into every empty disk
NOT_OURS: Final = frozenset({"lost+found"})
HELD: Final = "Restored: this may have been sent after the backup was made."


def restore_backup(folder: Path, *, now: datetime) -> Manifest:
    """Put a backup into this instance's empty home and empty database.

    Every file is held against the manifest before anything is written; the database comes last, so that a restore
    that was cut off has none and can be begun again.

    Args:
        folder: the backup.
        now: moment.

    Raises:
        OperationError: something is there already, the backup is not intact or not of this town, engine or version.
    """
    manifest = read_manifest(folder)
    engine = engine_of(settings.DATABASES["default"])
    home = Path(settings.IKKAN_HOME)
    refuse_another_kind(manifest, engine)
    _refuse_full(home, engine)
    wrong = files_that_differ(folder, manifest)
    if wrong:
        raise OperationError(f"The backup is not intact: {'; '.join(wrong[:5])}. Nothing was restored; use another.")
    try:
        put_files(folder, home)
        engine.load(folder / manifest.database)
    except (OSError, OperationError) as fault:
        _empty(home)
        raise OperationError(f"The restore stopped and was undone: {fault}. Mend that and run it again.") from fault
    hold_effects(now=now)
    return manifest


def refuse_another_kind(manifest: Manifest, engine: Engine) -> None:
    """Refuse a backup of another engine, town or later version."""
    if manifest.engine != engine.name:
        raise OperationError(
            f"The backup is of {manifest.engine}, but DATABASE_URL leads to {engine.name}. "
            f"Set DATABASE_URL to an empty {manifest.engine} database."
        )
    if settings.IKKAN_TOWN and manifest.town and manifest.town != settings.IKKAN_TOWN:
        raise OperationError(
            f"The backup is of the town {manifest.town}, but IKKAN_TOWN is {settings.IKKAN_TOWN}. Correct IKKAN_TOWN."
        )
    if _numbers(manifest.version) > _numbers(VERSION):
        raise OperationError(
            f"The backup was made by Ikkan {manifest.version}, this is {VERSION}. Install {manifest.version} first."
        )


def put_files(folder: Path, home: Path) -> None:
    """Copy files, keys and books of a backup into a home."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (BLOBS, KEYS, BOOKS):
        for path in sorted((folder / name).rglob("*")):
            if path.is_file():
                copy_private(path, home / path.relative_to(folder))


def hold_effects(*, now: datetime) -> int:
    """Hold back effects that were waiting when the backup was made: they may have been sent since (no second mail).

    They stand among the given-up ones until a person has looked: ``ikkan outbox retry``. SQL and not the model,
    because the restored database may be of an earlier version.
    """
    statement = (
        "UPDATE store_outboxrow SET failed_at = %s, error = %s "
        "WHERE done_at IS NULL AND failed_at IS NULL AND channel <> %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [now, HELD, REBUILD])
        return int(cursor.rowcount)


def _empty(home: Path) -> None:
    for name in (BLOBS, KEYS, BOOKS):
        shutil.rmtree(home / name, ignore_errors=True)


def _refuse_full(home: Path, engine: Engine) -> None:
    there = sorted(_names(home))
    if there:
        raise OperationError(
            f"{home} is not empty ({', '.join(there[:3])}…). A restore never overwrites: set IKKAN_HOME to an empty "
            "folder, or move this one away first."
        )
    if not engine.is_empty():
        raise OperationError(
            "The database of DATABASE_URL is not empty. A restore never overwrites: make an empty database and set "
            "DATABASE_URL to it."
        )


def _names(home: Path) -> Iterator[str]:
    if home.is_dir():
        yield from (path.name for path in home.iterdir() if path.name not in NOT_OURS)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
