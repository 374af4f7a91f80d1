"""The daily upkeep warns of an end once when it comes near and once when it is over; nothing ends by itself."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from ikkan.corridor.stops.deeds import Deed, Wish, do
from ikkan.corridor.stops.receiving import set_hold
from ikkan.corridor.stops.tests.cast import NOW, officer, received, residents
from ikkan.corridor.stops.warning import open_tasks, warn_of_ends
from ikkan.corridor.upkeep import keep_up
from ikkan.people.models import Account
from ikkan.registers.holding import Held, stops_on_issue
from ikkan.registers.models import Hold, Protection, Resident, StopDeed
from ikkan.registers.protecting import start_protection
from ikkan.store.models import Chore

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> Account:
    residents()
    return officer("one")


@pytest.fixture
def running(one: Account) -> Protection:
    return start_protection(received(one), starts_on=date(2026, 11, 23))


def at(day: date) -> datetime:
    return NOW + (day - NOW.date())


def test_the_last_month_and_the_end_are_warned_of_once_each_and_nothing_ends(running: Protection) -> None:
    end = date(2027, 11, 22)
    assert running.ends_on == end
    assert warn_of_ends(now=at(date(2027, 10, 21))) == 0
    assert [warn_of_ends(now=at(date(2027, 10, day))) for day in (22, 23, 31)] == [1, 0, 0]
    assert [task.detail for task in open_tasks()] == ["last_month"]
    assert warn_of_ends(now=at(end + timedelta(days=1))) == 1
    assert [task.detail for task in open_tasks()] == ["past_end"]
    for year in range(2028, 2040):
        assert warn_of_ends(now=at(date(year, 1, 1))) == 0
    running.refresh_from_db()
    assert running.state == Protection.State.IN_FORCE
    assert Resident.objects.get(number="101").is_protected
    assert stops_on_issue(["101"], now=at(date(2039, 1, 1)))


def test_a_task_is_over_once_somebody_acted_and_comes_again_next_year(running: Protection, one: Account) -> None:
    warn_of_ends(now=at(date(2027, 10, 25)))
    told = at(date(2027, 10, 26))
    assert isinstance(do(running, Wish(Deed.TELL, "延長するか聞いた", detail="電話"), account=one, now=told), StopDeed)
    assert not open_tasks().exists()
    assert isinstance(do(running, Wish(Deed.EXTEND, "申出"), account=one, now=told), StopDeed)
    assert warn_of_ends(now=at(date(2027, 12, 1))) == 0
    assert warn_of_ends(now=at(date(2028, 10, 25))) == 1
    assert open_tasks().count() == 1


def test_a_hold_past_its_end_is_warned_of_and_stays(one: Account) -> None:
    start = timezone.localdate(NOW)
    made = set_hold(Held("issue", "error", "調査", start, "200", ends_on=start), account=one, now=NOW)
    assert isinstance(made, Hold)
    assert warn_of_ends(now=NOW) == 0
    assert warn_of_ends(now=NOW + timedelta(days=1)) == 1
    assert open_tasks().get().hold == made
    assert stops_on_issue(["200"], now=NOW + timedelta(days=400))


def test_the_daily_upkeep_does_it(running: Protection) -> None:
    keep_up(now=at(date(2027, 11, 1)))
    row = Chore.objects.get(name="stops")
    assert (row.fault, row.removed) == ("", 1)
    assert StopDeed.objects.get(deed="warn").by == ""
