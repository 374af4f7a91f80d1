"""What this room forgets when retention ends, and what it discloses: notices, print files, choices."""

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.utils import timezone

from ikkan.kernel.json_value import JsonValue
from ikkan.ledger.disclosure import as_json
from ikkan.ledger.models import Case
from ikkan.ledger.personal import register_eraser, register_exporter, register_person_exporter
from ikkan.people.models import Account
from ikkan.rooms.answer.issue_rows import IssueNotice, IssueWatch
from ikkan.rooms.answer.models import ElectronicChoice, Notice, PostingBatch
from ikkan.store.blobs import register_blob_user

TOLD = (
    "kind", "subject", "title", "content", "reasons", "instruction", "digest", "channel", "dated_on", "available_at",
    "first_opened_at", "downloaded_at", "posted_at", "returned_at", "print_form",
)  # fmt: skip

WATCH = ("registered_at", "ends_on", "cancelled_at", "paper")
ISSUE = ("issued_on", "document", "copies", "requester", "available_at", "first_opened_at", "posted_at")


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
    _erase_watches(cases)
    return hashes


def _erase_watches(cases: Collection[int]) -> None:
    """Destroy what was told of these cases, and registrations that are over and of which nothing else was told."""
    told = IssueNotice.objects.filter(case__in=cases)
    watches = set(told.values_list("watch", flat=True))
    told.delete()
    over = Q(cancelled_at__isnull=False) | Q(ends_on__lt=timezone.localdate())
    IssueWatch.objects.filter(over, pk__in=watches, notices=None).delete()


def export(case: Case) -> JsonValue:
    """Return every notice that the person may know: a round's only once it is published."""
    told = Q(round=None) | Q(round__published_at__isnull=False)
    return [as_json(row) for row in Notice.objects.filter(told, case=case).order_by("made_at").values(*TOLD)]


def export_choices(person: Account) -> JsonValue:
    """Return the person's choices of electronic notices."""
    rows = ElectronicChoice.objects.filter(account=person).order_by("given_at")
    return [as_json(row) for row in rows.values("procedure", "given_at", "withdrawn_at")]


def export_watches(person: Account) -> JsonValue:
    """Return the person's registrations to be told of papers issued, and what they were told."""
    if not person.resident_number:
        return []
    watches = IssueWatch.objects.filter(resident=person.resident_number).order_by("registered_at")
    told = IssueNotice.objects.filter(watch__in=watches, available_at__lte=timezone.now()).order_by("available_at")
    return {
        "registrations": [as_json(row) for row in watches.values(*WATCH)],
        "told": [as_json(row) for row in told.values(*ISSUE)],
    }


def register() -> None:
    """Enter this room's ways."""
    register_eraser("answer", erase)
    register_exporter("notices", export)
    register_person_exporter("electronic_choices", export_choices)
    register_person_exporter("issue_notices", export_watches)
    register_blob_user("answer.posting_batch", _hashes)


def _hashes() -> Iterator[str]:
    yield from PostingBatch.objects.values_list("sha256", flat=True).iterator()
