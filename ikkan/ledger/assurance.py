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
    """Return what the book asks of a session before an act; where it says nothing, the card: silence opens nothing.

    Args:
        procedure: code of the procedure.
        act: word of the act, such as ``file``.
        on: day of the act.
    """
    book = book_in_force(procedure).at(on)
    rows = book.rows(TABLE) if TABLE in book.blocks else ()
    row = next((one for one in rows if one.text("id") == act), None)
    if row is None:
        return Need(Account.Assurance.CARD)
    minutes = row.values.get("within_minutes")
    within = timedelta(minutes=minutes) if isinstance(minutes, int) else None
    return Need(LEVELS[row.text("level")], within)
