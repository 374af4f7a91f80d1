"""Cases that are walked together fare as if each were walked alone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ikkan.corridor.walk import walk_together
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.ledger.verification import verify_chains
from ikkan.procedures.nursery.models import Child, Standing
from ikkan.procedures.nursery.selectors import gather
from ikkan.procedures.nursery.tests.factories import NOW, Town, hand_in, home
from ikkan.registers.models import Reading
from ikkan.rooms.check.models import Request

pytestmark = pytest.mark.django_db
TWO = (date(2025, 6, 1), date(2023, 5, 5))


@pytest.fixture
def cases(town: Town) -> list[Case]:
    """Return three families' cases: one child, two children, and a paper that is missing."""
    lacking = home(3)
    del lacking.papers["work_certificate", "parent2"]
    filed = [hand_in(one) for one in (home(1), home(2, births=TWO), lacking)]
    return list(Case.objects.filter(pk__in=[case.pk for case in filed]).select_related("round").order_by("pk"))


def test_their_facts_are_those_of_each_alone(cases: list[Case]) -> None:
    book = book_in_force("nursery").at(cases[0].reference_day)
    alone = [gather([case], book, NOW)[0] for case in cases]
    readings = _readings(after=0)
    last = Reading.objects.latest("pk").pk
    assert gather(cases, book, NOW) == alone
    assert _readings(after=last) == readings != []


def _readings(*, after: int) -> list[tuple[object, ...]]:
    return sorted(Reading.objects.filter(pk__gt=after).values_list("resident", "case_number", "fields"))


def test_their_facts_take_as_many_queries_as_those_of_one(cases: list[Case]) -> None:
    book = book_in_force("nursery").at(cases[0].reference_day)
    counts = []
    for some in (cases[:1], cases):
        with CaptureQueriesContext(connection) as asked:
            gather(some, book, NOW)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_each_goes_where_its_own_check_sends_it(cases: list[Case]) -> None:
    assert not walk_together([case.pk for case in cases], now=NOW)
    states = list(Case.objects.order_by("pk").values_list("room", "waits_for"))
    assert states == [("decide", "round"), ("decide", "round"), ("check", "citizen")]
    assert list(Request.objects.values_list("case", flat=True)) == [cases[2].pk]
    assert sorted(Child.objects.values_list("case", "key")) == sorted(
        (case.pk, child) for case, own in zip(cases, (["c1"], ["c1", "c2"], ["c1"]), strict=True) for child in own
    )
    assert Standing.objects.count() == len(cases)
    assert verify_chains() == []


def test_a_child_that_stands_in_two_of_them_is_asked_back_in_the_later(town: Town) -> None:
    one = home(1)
    first = hand_in(one)
    second = hand_in(one, key="again", now=NOW + timedelta(hours=1))
    walk_together([second.pk, first.pk], now=NOW + timedelta(hours=2))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.room, second.waits_for, second.reason_code) == ("decide", "citizen", "double_application")
