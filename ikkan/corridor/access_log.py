"""Searching the access log: by person, member of staff, function, period; each search is itself a row of the log."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from ikkan.corridor.house_book import corridor_book
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.people.models import Account
from ikkan.people.selectors import may
from ikkan.registers.models import Reading
from ikkan.registers.reading_log import log_readings

DUTY: Final = "privacy"
LONGEST_WHY: Final = 150
COLUMNS: Final = (
    "at", "username", "terminal", "channel", "function", "resident", "fields", "number_read", "purpose", "case",
    "ground", "detail",
)  # fmt: skip
_LOG: Final = ("access_log",)
_LONGEST_DETAIL: Final = 300
# What a spreadsheet would run as a formula is written as text.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NOT_YOURS: Final = Refused("not_found", "この仕事は割り当てられていません。", "This is not among your duties.")
_NO_WHY: Final = Refused(
    "log_search_why",
    "何のために探すかを書いてください。書いたことは記録に残ります。",
    "Say what you search the log for. What you write stays in the log.",
    "why",
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; a blank value asks for nothing.

    Args:
        person: 宛名番号 of who was read.
        officer: user name of who read.
        function: begin of the function's name.
        channel: ``page``, ``api``, ``command`` or ``machine``.
        case: case number.
        first: first day.
        last: last day.
        only_people: whether steps of the machine are left out.
        only_numbered: whether only readings that touched a 個人番号 are wanted.
    """

    person: str = ""
    officer: str = ""
    function: str = ""
    channel: str = ""
    case: str = ""
    first: date | None = None
    last: date | None = None
    only_people: bool = False
    only_numbered: bool = False

    def conditions(self) -> str:
        """Return the conditions on one line, as they stand in the log; the person read is its own column there."""
        given = {name: value for name, value in asdict(self).items() if value and name != "person"}
        return " ".join(f"{name}={value}" for name, value in given.items())


def search_log(sought: Sought, *, why: str, account: Account, now: datetime) -> QuerySet[Reading] | Refused:
    """Return the readings that were looked for, latest first, and log the search as a reading of who was looked for.

    Args:
        sought: the conditions.
        why: purpose in words; the person looked for can read it.
        account: who searches, with the duty ``privacy``.
        now: moment.
    """
    if not may(account, DUTY, timezone.localdate(now)):
        return _NOT_YOURS
    if not why.strip():
        return _NO_WHY
    words = corridor_book().at(timezone.localdate(now)).block("access_search").values
    purpose = str(words["why_ja"]).format(why=why.strip()[:LONGEST_WHY])
    reader = Reader(who=str(account.pk), why=purpose, ground=str(words["ground"]))
    log_readings([(sought.person, reader)], _LOG, now, detail=sought.conditions()[:_LONGEST_DETAIL])
    return _found(sought).order_by("-at", "-pk")


def log_csv(rows: QuerySet[Reading], *, now: datetime) -> Iterator[str]:
    """Yield the lines of a search as CSV, as many as the book lets one file have."""
    most = int(str(corridor_book().at(timezone.localdate(now)).value("access_search", "most_rows")))
    yield _csv_line(COLUMNS)
    names: dict[UUID, str] = {}
    for one in rows[:most].iterator(chunk_size=2_000):
        if one.reader is not None and one.reader not in names:
            names |= usernames([one.reader])
        yield _csv_line([_harmless(str(value)) for value in line_of(one, names).values()])


def line_of(one: Reading, names: Mapping[UUID, str]) -> dict[str, str | bool]:
    """Return a row of the log by column.

    Args:
        one: the row.
        names: user name of each account.
    """
    who = names.get(one.reader, str(one.reader)) if one.reader else ""
    values = (
        timezone.localtime(one.at).isoformat(timespec="seconds"), who, one.terminal, one.channel, one.function,
        one.resident, " ".join(map(str, one.fields)), one.number_read, one.purpose, one.case_number, one.ground,
        one.detail,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def usernames(accounts: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the user names of accounts."""
    wanted = {one for one in accounts if one is not None}
    return dict(Account.objects.filter(pk__in=wanted).values_list("pk", "username"))


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moments from which and before which days of the town last."""
    zone = timezone.get_current_timezone()
    begin = datetime.combine(first, time(), zone)
    return begin, datetime.combine(last + timedelta(days=1), time(), zone)


def _found(sought: Sought) -> QuerySet[Reading]:
    found = Reading.objects.all()
    exact = {"resident": sought.person, "channel": sought.channel, "case_number": sought.case}
    found = found.filter(**{column: value for column, value in exact.items() if value})
    if sought.officer:
        found = found.filter(reader__in=Account.objects.filter(username=sought.officer).values("pk"))
    if sought.function:
        found = found.filter(function__startswith=sought.function)
    if sought.first:
        found = found.filter(at__gte=day_bounds(sought.first, sought.first)[0])
    if sought.last:
        found = found.filter(at__lt=day_bounds(sought.last, sought.last)[1])
    if sought.only_people:
        found = found.filter(reader__isnull=False)
    return found.filter(number_read=True) if sought.only_numbered else found


def _csv_line(values: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(values)
    return written.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
