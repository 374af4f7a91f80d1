"""What this room forgets when retention ends, and what it discloses: filings, drafts, files of drafts."""

from collections.abc import Collection, Iterator

from ikkan.kernel.json_value import JsonValue
from ikkan.ledger.disclosure import as_json
from ikkan.ledger.models import Case
from ikkan.ledger.personal import register_eraser, register_exporter, register_person_exporter
from ikkan.people.models import Account
from ikkan.rooms.intake.models import Attachment, Draft, Filing, Submission
from ikkan.store.blobs import register_blob_user

FILED = ("version", "form_version", "answers", "filed_at")
DRAFTED = ("procedure", "form_version", "answers", "on_behalf_of", "created_at", "saved_at")


def erase(cases: Collection[int], rounds: Collection[int]) -> set[str]:
    """Destroy filings, submissions and drafts of corrections; return the files of those drafts."""
    del rounds
    attachments = Attachment.objects.filter(draft__corrects__in=cases)
    hashes = {digest for kept in attachments.values_list("sha256", "safe_sha256", "thumb_sha256") for digest in kept}
    Draft.objects.filter(corrects__in=cases).delete()
    Submission.objects.filter(case__in=cases).delete()
    Filing.objects.filter(case__in=cases).delete()
    return hashes


def export(case: Case) -> JsonValue:
    """Return every version of the form as it was filed."""
    return [as_json(row) for row in Filing.objects.filter(case=case).order_by("version").values(*FILED)]


def export_drafts(person: Account) -> JsonValue:
    """Return the person's unfinished forms with the names of their files."""
    drafts: list[JsonValue] = []
    for draft in Draft.objects.filter(owner=person).order_by("created_at"):
        files: list[JsonValue] = list(draft.attachments.order_by("created_at").values_list("name", flat=True))
        drafts.append({**as_json({name: getattr(draft, name) for name in DRAFTED}), "files": files})
    return drafts


def register() -> None:
    """Enter this room's ways."""
    register_eraser("intake", erase)
    register_exporter("filings", export)
    register_person_exporter("drafts", export_drafts)
    register_blob_user("intake.attachment", _hashes)


def _hashes() -> Iterator[str]:
    for kept in Attachment.objects.values_list("sha256", "safe_sha256", "thumb_sha256").iterator():
        yield from kept
