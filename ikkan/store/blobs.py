"""Files by their hash: written, synced and renamed before any row names them."""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from ikkan.store.models import Blob, OutboxRow

_users: dict[str, Callable[[], Iterable[str]]] = {}


def register_blob_user(name: str, hashes_in_use: Callable[[], Iterable[str]]) -> None:
    """Let a room say which files its rows name, so that nobody removes them.

    Args:
        name: the room's table, such as ``intake.attachment``.
        hashes_in_use: returns the SHA-256 of every file that its rows name; blank ones are ignored.
    """
    _users[name] = hashes_in_use


def blobs_in_use() -> set[str]:
    """Return the hashes of all files that some row names."""
    return {digest for hashes in _users.values() for digest in hashes()} - {""}


def blob_path(sha256: str) -> Path:
    """Return where the file with this hash lies."""
    return Path(settings.IKKAN_HOME) / "blobs" / sha256[:2] / sha256


def keep_blob(data: bytes, *, at: datetime) -> str:
    """Store bytes and return their SHA-256 in hex; storing the same bytes again changes nothing."""
    digest = hashlib.sha256(data).hexdigest()
    path = blob_path(digest)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = path.with_name(f".{digest}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _sync_folder(path.parent)
    else:
        # an orphan that is used again is young again: the sweeper must not take it
        os.utime(path)
    Blob.objects.get_or_create(sha256=digest, defaults={"size": len(data), "stored_at": at})
    return digest


def read_blob(sha256: str) -> bytes:
    """Return the bytes with this hash.

    Raises:
        FileNotFoundError: the file is not there.
        ValueError: the file was altered: its bytes no longer have this hash.
    """
    data = blob_path(sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"The stored file {sha256[:12]}… was altered. Restore it from a backup: ikkan restore.")
    return data


def remove_blob(sha256: str) -> None:
    """Remove a file that no row names any more; removing it again changes nothing."""
    blob_path(sha256).unlink(missing_ok=True)
    Blob.objects.filter(sha256=sha256).delete()
    # effects done on these bytes are done anew if the same bytes ever come again
    OutboxRow.objects.filter(key__endswith=f":{sha256}", done_at__isnull=False).delete()


def sweep_orphans(*, now: datetime, older_than: timedelta = timedelta(days=1)) -> int:
    """Remove files that no row names and that are older than a day; return how many."""
    removed = 0
    in_use = blobs_in_use()
    border = (now - older_than).timestamp()
    for path in (Path(settings.IKKAN_HOME) / "blobs").glob("*/*"):
        if path.name in in_use or path.stat().st_mtime >= border:
            continue
        if path.name.startswith("."):
            path.unlink(missing_ok=True)
        else:
            remove_blob(path.name)
        removed += 1
    return removed


def _sync_folder(folder: Path) -> None:
    """Make a renaming last: without this a power cut may forget the name though the bytes are safe."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
