"""What the cash book forgets when retention ends, and what it discloses to the person whose case it is."""

from collections.abc import Collection

from ikkan.kernel.json_value import JsonValue
from ikkan.ledger.cash_rows import CashEntry, Charge
from ikkan.ledger.disclosure import as_json
from ikkan.ledger.models import Case
from ikkan.ledger.personal import register_eraser, register_exporter

ASKED = ("item", "amount", "reason", "asked_at", "settled_at", "voided_at")
BOOKED = ("day", "item", "amount", "way", "kind", "ground")


def erase(cases: Collection[int], rounds: Collection[int]) -> set[str]:
    """Empty the reasons of fees; the book's lines stay, and name nobody but the number of a case without a person."""
    del rounds
    Charge.objects.filter(case__in=cases).update(reason={})
    return set()


def export(case: Case) -> JsonValue:
    """Return what was owed, and every line of the cash book."""
    charges = Charge.objects.filter(case=case).order_by("pk").values(*ASKED)
    entries = CashEntry.objects.filter(case=case).order_by("pk").values(*BOOKED)
    return {"charges": [as_json(row) for row in charges], "entries": [as_json(row) for row in entries]}


def register() -> None:
    """Enter the cash book's ways."""
    register_eraser("cash", erase)
    register_exporter("cash", export)
