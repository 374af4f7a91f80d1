"""The restore drill: a backup is restored into a scratch place, migrated, verified, and thrown away."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from ikkan.cli.operating.backup import KEYS
from ikkan.cli.operating.engine import Scratch, engine_of
from ikkan.cli.operating.failed import OperationError
from ikkan.cli.operating.manifest import Manifest, copy_private, files_that_differ, read_manifest
from ikkan.cli.operating.postgres import PostgresEngine
from ikkan.cli.operating.restore import put_files, refuse_another_kind
from ikkan.cli.operating.sqlite import SqliteEngine
from ikkan.corridor.health.notes import DRILL, write_note
from ikkan.kernel.json_value import JsonObject, JsonValue

LEDGER_KEY: Final = "ledger.pem"


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill proved.

    Args:
        manifest: the backup's; None when it could not be read.
        steps: what held, in order.
        faults: what did not; empty means that the backup can be restored.
        seconds: wall time.
    """

    manifest: Manifest | None
    steps: tuple[str, ...]
    faults: tuple[str, ...]
    seconds: float


def drill(folder: Path, *, now: datetime) -> Drilled:
    """Restore a backup into a scratch place, verify everything there, and note the result for the doctor.

    Args:
        folder: the backup.
        now: moment.
    """
    began = time.monotonic()
    manifest: Manifest | None = None
    steps: list[str] = []
    faults: list[str] = []
    try:
        manifest = read_manifest(folder)
        refuse_another_kind(manifest, engine_of(settings.DATABASES["default"]))
        faults += [f"made with a fault: {fault}" for fault in manifest.faults]
        wrong = files_that_differ(folder, manifest)
        faults += wrong
        if not wrong:
            steps.append(f"{len(manifest.files)} files have the hashes of the manifest")
            faults += _try(folder, manifest, steps)
    except OperationError as fault:
        faults.append(str(fault))
    drilled = Drilled(manifest, tuple(steps), tuple(faults), round(time.monotonic() - began, 1))
    _note(folder, drilled, now)
    return drilled


def _try(folder: Path, manifest: Manifest, steps: list[str]) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="ikkan-drill-") as name, _scratch(manifest, Path(name)) as scratch:
        home = Path(name)
        put_files(folder, home)
        _borrow_key(home)
        scratch.engine.load(folder / manifest.database)
        restored = scratch.engine.look()
        yield from restored.faults
        if restored.counts != manifest.counts or restored.checkpoint != manifest.checkpoint:
            tables = [name for name, rows in manifest.counts.items() if restored.counts.get(name) != rows]
            yield f"rows differ from the manifest: {', '.join(tables) or 'last checkpoint'}"
            return
        steps.append(f"{sum(restored.counts.values())} rows in {len(restored.counts)} tables, as in the manifest")
        environment = {**os.environ, "IKKAN_HOME": name, "DATABASE_URL": scratch.url, "IKKAN_TOWN": manifest.town}
        # the checks of the code would import every page; they have nothing to say of a backup
        _child(["django", "migrate", "--no-input", "--skip-checks", "--verbosity", "0"], environment)
        steps.append("migrated to this version")
        said = json.loads(_child(["ikkan.cli", "verify", "--json"], environment, may_find=True))
        yield from said["faults"]
        if said["ok"]:
            steps.append(
                f"chains of {said['events']} events, {said['checkpoints']} signed checkpoints and "
                f"{said['blobs']} files hold"
            )


@contextmanager
def _scratch(manifest: Manifest, home: Path) -> Iterator[Scratch]:
    if manifest.engine == "sqlite":
        # blank: the database lies in the scratch home
        yield Scratch(SqliteEngine(home / "ikkan.sqlite3"), "")
        return
    with PostgresEngine.of(settings.DATABASES["default"]).scratch() as other:
        yield Scratch(other, other.url)


def _borrow_key(home: Path) -> None:
    """Take this instance's signing key for a backup without keys: signatures are checked with it."""
    own = Path(settings.IKKAN_HOME) / KEYS / LEDGER_KEY
    if (home / KEYS / LEDGER_KEY).is_file():
        return
    if not own.is_file():
        raise OperationError(
            f"The backup holds no keys and {own} is not there, so signatures cannot be checked. "
            f"Put the ledger's key there and drill again."
        )
    copy_private(own, home / KEYS / LEDGER_KEY)


def _child(module: Sequence[str], environment: dict[str, str], *, may_find: bool = False) -> str:
    """Run one of our commands in the scratch place and return what it says."""
    environment = {**environment, "DJANGO_SETTINGS_MODULE": "ikkan.config.settings"}
    command = [sys.executable, "-m", *module]
    # this very Python with words of ours
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode and not (may_find and done.stdout.lstrip().startswith("{")):
        raise OperationError(
            f"`{' '.join(module)}` failed in the scratch place: {done.stderr.strip()[-500:]} "
            "The backup was not changed; run the same drill with the version that made it."
        )
    return done.stdout


def _note(folder: Path, drilled: Drilled, now: datetime) -> None:
    home = Path(settings.IKKAN_HOME)
    # on a machine without the town the home stays as empty as a real restore needs it
    if home.is_dir() and any(home.iterdir()):
        faults: list[JsonValue] = list(drilled.faults[:5])
        content: JsonObject = {"folder": str(folder), "ok": not faults, "seconds": drilled.seconds, "faults": faults}
        write_note(DRILL, content, now=now)
