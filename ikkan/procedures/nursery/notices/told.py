"""Told: a decision together with all that its letter needs, read from the database set by set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Reason
from ikkan.procedures.nursery.notices.desk import Desk, desk_of_edition
from ikkan.procedures.nursery.notices.persons import ChildNamed, child_of
from ikkan.registers.models import Facility
from ikkan.registers.selectors import facilities_by_code
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.selectors import current_filings

PLACED = "placed"
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Told:
    """A decision on its way to the citizen.

    Args:
        record: what was decided.
        desk: who writes.
        answers: the filing in force.
        child: the child that it concerns.
        facility: where the child goes, or stays when a transfer was not granted; None where there is no such place.
    """

    record: DecisionRecord
    desk: Desk
    answers: JsonObject
    child: ChildNamed
    facility: Facility | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Return the stored reasons."""
        return tuple(Reason.from_json(one) for one in self.record.reasons)


def gather_told(records: Sequence[DecisionRecord], day_of: Callable[[DecisionRecord], date]) -> list[Told]:
    """Return decisions with what their letters need, in the same order, in two queries whatever their number.

    Args:
        records: decisions.
        day_of: record -> day printed on its letter.

    Raises:
        LookupError: a case without a filing, or a child that its filing does not name.
    """
    filings = current_filings({record.case_id for record in records})
    facilities = facilities_by_code() if any(record.result in {PLACED, KEPT} for record in records) else {}
    found = []
    for record in records:
        filing = filings.get(record.case_id)
        if filing is None:
            raise LookupError(
                f"Decision {record.pk}: its case has no filing, so there is nobody to write to. Restore the filing."
            )
        child = child_of(filing.answers, record.subject)
        goes_to = str(record.figures.get("facility", "")) or (child.present_facility if record.result == KEPT else "")
        desk = desk_of_edition(record.edition, day_of(record))
        found.append(Told(record, desk, filing.answers, child, facilities.get(goes_to)))
    return found


def day_of_letter(record: DecisionRecord, now: datetime) -> date:
    """Return the day printed on a letter: today, or the day of publication where a round's is still to come."""
    today = timezone.localdate(now)
    publishes_at = record.round.publishes_at if record.round is not None else None
    return max(today, timezone.localdate(publishes_at)) if publishes_at else today
