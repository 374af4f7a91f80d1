"""A backup: database, files and keys of one moment in one folder, made while the town works on."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from ikkan.cli.operating.engine import engine_of
from ikkan.cli.operating.failed import OperationError
from ikkan.cli.operating.manifest import Manifest, copy_private, hash_of
from ikkan.corridor.health.notes import BACKUP, write_note
from ikkan.store.models import Blob
from ikkan.version import VERSION

BLOBS: Final = "blobs"
KEYS: Final = "keys"
BOOKS: Final = "books"


def make_backup(target: Path, *, with_keys: bool, now: datetime) -> Manifest:
    """Make a backup; the folder appears whole or not at all.

    The database is copied first: a file is written before the row that names it, so whatever the copy names is there.

    Args:
        target: folder to be made; it must not be there.
        with_keys: whether the secret key and the ledger's signing key go along.
        now: moment.

    Raises:
        OperationError: the folder is there, lies in the home itself, or the database could not be copied.
    """
    home = Path(settings.IKKAN_HOME).resolve()
    target = target.absolute()
    _refuse_place(target, home)
    with _unfinished(target) as folder:
        engine = engine_of(settings.DATABASES["default"])
        snapshot = engine.dump(folder / engine.file)
        files = {engine.file: hash_of(folder / engine.file)}
        files |= _copy_folder(home / BLOBS, folder / BLOBS, folder)
        if with_keys:
            files |= _copy_folder(home / KEYS, folder / KEYS, folder)
        if settings.IKKAN_BOOKS:
            files |= _copy_folder(Path(settings.IKKAN_BOOKS), folder / BOOKS, folder)
        manifest = Manifest(
            version=VERSION, town=settings.IKKAN_TOWN, engine=engine.name, database=engine.file,
            made_at=now.isoformat(), counts=snapshot.counts, checkpoint=snapshot.checkpoint, with_keys=with_keys,
            faults=(*snapshot.faults, *_faults_of_blobs(files, now)), files=files,
        )  # fmt: skip
        manifest.write(folder)
    write_note(BACKUP, {"folder": str(target), "version": VERSION, "faults": len(manifest.faults)}, now=now)
    return manifest


def _refuse_place(target: Path, home: Path) -> None:
    if target.exists():
        raise OperationError(f"{target} is there already and is not overwritten. Name a new folder for each backup.")
    if target.resolve().is_relative_to(home):
        raise OperationError(f"{target} lies in {home} and would be lost with it. Name a folder on another disk.")


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """Give a folder under another name, and rename it when everything is in it; remove it when something failed."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = target.with_name(f".{target.name}.unfinished-{secrets.token_hex(4)}")
        folder.mkdir(mode=0o700)
    except OSError as fault:
        raise OperationError(
            f"{target} cannot be made ({fault.strerror}). Name a folder that you may write."
        ) from fault
    try:
        yield folder
        if target.exists():
            raise OperationError(f"{target} was made by somebody else meanwhile. Name another folder.")
        folder.rename(target)
        _sync(target.parent)
    except OSError as fault:
        raise OperationError(f"The backup stopped: {fault}. Free some room and run it again.") from fault
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_folder(source: Path, target: Path, root: Path) -> dict[str, str]:
    """Copy finished files and return their paths below the backup with their hashes."""
    copied: dict[str, str] = {}
    for path in sorted(source.rglob("*")):
        # a name with a dot in front is a file that somebody is just writing
        if path.name.startswith(".") or not path.is_file():
            continue
        made = target / path.relative_to(source)
        try:
            digest = copy_private(path, made)
        except FileNotFoundError:
            # destroyed by retention between listing and copying: whoever still names it is found below
            continue
        copied[str(made.relative_to(root))] = digest
    return copied


def _faults_of_blobs(files: dict[str, str], now: datetime) -> Iterator[str]:
    """Tell which files of the running town are altered or missing: a backup cannot heal and must not hide them."""
    for path, digest in files.items():
        if path.startswith(f"{BLOBS}/") and Path(path).name != digest:
            yield f"{path} does not have the hash in its name"
    here = {Path(path).name for path in files if path.startswith(f"{BLOBS}/")}
    # asked after copying: what retention destroyed meanwhile has no row any more
    for sha256 in Blob.objects.filter(stored_at__lt=now).values_list("sha256", flat=True).iterator():
        if sha256 not in here:
            yield f"{BLOBS}/{sha256[:2]}/{sha256} is missing"


def _sync(folder: Path) -> None:
    """Make the renaming last over a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
