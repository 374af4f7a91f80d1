"""A round's letters bear the day of its publication, and every term in them runs from that day."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from ikkan.corridor import publishing
from ikkan.corridor.scheduling import stop_publication
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.declining import decline_by
from ikkan.procedures.nursery.models import Offer
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import DECIDED, PUBLISHES, Town, file, home
from ikkan.rooms.answer.models import Notice

pytestmark = pytest.mark.django_db
EVE = PUBLISHES - timedelta(hours=12)


@pytest.fixture
def case(town: Town) -> Case:
    """Give a case of a round that is approved; its letters are made, nobody has set the hour."""
    filed = file(home(1))
    hall.decide(town)
    hall.sign_all(town, town.first)
    hall.approve(town, town.first)
    return filed


def letter(case: Case) -> Notice:
    return Notice.objects.get(case=case, round=case.round, decision__voided_at=None)


def day(moment: datetime) -> date:
    return timezone.localdate(moment)


def test_a_letter_made_at_the_approval_gets_the_day_of_publication(town: Town, case: Case) -> None:
    assert letter(case).dated_on == day(DECIDED)
    hall.schedule(town, town.first, now=EVE)
    hall.walk_on(town.first, EVE)
    made = letter(case)
    assert (made.dated_on, made.available_at, made.made_at) == (day(PUBLISHES), None, EVE)
    assert town.first.published_at is None
    assert "令和9年1月29日" in str(made.content["date_text"])
    hall.walk_on(town.first, PUBLISHES)
    offer = Offer.objects.select_related("round").get()
    by = decline_by(offer)
    assert f"{by.month}月{by.day}日" in str(letter(case).content)
    assert day(offer.offered_at) == day(PUBLISHES)


def test_another_hour_dates_them_anew(town: Town, case: Case) -> None:
    hall.schedule(town, town.first, now=EVE)
    hall.walk_on(town.first, EVE)
    later = PUBLISHES + timedelta(days=3)
    assert isinstance(stop_publication(round_=town.first, account=town.officer, why="", now=EVE), Round)
    hall.schedule(town, town.first, at=later, now=EVE)
    hall.walk_on(town.first, EVE)
    assert letter(case).dated_on == day(later)


def test_a_worker_that_comes_a_day_late_publishes_letters_of_that_day(town: Town, case: Case) -> None:
    hall.schedule(town, town.first, now=EVE)
    late = PUBLISHES + timedelta(days=1)
    hall.walk_on(town.first, late)
    assert town.first.published_at == late
    assert letter(case).dated_on == day(late)
    assert day(Offer.objects.get().offered_at) == day(late)


def test_nothing_is_published_before_every_letter_has_its_day(town: Town) -> None:
    cases = [file(home(number)) for number in (1, 2, 3)]
    hall.decide(town)
    hall.sign_all(town, town.first)
    hall.approve(town, town.first)
    hall.schedule(town, town.first, now=PUBLISHES)
    assert publishing.date_notices(town.first, now=PUBLISHES, most=2) == 2
    days = Notice.objects.filter(round=town.first).order_by("dated_on").values_list("dated_on", flat=True)
    assert list(days) == [day(DECIDED), day(PUBLISHES), day(PUBLISHES)]
    assert publishing.walk_round(town.first.pk, now=PUBLISHES)
    town.first.refresh_from_db()
    assert town.first.published_at is None, "the last letter was dated in this step"
    hall.walk_on(town.first, PUBLISHES)
    assert town.first.published_at == PUBLISHES
    assert {letter(one).dated_on for one in cases} == {day(PUBLISHES)}
