"""Taking files in: looked at by content, kept by hash, rebuilt into a safe form by the worker."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Document
from ikkan.papers.inspect import Readable, inspect
from ikkan.papers.rebuild import rebuild
from ikkan.papers.refusals import Unreadable
from ikkan.rooms.intake.drafts import attach
from ikkan.rooms.intake.models import Attachment, Draft
from ikkan.store.blobs import keep_blob, read_blob
from ikkan.store.outbox import put_out

REBUILD = "rebuild"
MEGABYTE = 1024 * 1024


def attach_file(
    *,
    draft: Draft,
    kind: str,
    of: str,
    name: str,
    data: bytes,
    facts: JsonObject,
    now: datetime,
    keep_unreadable: bool = False,
) -> Attachment | Refused:
    """Give a file to a draft.

    Args:
        draft: whose file it is.
        kind: kind of document.
        of: parent or child id, or ``household``.
        name: file name as given.
        data: its bytes.
        facts: what was read off it, by the names of the standard form.
        now: moment.
        keep_unreadable: whether a file that cannot be read is kept and asked about later (paper, programs)
            instead of being refused at once (a person at a screen).

    Returns:
        The attachment, or Refused with what is wrong with the file and what to do.
    """
    most = settings.IKKAN_MAX_UPLOAD_MB * MEGABYTE
    seen = _looked_at(data, name, most)
    if isinstance(seen, Unreadable) and (not keep_unreadable or len(data) > most or not data):
        return Refused(seen.code, seen.ja, seen.en, f"documents.{kind}.{of}")
    unreadable = seen.ja if isinstance(seen, Unreadable) else ""
    with transaction.atomic():
        digest = keep_blob(data, at=now)
        safe, thumb = _safe_copy_of(digest)
        attachment = attach(
            draft=draft, kind=kind, of=of, name=name, size=len(data), sha256=digest, note=unreadable,
            safe_sha256=safe, thumb_sha256=thumb,
            content_type=seen.content_type if isinstance(seen, Readable) else "application/octet-stream",
            facts={**facts, "unreadable": unreadable} if unreadable else facts,
        )  # fmt: skip
        if isinstance(seen, Readable):
            put_out(f"{REBUILD}:{digest}", REBUILD, {"sha256": digest}, at=now)
    return attachment


def rebuild_file(key: str, payload: JsonObject) -> None:
    """Rebuild a kept file into a safe one and note it on everything that names the original.

    Args:
        key: key of the outbox row.
        payload: ``sha256`` of the original.
    """
    del key
    original = str(payload["sha256"])
    data = read_blob(original)
    seen = inspect(data, "", max_bytes=len(data))
    rebuilt = seen if isinstance(seen, Unreadable) else rebuild(data, seen.kind)
    if isinstance(rebuilt, Unreadable):
        _note_unreadable(original, rebuilt.ja)
        return
    now = timezone.now()
    copies = {"safe_sha256": keep_blob(rebuilt.data, at=now), "thumb_sha256": keep_blob(rebuilt.thumb, at=now)}
    with transaction.atomic():
        Attachment.objects.filter(sha256=original).update(**copies)
        Document.objects.filter(sha256=original).update(**copies)


def _note_unreadable(original: str, why: str) -> None:
    with transaction.atomic():
        for attachment in Attachment.objects.filter(sha256=original):
            attachment.facts, attachment.safe_sha256 = {**attachment.facts, "unreadable": why}, ""
            attachment.thumb_sha256 = ""
            attachment.save(update_fields=["facts", "safe_sha256", "thumb_sha256"])
        for document in Document.objects.filter(sha256=original):
            document.meta, document.safe_sha256, document.thumb_sha256 = {**document.meta, "unreadable": why}, "", ""
            document.save(update_fields=["meta", "safe_sha256", "thumb_sha256"])


def _safe_copy_of(digest: str) -> tuple[str, str]:
    """Return the hashes of safe copy and small picture where this very file was rebuilt before, or blanks."""
    known = Document.objects.filter(sha256=digest).exclude(safe_sha256="").values_list("safe_sha256", "thumb_sha256")
    return known.first() or ("", "")


@lru_cache(maxsize=64)
def _looked_at(data: bytes, name: str, most: int) -> Readable | Unreadable:
    return inspect(data, name, max_bytes=most)
