"""What this room forgets when retention ends, and what it discloses: doubts, requests, verdicts."""

from collections.abc import Collection

from ikkan.kernel.json_value import JsonValue
from ikkan.ledger.disclosure import as_json
from ikkan.ledger.models import Case
from ikkan.ledger.personal import register_eraser, register_exporter
from ikkan.rooms.check.models import Finding, Recheck, Request, RuleProposal, Verdict

FOUND = ("code", "field", "reason", "state", "found_at")
ASKED = ("questions", "message", "asked_at", "due_on", "answered_at", "lapsed_at")
JUDGED = ("code", "field", "decision", "note", "at")
RECHECKED = ("decision", "note", "drawn_at", "at")


def erase(cases: Collection[int], rounds: Collection[int]) -> set[str]:
    """Destroy findings, requests, verdicts and rechecks, which name no files; proposed rules keep no example."""
    del rounds
    for model in (Finding, Request, Verdict):
        model._default_manager.filter(case__in=cases).delete()
    RuleProposal.objects.filter(example__in=cases).update(example=None)
    return set()


def export(case: Case) -> JsonValue:
    """Return what was doubted, asked and judged."""
    return {
        "findings": [as_json(row) for row in Finding.objects.filter(case=case).order_by("pk").values(*FOUND)],
        "requests": [as_json(row) for row in Request.objects.filter(case=case).order_by("pk").values(*ASKED)],
        "rechecks": [
            as_json(row) for row in Recheck.objects.filter(verdict__case=case).order_by("pk").values(*RECHECKED)
        ],
        "verdicts": [as_json(row) for row in Verdict.objects.filter(case=case).order_by("pk").values(*JUDGED)],
    }


def register() -> None:
    """Enter this room's ways."""
    register_eraser("check", erase)
    register_exporter("check", export)
