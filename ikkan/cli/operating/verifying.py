"""The whole verification: chains, checkpoints, files, editions and what the database says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from ikkan.cli.operating.engine import engine_of
from ikkan.cli.operating.manifest import hash_of
from ikkan.cli.operating.snapshot import Snapshot
from ikkan.corridor.health.notes import VERIFIED, write_note
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.access_sealing import verify_readings
from ikkan.ledger.checkpoints import verify_checkpoints
from ikkan.ledger.editions import book_of_edition
from ikkan.ledger.models import BookEdition, Checkpoint, Event
from ikkan.ledger.verification import verify_chains
from ikkan.store.blobs import blob_path
from ikkan.store.models import Blob


@dataclass(frozen=True, slots=True)
class Verified:
    """What the verification found.

    Args:
        events: events in the ledger.
        checkpoints: signed checkpoints.
        blobs: files.
        snapshot: rows of every table and the last root.
        faults: everything that does not hold, in words; empty means intact.
    """

    events: int
    checkpoints: int
    blobs: int
    snapshot: Snapshot
    faults: tuple[str, ...]

    @property
    def is_intact(self) -> bool:
        """Whether everything holds."""
        return not self.faults

    def as_json(self) -> JsonObject:
        """Return the verdict for programs."""
        return {
            "ok": self.is_intact,
            "events": self.events,
            "checkpoints": self.checkpoints,
            "blobs": self.blobs,
            "checkpoint": {"size": self.snapshot.checkpoint.get("size"), "root": self.snapshot.checkpoint.get("root")},
            "faults": list(self.faults),
        }


def verify_instance(*, now: datetime) -> Verified:
    """Verify everything of this instance and note the result for the doctor.

    Args:
        now: moment.
    """
    snapshot = engine_of(settings.DATABASES["default"]).look()
    faults = [*snapshot.faults]
    faults += [f"{fault.number} event {fault.seq}: {fault.what}" for fault in verify_chains()]
    faults += [f"checkpoint {fault.size}: {fault.what}" for fault in verify_checkpoints()]
    faults += [f"access log up to reading {fault.last}: {fault.what}" for fault in verify_readings()]
    faults += _faults_of_blobs()
    faults += _faults_of_editions()
    verified = Verified(
        Event.objects.count(), Checkpoint.objects.count(), Blob.objects.count(), snapshot, tuple(faults)
    )
    write_note(VERIFIED, {"ok": verified.is_intact, "events": verified.events, "faults": len(faults)}, now=now)
    return verified


def _faults_of_blobs() -> Iterator[str]:
    for sha256 in Blob.objects.values_list("sha256", flat=True).iterator():
        path = blob_path(sha256)
        if not path.is_file():
            yield f"file {sha256[:12]}… is missing"
        elif hash_of(path) != sha256:
            yield f"file {sha256[:12]}… was altered"


def _faults_of_editions() -> Iterator[str]:
    for edition in BookEdition.objects.values_list("edition", flat=True):
        try:
            book_of_edition(edition)
        except ValueError as fault:
            yield str(fault)
