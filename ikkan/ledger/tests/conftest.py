"""A procedure and cases for tests of the ledger, without rooms or corridor."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from ikkan.kernel import registry
from ikkan.kernel.outcome import Passed, Text
from ikkan.kernel.procedure import Procedure
from ikkan.ledger.models import Case
from ikkan.ledger.numbers import draw_case_number
from ikkan.ledger.steps import LONG_AGO, CaseState, NewEvent, record_step
from ikkan.store.tests.real_database import real_db

__all__ = ["real_db"]

NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
CHECK = CaseState("check", "machine", due_at=NOW)
KEPT_YEARS = 1


@pytest.fixture
def procedure(tmp_path: Path) -> Iterator[Procedure]:
    """Register a procedure for one test."""
    made = Procedure(
        code="ledger_test", letter="L", title=Text("試験", "Test"), folder=tmp_path, form_version="1",
        reference_day=lambda answers: date(2026, 10, 5), validate=lambda answers, now: (),
        find_round=lambda answers, now: None, gather=lambda cases, book, now: [None] * len(cases),
        check=lambda facts: Passed(), decide=lambda facts: (), keep=lambda checked: None,
        compose=lambda records, now: [],
        retention_years=KEPT_YEARS, answer_days=("grant", "days"),
    )  # fmt: skip
    yield registry.register(made, __name__)
    registry.forget(made.code)


def new_case(**fields: object) -> Case:
    """Make a case without any event."""
    return Case.objects.create(
        number=draw_case_number("L"), procedure="ledger_test", form_version="1", reference_day=date(2026, 10, 5),
        received_at=NOW, entered_at=NOW, lease_until=LONG_AGO, **fields,
    )  # fmt: skip


def add(case: Case, name: str = "intake.received", body: str = "", state: CaseState = CHECK) -> None:
    """Record one event."""
    with transaction.atomic():
        record_step(case, [NewEvent(name, body={"why": body} if body else {})], state, now=NOW)
