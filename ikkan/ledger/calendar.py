"""The calendar of this town hall: national holidays and the days that its ordinance names."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from ikkan.kernel.book import Book
from ikkan.kernel.holidays import holiday_dates, read_holidays, with_forecast
from ikkan.kernel.terms import TownCalendar
from ikkan.ledger.editions import town_folder

FOLDER = Path(__file__).parent.parent / "books" / "japan" / "calendar"
# no deadline and no plan of a year looks further ahead than this
YEARS_AHEAD = 5


@lru_cache(maxsize=4)
def town_calendar(on: date) -> TownCalendar:
    """Return the calendar as the ordinance stands on a day; holidays not yet announced are computed forecasts."""
    folders = [FOLDER]
    own = town_folder(settings.IKKAN_TOWN)
    if own is not None and (own / "calendar").is_dir():
        folders.append(own / "calendar")
    block = Book.open(folders).at(on).block("closed_days")
    weekdays = block.values["weekdays"]
    return TownCalendar(
        holidays=_holidays(on.year + YEARS_AHEAD),
        closed_month_days=frozenset((int(str(row.values["month"])), int(str(row.values["day"]))) for row in block.rows),
        weekdays_closed=frozenset(int(str(day)) for day in weekdays) if isinstance(weekdays, list) else frozenset(),
    )


@lru_cache(maxsize=4)
def _holidays(last_year: int) -> frozenset[date]:
    """Return the national holidays, computed forecasts up to a year among them."""
    return holiday_dates(with_forecast(read_holidays(next(FOLDER.glob("cao-*.csv"))), last_year))
