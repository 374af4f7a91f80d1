"""The day by which a citizen is asked to answer."""

from datetime import date, datetime

from django.utils import timezone

from ikkan.kernel.book import BookAt
from ikkan.kernel.procedure import Procedure
from ikkan.ledger.calendar import town_calendar


def answer_by(procedure: Procedure, book: BookAt, now: datetime) -> date:
    """Return the day: so many working days from today as the book gives for a correction."""
    today = timezone.localdate(now)
    days = int(str(book.value(*procedure.answer_days)))
    return town_calendar(today).add_working_days(today, days)
