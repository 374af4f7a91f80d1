"""Legal clocks tell a delay once, and neither they nor a deadline are lost to the other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ikkan.corridor.order import back_to_check
from ikkan.corridor.tests.conftest import NOW, filed
from ikkan.corridor.walk import walk
from ikkan.kernel.outcome import Question
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case, Event
from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.check.judgements import ask_for_correction
from ikkan.rooms.check.models import Finding, Request

pytestmark = pytest.mark.django_db
DAY_30 = NOW + timedelta(days=30)


def live(case: Case, until: timedelta) -> Case:
    """Wake the case whenever it is due, as a worker would, until a moment."""
    end = NOW + until
    for _ in range(50):
        case.refresh_from_db()
        if case.due_at is None or case.due_at > end:
            return case
        walk(case.pk, now=max(case.due_at, NOW))
    raise AssertionError("the case wakes up again and again")


def told(case: Case) -> list[Event]:
    return list(Event.objects.filter(case=case, name="answer.delay_told"))


def test_delay_is_told_once_before_day_30_while_an_officer_judges(applicant: Account) -> None:
    case = live(filed(applicant, unclear=True), timedelta(days=200))
    (event,) = told(case)
    assert event.at < DAY_30
    assert Notice.objects.get(case=case).kind == "delay"
    assert (case.room, case.waits_for, case.due_at) == ("check", "officer", None)


def test_no_delay_is_told_when_the_decision_was_in_time(applicant: Account) -> None:
    case = live(filed(applicant), timedelta(days=200))
    assert told(case) == []


def test_an_unanswered_request_lapses_at_its_end_and_not_before(applicant: Account) -> None:
    case = live(filed(applicant, receipt=False, electronic_notice=True), timedelta(days=1))
    assert case.waits_for == "citizen"
    assert case.deadline_on is not None
    Case.objects.filter(pk=case.pk).update(due_at=NOW)
    case = live(case, timedelta(days=2))
    assert case.waits_for == "citizen", "an early wake-up lapses nothing"
    case = live(case, timedelta(days=60))
    assert case.room == "closed"
    lapsed = Event.objects.get(case=case, name="check.lapsed")
    assert timezone.localdate(lapsed.at) > Request.objects.get(case=case).due_on - timedelta(days=1)


def test_a_delay_told_while_the_citizen_is_asked_keeps_the_deadline(applicant: Account, officer: Account) -> None:
    case = live(filed(applicant, unclear=True), timedelta(days=1))
    question = Question("receipt_missing", "receipt", Reason("receipt_missing", "領収書", "Receipt"))
    due_on = timezone.localdate(NOW + timedelta(days=50))
    ask_for_correction(
        case=case, questions=[question], message="", due_on=due_on, account=officer, now=NOW + timedelta(days=2)
    )
    case = live(case, timedelta(days=45))
    assert len(told(case)) == 1
    assert case.waits_for == "citizen"
    assert case.due_at is not None
    assert timezone.localdate(case.due_at) == due_on
    case = live(case, timedelta(days=60))
    assert Event.objects.filter(case=case, name="check.lapsed").count() == 1
    assert (case.waits_for, Finding.objects.filter(case=case, state="open").count()) == ("officer", 1)
    assert back_to_check(case, NOW).room == "check"
