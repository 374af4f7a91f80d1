"""What this room forgets when retention ends, and what it discloses: decisions with their reasons."""

from collections.abc import Collection

from django.db.models import Q

from ikkan.kernel.json_value import JsonValue
from ikkan.ledger.disclosure import as_json
from ikkan.ledger.models import Case
from ikkan.ledger.personal import register_eraser, register_exporter
from ikkan.rooms.decide.models import DecisionRecord

DECIDED = (
    "kind", "subject", "result", "reasons", "figures", "grants_less", "edition", "reference_day", "decided_at",
    "voided_at",
)  # fmt: skip


def erase(cases: Collection[int], rounds: Collection[int]) -> set[str]:
    """Destroy decisions; they name no files."""
    del rounds
    DecisionRecord.objects.filter(case__in=cases).delete()
    return set()


def export(case: Case) -> JsonValue:
    """Return every decision that the person may know: a round's only once it is published."""
    told = Q(round=None) | Q(round__published_at__isnull=False)
    rows = DecisionRecord.objects.filter(told, case=case).order_by("decided_at", "pk").values(*DECIDED)
    return [as_json(row) for row in rows]


def register() -> None:
    """Enter this room's ways."""
    register_eraser("decide", erase)
    register_exporter("decisions", export)
