"""The board shows rooms and reasons with a forecast that says how it was made, and ranks nobody."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from ikkan.kernel.terms import TownCalendar
from ikkan.ledger.models import Case
from ikkan.web.board.forecast import forecast
from ikkan.web.desk.tests.cast import doubtful, passed, staff
from ikkan.web.tests.cast import make_town, signed_in

CALENDAR = TownCalendar(holidays=frozenset())
MONDAY = date(2026, 11, 23)


@pytest.mark.django_db
def test_it_shows_rooms_reasons_and_what_stands_still(django_assert_max_num_queries: object) -> None:
    town = make_town()
    manager = signed_in(staff("manager", "head", ["board"]))
    late, _ = doubtful(town, "a").case, passed(town, "b")
    Case.objects.filter(pk=late.pk).update(entered_at=late.entered_at - timedelta(days=9))
    manager.get(reverse("board:board"))
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a fixture of pytest-django
        page = manager.get(reverse("board:board")).content.decode()
    assert late.number in page
    assert "住所の書き方が違う" in page
    assert "見立て方" in page
    assert 'role="img"' in page
    assert "表で見る" in page
    assert "officer" not in page, "no person is named on the board"


def test_the_forecast_counts_what_comes_too_late_and_what_it_takes() -> None:
    judged = {MONDAY - timedelta(days=back): 2 for back in (3, 4, 5, 6, 7, 10, 11, 12, 13)}
    due = [MONDAY + timedelta(days=1)] * 6
    one = forecast(due, judged, today=MONDAY, calendar=CALENDAR, officers=2)
    assert one.pace == pytest.approx(1.8)
    assert one.done_on == date(2026, 11, 27)
    assert (one.late, one.worker_days) == (5, 6)


def test_there_is_no_forecast_without_a_pace() -> None:
    one = forecast([MONDAY], {}, today=MONDAY, calendar=CALENDAR, officers=1)
    assert (one.done_on, one.late) == (None, 0)


def test_last_weeks_forecast_is_held_against_what_happened() -> None:
    steady = {
        MONDAY - timedelta(days=back): 2 for back in range(0, 28) if (MONDAY - timedelta(days=back)).weekday() < 5
    }
    one = forecast([MONDAY], steady, today=MONDAY, calendar=CALENDAR, officers=1)
    assert one.past_error == pytest.approx(0)
