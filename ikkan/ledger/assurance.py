"""What opens what: the level of proof that a procedure's book asks for an act."""

from datetime import date, timedelta
from typing import Final

from ikkan.ledger.editions import book_in_force
from ikkan.people.models import Account
from ikkan.people.sessions import Need

TABLE: Final = "assurance"
LEVELS: Final = {
    "password": Account.Assurance.PASSWORD,
    "second_factor": Account.Assurance.SECOND_FACTOR,
    "card": Account.Assurance.CARD,
}


def assurance_needed(procedure: str, act: str, on: date) -> Need:
    """Return what the book asks of a session before an act.

    Args:
        procedure: code of the procedure.
        act: word of the act, such as ``file``.
        on: day of the act.

    Raises:
        LookupError: the book says nothing of this act. Nothing is open by silence.
    """
    for row in book_in_force(procedure).at(on).rows(TABLE):
        if row.text("id") == act:
            minutes = row.values.get("within_minutes")
            within = timedelta(minutes=minutes) if isinstance(minutes, int) else None
            return Need(LEVELS[row.text("level")], within)
    raise LookupError(f"The book of {procedure} has no row {act!r} in {TABLE}. Add it with its level and its source.")
