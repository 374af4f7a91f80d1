"""What comes after what: the states that a case is sent to by what people do."""

from datetime import datetime

from ikkan.ledger.models import Case, Round
from ikkan.ledger.steps import CaseState


def to_check(round_: Round | None, now: datetime) -> CaseState:
    """Return the state after receipt, a correction or an answer: the machine looks at it at once."""
    return CaseState("check", "machine", due_at=now, expected_on=round_.answers_on if round_ else None)


def back_to_check(case: Case, now: datetime) -> CaseState:
    """Return the state after an officer's verdict: the check runs again and sees the verdict."""
    return to_check(case.round, now)
