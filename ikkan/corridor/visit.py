"""A case in a room, read once, and what the visit leads to."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ikkan.corridor.deciding import Standing, standing_of
from ikkan.corridor.telling import Telling, channels_of
from ikkan.kernel.book import BookAt
from ikkan.kernel.procedure import Procedure
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.editions import book_in_force, keep_edition
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent
from ikkan.rooms.check.outcomes import CheckStep


@dataclass(frozen=True, slots=True)
class Visit:
    """A case in a room: everything that the step needs, read once.

    Args:
        case: with its round and applicant.
        procedure: its procedure.
        facts: as the procedure gathered them.
        book: the book on the reference day.
        now: moment.
        standing: decisions that stand, of all cases of the set.
        channel: how its notices go out.
    """

    case: Case
    procedure: Procedure
    facts: Any
    book: BookAt
    now: datetime
    standing: Standing
    channel: str


def nothing() -> None:
    """Write no row of its own."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a visit leads to: events, the next state, and rows to write.

    Args:
        events: to be recorded.
        state: next state.
        keep: writes the rows of this case alone.
        found: of the check, where the visit was one; written together with those of the other cases.
        told: decisions told at once, where some were taken; written together with those of the other cases.
    """

    events: tuple[NewEvent, ...]
    state: CaseState
    keep: Callable[[], object] = nothing
    found: CheckStep | None = None
    told: Telling | None = None


def visits_of(case_ids: Sequence[int], now: datetime) -> Iterator[list[Visit]]:
    """Read due cases set by set: a set is the cases of one procedure and reference day.

    Args:
        case_ids: keys of the cases; those that are not due, or closed, are left out.
        now: moment.
    """
    due = Case.objects.filter(pk__in=case_ids, due_at__lte=now).exclude(room="closed").order_by("pk")
    sets: dict[tuple[str, date], list[Case]] = defaultdict(list)
    for case in due.select_related("round", "applicant"):
        sets[case.procedure, case.reference_day].append(case)
    for (code, day), cases in sets.items():
        whole, procedure = book_in_force(code), procedure_of(code)
        keep_edition(whole, code, now=now)
        book = whole.at(day)
        facts = procedure.gather(cases, book, now)
        standing, channels = standing_of(cases), channels_of(cases)
        yield [
            Visit(case, procedure, own, book, now, standing, channels[case.pk])
            for case, own in zip(cases, facts, strict=True)
        ]
