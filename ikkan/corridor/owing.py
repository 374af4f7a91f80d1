"""The walk's side of fees and of systems outside: what a check that waits for them leads to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from ikkan.ledger.cash import ask_charges
from ikkan.ledger.cash_rows import Charge
from ikkan.ledger.steps import NewEvent
from ikkan.rooms.check.outcomes import CheckStep

# whom a case in the check waits for when the machine goes on with it by itself
BY_ITSELF: Final = frozenset({"machine", "outside"})
# what the applicant is told by mail when a case begins to wait for them
_TOLD: Final = {"citizen": "asked", "payment": "payment"}


def keep_charges(found: Sequence[CheckStep], *, now: datetime) -> None:
    """Write what the checked cases owe, and void what they no longer owe. Call within the step's transaction."""
    asked = [row for step in found for row in step.rows if isinstance(row, Charge)]
    ask_charges([step.case for step in found], asked, now=now)


def news_of(found: CheckStep) -> tuple[tuple[NewEvent, ...], str]:
    """Return the events of a check that did not pass, and what the applicant is told by mail, blank for nothing.

    A case that goes on waiting for the same is no news: a register that is down for a day would fill its history.
    """
    case, state = found.case, found.state
    if state is None:
        return (), ""
    if case.waits_for == state.waits_for == "outside" and case.reason_code == state.reason_code:
        return (), ""
    return (found.event,), _TOLD.get(state.waits_for, "")
