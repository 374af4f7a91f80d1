"""What this room forgets when retention ends, and what it discloses: notices, print files, choices."""

from collections.abc import Collection, Iterator

from django.db.models import Q

from ikkan.kernel.json_value import JsonValue
from ikkan.ledger.disclosure import as_json
from ikkan.ledger.models import Case
from ikkan.ledger.personal import register_eraser, register_exporter, register_person_exporter
from ikkan.people.models import Account
from ikkan.rooms.answer.models import ElectronicChoice, Notice, PostingBatch
from ikkan.store.blobs import register_blob_user

TOLD = (
    "kind", "subject", "title", "content", "reasons", "instruction", "digest", "channel", "dated_on", "available_at",
    "first_opened_at", "downloaded_at", "posted_at", "returned_at", "print_form",
)  # fmt: skip


def erase(cases: Collection[int], rounds: Collection[int]) -> set[str]:
    """Destroy notices and the print files that held their letters; return those files."""
    del rounds
    notices = {str(key) for key in Notice.objects.filter(case__in=cases).values_list("pk", flat=True)}
    hashes = set()
    for batch in PostingBatch.objects.exclude(posted_at=None).exclude(sha256=""):
        if notices & set(batch.notice_ids):
            hashes.add(batch.sha256)
            PostingBatch.objects.filter(pk=batch.pk).update(sha256="")
    Notice.objects.filter(case__in=cases).delete()
    return hashes


def export(case: Case) -> JsonValue:
    """Return every notice that the person may know: a round's only once it is published."""
    told = Q(round=None) | Q(round__published_at__isnull=False)
    return [as_json(row) for row in Notice.objects.filter(told, case=case).order_by("made_at").values(*TOLD)]


def export_choices(person: Account) -> JsonValue:
    """Return the person's choices of electronic notices."""
    rows = ElectronicChoice.objects.filter(account=person).order_by("given_at")
    return [as_json(row) for row in rows.values("procedure", "given_at", "withdrawn_at")]


def register() -> None:
    """Enter this room's ways."""
    register_eraser("answer", erase)
    register_exporter("notices", export)
    register_person_exporter("electronic_choices", export_choices)
    register_blob_user("answer.posting_batch", _hashes)


def _hashes() -> Iterator[str]:
    yield from PostingBatch.objects.values_list("sha256", flat=True).iterator()
