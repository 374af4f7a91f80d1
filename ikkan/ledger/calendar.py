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
FORECAST_UNTIL = 2050


@lru_cache(maxsize=4)
def town_calendar(on: date) -> TownCalendar:
    """Return the calendar as the ordinance stands on a day; holidays not yet announced are computed forecasts."""
    folders = [FOLDER]
    own = town_folder(settings.IKKAN_TOWN)
    if own is not None and (own / "calendar").is_dir():
        folders.append(own / "calendar")
    block = Book.open(folders).at(on).block("closed_days")
    announced = read_holidays(next(FOLDER.glob("cao-*.csv")))
    weekdays = block.values["weekdays"]
    return TownCalendar(
        holidays=holiday_dates(with_forecast(announced, FORECAST_UNTIL)),
        closed_month_days=frozenset((int(str(row.values["month"])), int(str(row.values["day"]))) for row in block.rows),
        weekdays_closed=frozenset(int(str(day)) for day in weekdays) if isinstance(weekdays, list) else frozenset(),
    )
