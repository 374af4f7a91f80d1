"""Reads of what was filed."""

from collections.abc import Iterable

from ikkan.ledger.models import Case
from ikkan.rooms.intake.models import Filing


def current_filing(case: Case) -> Filing:
    """Return the latest version of a case's form."""
    return Filing.objects.filter(case=case).order_by("-version")[0]


def filings_of(case: Case) -> list[Filing]:
    """Return every version filed, oldest first."""
    return list(Filing.objects.filter(case=case).order_by("version"))


def current_filings(cases: Iterable[int]) -> dict[int, Filing]:
    """Return the latest filing of each case by case key, in one query."""
    latest: dict[int, Filing] = {}
    for filing in Filing.objects.filter(case_id__in=cases).order_by("case_id", "version").iterator(chunk_size=2_000):
        latest[filing.case_id] = filing
    return latest
