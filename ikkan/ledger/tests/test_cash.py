"""The cash book only appends, and each day closes in balance: a difference needs its reason."""

import threading
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import day_of, enter, entries_between
from ikkan.ledger.cash_close import Counted, close_day, closes_of, next_to_close, totals_of
from ikkan.ledger.cash_rows import CashEntry, DayClose, Kind, Way, WayClose
from ikkan.ledger.tests.conftest import NOW, new_case
from ikkan.people.models import Account

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 5)
_numbers = count(1)


@pytest.fixture
def officer(db: None) -> Account:
    return Account.objects.create_user("officer", kind=Account.Kind.STAFF)


def book(amount: int = 300, *, way: Way = Way.COUNTER, kind: Kind = Kind.RECEIPT, now: datetime = NOW) -> CashEntry:
    ground = "disaster" if way is Way.EXEMPT else ""
    with transaction.atomic():
        return enter(
            amount=amount, item="fee", way=way, kind=kind, reference=f"r-{next(_numbers)}", case=new_case(),
            ground=ground, now=now,
        )  # fmt: skip


def refusal(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["ledger_cashentry", "ledger_dayclose", "ledger_wayclose"])
def test_the_database_itself_refuses_changes(officer: Account, table: str, verb: str) -> None:
    book()
    close_day(day=TODAY, counted={Way.COUNTER: Counted(300)}, account=officer, now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def test_a_reference_is_booked_once() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        for _ in range(2):
            enter(amount=1, item="fee", way=Way.POST, kind=Kind.RECEIPT, reference="same", now=NOW)


def test_what_is_waived_has_a_ground_and_nothing_else_has() -> None:
    for way, ground in ((Way.EXEMPT, ""), (Way.COUNTER, "disaster")):
        with pytest.raises(IntegrityError), transaction.atomic():
            enter(amount=1, item="fee", way=way, kind=Kind.RECEIPT, reference=f"{way}", ground=ground, now=NOW)


def test_a_day_balances_way_by_way(officer: Account) -> None:
    book(300)
    book(500)
    book(500, kind=Kind.REFUND)
    book(200, way=Way.POST)
    book(900, way=Way.EXEMPT)
    assert {one.way: one.booked for one in totals_of(TODAY)} == {
        Way.ONLINE: 0, Way.COUNTER: 300, Way.POST: 200, Way.EXEMPT: 900,
    }  # fmt: skip
    counted = {Way.COUNTER: Counted(300), Way.POST: Counted(200)}
    close = close_day(day=TODAY, counted=counted, account=officer, now=NOW)
    assert isinstance(close, DayClose)
    ways = {one.way: (one.booked, one.counted, one.why) for one in closes_of(TODAY, TODAY)[0].ways.all()}
    assert ways == {"counter": (300, 300, ""), "post": (200, 200, ""), "online": (0, 0, "")}
    assert refusal(close_day(day=TODAY, counted=counted, account=officer, now=NOW)) == "already_closed"


def test_a_difference_is_refused_without_its_reason(officer: Account) -> None:
    book(300)
    assert refusal(close_day(day=TODAY, counted={}, account=officer, now=NOW)) == "not_counted"
    short = {Way.COUNTER: Counted(200)}
    refused = close_day(day=TODAY, counted=short, account=officer, now=NOW)
    assert isinstance(refused, Refused)
    assert (refused.code, refused.field) == ("difference", "counter_why")
    assert "-100" in refused.ja
    assert not DayClose.objects.exists()
    assert not WayClose.objects.exists()
    told = {Way.COUNTER: Counted(200, "釣銭の間違い")}
    assert isinstance(close_day(day=TODAY, counted=told, account=officer, now=NOW), DayClose)
    assert WayClose.objects.get(way="counter").why == "釣銭の間違い"


def test_the_database_refuses_a_difference_without_a_reason(officer: Account) -> None:
    close = DayClose.objects.create(day=TODAY, closed_at=NOW, actor=officer.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        WayClose.objects.create(close=close, way="counter", booked=300, counted=200)


def test_an_entry_after_the_close_stands_under_the_next_day(officer: Account) -> None:
    assert book().day == TODAY
    close_day(day=TODAY, counted={Way.COUNTER: Counted(300)}, account=officer, now=NOW)
    late = book(now=NOW + timedelta(minutes=1))
    assert late.day == TODAY + timedelta(days=1)
    assert book(now=NOW + timedelta(days=1)).day == TODAY + timedelta(days=1)
    assert [one.day for one in entries_between(TODAY, TODAY)] == [TODAY]


def test_days_close_in_their_order_and_never_before_they_come(officer: Account) -> None:
    book()
    tomorrow = NOW + timedelta(days=1)
    assert refusal(close_day(day=TODAY, counted={}, account=officer, now=NOW - timedelta(days=1))) == "day_to_come"
    assert next_to_close(tomorrow) == TODAY
    assert refusal(close_day(day=tomorrow.date(), counted={}, account=officer, now=tomorrow)) == "earlier_open"
    assert not isinstance(
        close_day(day=TODAY, counted={Way.COUNTER: Counted(300)}, account=officer, now=tomorrow), Refused
    )
    assert next_to_close(tomorrow) == tomorrow.date()
    assert not isinstance(close_day(day=tomorrow.date(), counted={}, account=officer, now=tomorrow), Refused)


def test_an_entry_and_a_close_in_the_same_instant(real_db: None) -> None:
    officer = Account.objects.create_user("officer", kind=Account.Kind.STAFF)
    gate, closed, booked = threading.Barrier(2), [], []

    def run(deed: object) -> None:
        gate.wait(5)
        try:
            if deed == "close":
                closed.append(close_day(day=TODAY, counted={}, account=officer, now=NOW))
            else:
                booked.append(book())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in ("close", "book")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if isinstance(closed[0], DayClose):
        assert booked[0].day == TODAY + timedelta(days=1)
    else:
        assert (closed[0].code, booked[0].day) == ("not_counted", TODAY)
    assert day_of(NOW) == booked[0].day
