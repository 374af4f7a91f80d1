"""The manifest of a backup: what it holds, the hash of every file, and a hash over itself."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ikkan.cli.operating.failed import OperationError
from ikkan.kernel.json_value import JsonObject, JsonValue

FORMAT: Final = "ikkan-backup-1"
NAME: Final = "manifest.json"
SEAL: Final = "manifest.sha256"
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Args:
        version: version of Ikkan that made it.
        town: IKKAN_TOWN when it was made.
        engine: ``sqlite`` or ``postgresql``.
        database: name of the database's file.
        made_at: moment in ISO form.
        counts: rows of every table.
        checkpoint: size and root of the last signed checkpoint; empty when there is none.
        with_keys: whether the keys are in it.
        faults: files of the running town that were missing or altered when it was made.
        files: path below the backup's folder to SHA-256.
    """

    version: str
    town: str
    engine: str
    database: str
    made_at: str
    counts: dict[str, int]
    checkpoint: dict[str, str]
    with_keys: bool
    faults: tuple[str, ...]
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write the manifest and its seal, which ``sha256sum --check manifest.sha256`` can read too."""
        content: JsonObject = {
            "format": FORMAT,
            "version": self.version,
            "town": self.town,
            "engine": self.engine,
            "database": self.database,
            "made_at": self.made_at,
            "counts": dict[str, JsonValue](self.counts),
            "checkpoint": dict[str, JsonValue](self.checkpoint),
            "with_keys": self.with_keys,
            "faults": list(self.faults),
            "files": dict[str, JsonValue](sorted(self.files.items())),
        }
        data = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
        write_private(folder / NAME, data)
        write_private(folder / SEAL, f"{hashlib.sha256(data).hexdigest()}  {NAME}\n".encode())


def read_manifest(folder: Path) -> Manifest:
    """Read a backup's manifest and hold it against its seal.

    Raises:
        OperationError: there is none, it was altered, or it is of a format that this version does not know.
    """
    try:
        data, seal = (folder / NAME).read_bytes(), (folder / SEAL).read_bytes()
    except OSError as fault:
        raise OperationError(
            f"{folder} is no backup: {Path(str(fault.filename)).name} cannot be read ({fault.strerror}). "
            "Name the folder that `ikkan backup` made."
        ) from fault
    if seal != f"{hashlib.sha256(data).hexdigest()}  {NAME}\n".encode():
        raise OperationError(f"{folder / NAME} was altered: it does not have the hash in {SEAL}. Use another backup.")
    content = json.loads(data)
    if content.get("format") != FORMAT:
        raise OperationError(
            f"{folder} has the format {content.get('format')!r}; this version reads {FORMAT!r}. "
            "Install the version that made it."
        )
    return Manifest(
        version=str(content["version"]), town=str(content["town"]), engine=str(content["engine"]),
        database=str(content["database"]), made_at=str(content["made_at"]),
        counts={str(table): int(rows) for table, rows in content["counts"].items()},
        checkpoint={str(key): str(value) for key, value in content["checkpoint"].items()},
        with_keys=bool(content["with_keys"]), faults=tuple(content["faults"]),
        files={str(path): str(digest) for path, digest in content["files"].items()},
    )  # fmt: skip


def files_that_differ(folder: Path, manifest: Manifest) -> list[str]:
    """Return what is wrong with the files of a backup: altered, missing, or not of it; an empty list means intact."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    wrong = [f"{name} is not in the manifest" for name in sorted(found.keys() - manifest.files.keys() - {NAME, SEAL})]
    for name, digest in manifest.files.items():
        if name not in found:
            wrong.append(f"{name} is missing")
        elif hash_of(found[name]) != digest:
            wrong.append(f"{name} was altered")
    return wrong


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def copy_private(source: Path, target: Path) -> str:
    """Copy a file to a new one with mode 0600, synced, and return the SHA-256 of what was written."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    # the source first: a file that is gone meanwhile leaves no empty copy
    with source.open("rb") as read, open_private(target) as written:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest()


def write_private(path: Path, data: bytes) -> None:
    """Write a new file with mode 0600, synced."""
    with open_private(path) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def open_private(path: Path) -> BinaryIO:
    """Open a new file with mode 0600 for writing."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
