"""A reservation that nobody came for: reminded before its last day, closed after it, once each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.corridor.upkeep import keep_up
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Event
from ikkan.people.models import Account
from ikkan.procedures.certificate.expiring import ENDS_SOON, OVER, end_reservations
from ikkan.procedures.certificate.reserving import show_identity
from ikkan.procedures.certificate.tests.factories import Person, answers_of, official, worked
from ikkan.procedures.certificate.tests.test_reserving import reserved
from ikkan.rooms.check.models import Finding
from ikkan.store.models import OutboxRow

pytestmark = pytest.mark.django_db
Town = dict[str, Person]


def events(case: Case) -> list[str]:
    return list(
        Event.objects.filter(case=case, name__in=[ENDS_SOON, OVER]).order_by("seq").values_list("name", flat=True)
    )


def mails(kind: str) -> int:
    return OutboxRow.objects.filter(channel="mail", key__startswith=f"mail:{kind}:").count()


@pytest.fixture
def case(town: Town) -> Case:
    Account.objects.filter(pk=town["一郎"].account.pk).update(email="ichiro@example.jp")
    town["一郎"].account.refresh_from_db()
    return reserved(town["一郎"])


@pytest.mark.parametrize(("days", "told"), [(10, []), (11, [ENDS_SOON]), (14, [ENDS_SOON]), (15, [OVER])])
def test_it_is_told_before_and_ended_after_its_last_day(case: Case, days: int, told: list[str]) -> None:
    later = timezone.now() + timedelta(days=days)
    end_reservations(later)
    end_reservations(later)
    case.refresh_from_db()
    assert events(case) == told
    assert (case.room == "closed") is (told == [OVER])
    assert (mails("ends_soon"), mails("over")) == (told.count(ENDS_SOON), told.count(OVER))


def test_daily_upkeep_ends_it_and_leaves_nothing_to_judge(case: Case) -> None:
    later = timezone.now() + timedelta(days=15)
    keep_up(now=later)
    case.refresh_from_db()
    assert (case.room, case.waits_for) == ("closed", "nobody")
    assert not Finding.objects.filter(case=case, state=Finding.State.OPEN).exists()
    refused = show_identity(case=case, papers=["passport"], account=official(), now=later)
    assert isinstance(refused, Refused)
    assert refused.code == "nothing_reserved"


def test_what_was_shown_in_time_goes_on(case: Case) -> None:
    show_identity(case=case, papers=["passport"], account=official(), now=timezone.now())
    case = worked(case)
    assert end_reservations(timezone.now() + timedelta(days=15)) == 0
    assert events(case) == []


def test_what_came_on_paper_lies_on_the_desk(town: Town) -> None:
    case = file_application(
        procedure="certificate", answers=answers_of(town["一郎"]), key="paper", channel="paper", now=timezone.now()
    )
    assert isinstance(case, Case)
    worked(case)
    assert end_reservations(timezone.now() + timedelta(days=15)) == 0
