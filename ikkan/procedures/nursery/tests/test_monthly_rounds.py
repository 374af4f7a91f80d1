"""The rounds of a whole year: dates of the book, cases that go on month by month, applications for one month."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import RoundEntry
from ikkan.papers.paper import Paper
from ikkan.procedures.nursery.notices import held_certificate
from ikkan.procedures.nursery.round.calendar import open_year
from ikkan.procedures.nursery.round.following import find_round
from ikkan.procedures.nursery.round.standing import families_of
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import MINATO, NOW, PUBLISHES, Town, file, home

pytestmark = pytest.mark.django_db
MAY = date(2027, 5, 1)
APRIL_10 = datetime(2027, 4, 12, 3, 0, tzinfo=UTC)
APRIL_20 = datetime(2027, 4, 20, 3, 0, tzinfo=UTC)


def test_a_year_has_two_rounds_for_april_and_one_for_every_other_month(town: Town) -> None:
    made = open_year(year=2027, account=town.officer, now=NOW)
    assert [(one.kind, one.month.isoformat()[:7]) for one in made[:2]] == [
        ("second", "2027-04"),
        ("monthly", "2027-05"),
    ]
    assert len(made) == 12, "the first April round is there already and is not opened again"
    assert made[-1].month == date(2028, 3, 1)
    assert [one.answers_on for one in made] == sorted(one.answers_on for one in made)
    assert made[1].title == "2027年5月入所 随時選考"
    assert open_year(year=2027, account=town.officer, now=NOW) == []


def test_days_on_which_the_town_hall_is_closed_move_to_the_next_open_day(town: Town) -> None:
    made = {one.month: one for one in open_year(year=2027, account=town.officer, now=NOW) if one.kind == "monthly"}
    # 2027-04-10 is a Saturday; 2027-09-20 is the day of respect for the aged
    assert timezone.localdate(made[MAY].closes_at) == date(2027, 4, 12)
    assert made[date(2027, 10, 1)].answers_on == date(2027, 9, 21)


def test_a_round_whose_last_day_has_passed_is_not_opened(town: Town) -> None:
    made = open_year(year=2027, account=town.officer, now=APRIL_20)
    assert made[0].month == date(2027, 6, 1)


def test_a_case_on_hold_gets_a_remaining_seat_in_may_and_its_waiting_counts(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 1, 0)
    may = hall.open_(town.officer, hall.MONTHLY, MAY, date(2027, 4, 20))
    hall.set_seats(may, 0)
    hall.seats_at(may, MINATO, 1, 1)
    waiting = file(home(1))
    hall.through(town, at=PUBLISHES)
    only_may = home(2, start_month="2027-05-01")
    for paper in only_may.papers.values():
        paper["issued_on"] = "2027-03-01"
    fresh = file(only_may, now=datetime(2027, 3, 10, tzinfo=UTC))
    assert fresh.round_id == may.pk
    known = {family.case.pk: family.known for family in families_of(may)}
    assert (known[waiting.pk].months_waiting, known[fresh.pk].months_waiting) == (1, 0)
    assert {one.round_kind for one in known.values()} == {"monthly"}
    hall.through(town, may, now=APRIL_10, at=APRIL_20)
    # equal points and levies: the child that waited longer goes first
    assert (hall.where(waiting), hall.where(fresh)) == (MINATO, "")
    assert hall.result(fresh).figures["wishes"][0]["decided_by"] == "waiting"
    waiting.refresh_from_db()
    assert (waiting.room, hall.child_of(waiting).placed_from) == ("closed", MAY)
    assert RoundEntry.objects.filter(case=waiting).count() == 2
    proof = held_certificate(waiting, hall.child_of(waiting), town.first, now=APRIL_20)
    assert isinstance(proof, Paper)
    assert isinstance(held_certificate(waiting, hall.child_of(waiting), may, now=APRIL_20), Refused)
    assert isinstance(held_certificate(fresh, hall.child_of(fresh), may, now=APRIL_20), Paper)


def test_an_application_for_a_month_that_is_not_open_is_refused(town: Town) -> None:
    refused = find_round({"start_month": "2027-05-01"}, NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "no_open_round"
