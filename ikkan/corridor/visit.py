"""A case in a room, read once, and what the visit leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ikkan.kernel.book import BookAt
from ikkan.kernel.procedure import Procedure
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent


@dataclass(frozen=True, slots=True)
class Visit:
    """A case in a room: everything that the step needs, read once."""

    case: Case
    procedure: Procedure
    facts: Any
    book: BookAt
    now: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What a visit leads to: rows to write, events, and the next state."""

    events: tuple[NewEvent, ...]
    state: CaseState
    keep: Callable[[], object]
