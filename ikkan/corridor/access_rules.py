"""Analyses of the access log, each one statement over a day: the database counts, the book says what is too much.

住民記録システム標準仕様書 10.2 names them: at night and on holidays, per member of staff, in mass, of one person.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import connection, models, transaction
from django.utils import timezone

from ikkan.corridor.access_log import day_bounds
from ikkan.corridor.house_book import corridor_book
from ikkan.kernel.book import BookAt
from ikkan.ledger.calendar import town_calendar

# Readings of members of staff within a day; searches of this log are the work of who looks after it.
_STAFF: Final = (
    "FROM registers_reading r JOIN people_account a ON a.id = r.reader AND a.kind = 'staff' {join} "
    "WHERE r.at >= %(begin)s AND r.at < %(end)s AND r.resident <> '' "
    "AND CAST(r.fields AS text) <> '[\"access_log\"]' {where}"
)
_EACH: Final = (
    "SELECT r.reader AS reader, {resident} AS resident, {count} AS n, MIN(r.at) AS began, MAX(r.at) AS ended "
)
_ENTER: Final = (
    "INSERT INTO ledger_accessfinding (rule, reader, resident, day, count, first_at, last_at, found_at) "
    "SELECT CAST(%(rule)s AS varchar(40)), f.reader, f.resident, {day}, f.n, f.began, f.ended, {now} FROM ({found}) f "
    "WHERE f.n > %(most)s {more} ON CONFLICT DO NOTHING"
)
_OF_OFFICE: Final = (
    "AND f.n * 100 > %(percent)s * (SELECT SUM(o.n) FROM ({found}) o JOIN {office} p ON p.account_id = o.reader "
    "JOIN {office} q ON q.office = p.office AND q.account_id = f.reader WHERE o.reader <> f.reader) "
    "/ (SELECT COUNT(*) FROM {office} p JOIN {office} q ON q.office = p.office AND q.account_id = f.reader "
    "WHERE p.account_id <> f.reader)"
)
# one office a person: whoever sits in two is measured in the first by its code
_OFFICE: Final = (
    "(SELECT account_id, MIN(office_id) AS office FROM people_posting WHERE starts_on <= {day} AND "
    "(ends_on IS NULL OR ends_on >= {day}) GROUP BY account_id)"
)
_OWN: Final = "JOIN people_ownentry e ON e.account_id = r.reader "
_THEIRS: Final = "JOIN registers_resident t ON t.number = r.resident "
_MINE: Final = f"{_OWN} JOIN registers_resident m ON m.number = e.resident {_THEIRS}"


@dataclass(frozen=True, slots=True)
class _Shape:
    """How an analysis counts: what is joined and where; whether of each person read, or of people in all."""

    join: str = ""
    where: str = ""
    of_each: bool = True
    people: bool = False
    more: str = ""


SHAPES: Final = {
    "no_case": _Shape(where="AND r.case_number = ''", of_each=False, people=True),
    "off_hours": _Shape(where="AND NOT (r.at >= %(opens)s AND r.at < %(closes)s)", of_each=False),
    "more_than_others": _Shape(of_each=False, people=True, more=_OF_OFFICE),
    "own_household": _Shape(join=_MINE, where="AND t.household = m.household"),
    "colleague": _Shape(join="JOIN people_ownentry c ON c.resident = r.resident AND c.account_id <> r.reader"),
    "neighbour": _Shape(
        join=_MINE, where="AND t.household <> m.household AND t.town = m.town AND t.block = m.block AND m.block <> ''"
    ),
    "protected": _Shape(join=_THEIRS, where="AND t.is_protected", of_each=False, people=True),
    # of a longer time, but found on a day on which it went on
    "same_person": _Shape(more="AND f.ended >= %(today)s"),
}


def analyse_day(day: date, *, now: datetime) -> int:
    """Enter what the analyses find in the readings of a day; a finding that is there already stays as it is.

    Args:
        day: which day.
        now: moment.

    Returns:
        How many findings are new.
    """
    book = corridor_book().at(day)
    with transaction.atomic(), connection.cursor() as cursor:
        found = 0
        for row in book.rows("access_rule"):
            values = {key: int(str(row.values[key])) for key in ("most", "days", "percent")}
            statement, given = _statement(row.text("id"), day, values, book, now)
            cursor.execute(statement, given)
            found += cursor.rowcount
    return found


def analyse_days(first: date, last: date, *, now: datetime) -> int:
    """Analyse every day of a period; return how many findings are new."""
    return sum(analyse_day(first + timedelta(days=at), now=now) for at in range((last - first).days + 1))


# Any: values as the database's driver takes them
def _statement(rule: str, day: date, values: dict[str, int], book: BookAt, now: datetime) -> tuple[str, dict[str, Any]]:
    shape = SHAPES[rule]
    count = "COUNT(DISTINCT r.resident)" if shape.people else "COUNT(*)"
    of_each = "r.resident" if shape.of_each else "''"
    group = "GROUP BY r.reader, r.resident" if shape.of_each else "GROUP BY r.reader"
    found = f"{_EACH.format(resident=of_each, count=count)}{_STAFF.format(join=shape.join, where=shape.where)} {group}"
    office = _OFFICE.format(day="%(day)s")
    more = shape.more.format(found=found, office=office)
    begin, end = day_bounds(day - timedelta(days=values["days"] - 1), day)
    opens, closes = _hours(day, book)
    today = day_bounds(day, day)[0]
    moments = {"begin": begin, "end": end, "today": today, "opens": opens, "closes": closes, "now": now}
    given = {name: _stored(models.DateTimeField(), value) for name, value in moments.items()}
    given |= {"rule": rule, "day": _stored(models.DateField(), day), **values}
    return _ENTER.format(
        found=found, more=more, day=_typed("%(day)s", "date"), now=_typed("%(now)s", "timestamptz")
    ), given


def _hours(day: date, book: BookAt) -> tuple[datetime, datetime]:
    """Return when work begins and ends; on a closed day it ends as it begins."""
    hours, zone = book.block("access_hours").values, timezone.get_current_timezone()
    opens, closes = (datetime.combine(day, time(int(str(hours[key]))), zone) for key in ("opens", "closes"))
    return opens, opens if town_calendar(day).is_closed(day) else closes


# Any: each field stores its own kind of value
def _stored(field: "models.Field[Any, Any]", value: object) -> Any:
    return field.get_db_prep_save(value, connection)


def _typed(mark: str, kind: str) -> str:
    """Return a mark with its type, which PostgreSQL cannot guess in a selection; SQLite keeps moments as text."""
    return f"CAST({mark} AS {kind})" if connection.vendor == "postgresql" else mark
