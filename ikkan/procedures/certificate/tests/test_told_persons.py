"""Whoever registered is told that a certificate of theirs was issued to others; nobody else is, and no name is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.papers.paper import Paper
from ikkan.procedures.certificate.making import make_file
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.tests.factories import Person, asked, copies, official
from ikkan.rooms.answer.issue_letter import letter_of
from ikkan.rooms.answer.issue_rows import IssueNotice, IssueWatch
from ikkan.rooms.answer.issue_telling import issue_notices_of, letters_to_post, note_posted, tell_registered
from ikkan.rooms.answer.issue_watch import cancel_watch, live_watch, watch_at_counter, watch_own
from ikkan.store.models import OutboxRow

pytestmark = pytest.mark.django_db
Town = dict[str, Person]


def watched(person: Person) -> IssueWatch:
    person.account.email = "person@example.jp"
    person.account.save()
    made = watch_own(account=person.account, now=timezone.now())
    assert isinstance(made, IssueWatch), made
    return made


def told(person: Person) -> list[IssueNotice]:
    later = timezone.now() + timedelta(days=4)
    return list(issue_notices_of(person.resident.number, later))


def case_of(person: Person) -> Case:
    return asked(person)


def test_own_request_is_not_told_and_a_third_partys_is_after_some_days(town: Town) -> None:
    person = town["一郎"]
    watched(person)
    case = case_of(person)
    assert told(person) == []
    now = timezone.now()
    for _ in range(2):
        assert tell_registered(case, subjects=["100", "101"], requester="third_party", now=now) == 1
    assert list(issue_notices_of("100", now)) == []
    one = told(person)[0]
    assert (one.copies, one.requester, one.channel) == (2, "third_party", "mailbox")
    mail = OutboxRow.objects.get(key=f"mail:issued:{one.pk}")
    assert mail.due_at == one.available_at
    assert case.number not in str(mail.payload)


@pytest.mark.parametrize("requester", ["public_body", "household", "self", "unknown"])
def test_a_public_body_and_the_household_are_not_told(town: Town, requester: str) -> None:
    person = town["一郎"]
    watched(person)
    assert tell_registered(case_of(person), subjects=["100"], requester=requester, now=timezone.now()) == 0


def test_the_making_of_a_third_partys_copy_tells_who_stands_on_it(town: Town) -> None:
    watched(town["次郎"])
    watched(town["一郎"])
    copy = copies(case_of(town["次郎"]))[0]
    Copy.objects.filter(pk=copy.pk).update(sha256="", asked={**copy.asked, "requester": "third_party"})
    make_file("again", {"copy": copy.pk})
    assert [(one.requester, one.copies) for one in told(town["次郎"])] == [("third_party", 1)]
    assert told(town["一郎"]) == []


def test_cancelled_and_ended_registrations_tell_nothing(town: Town) -> None:
    person, now = town["一郎"], timezone.now()
    watched(person)
    case = case_of(person)
    cancel_watch(resident="100", now=now)
    assert tell_registered(case, subjects=["100"], requester="agent", now=now) == 0
    watch = watched(person)
    assert live_watch("100", timezone.localdate(now)) == watch
    after = now + timedelta(days=366 * 3)
    assert tell_registered(case, subjects=["100"], requester="agent", now=after) == 0


def test_registering_again_begins_a_new_term_and_needs_a_present_resident(town: Town) -> None:
    person, officer = town["一郎"], official()
    first, second = watched(person), watched(person)
    first.refresh_from_db()
    assert first.cancelled_at is not None
    assert second.cancelled_at is None
    now = timezone.now()
    for resident, paper, code in (("100", "", "issue_watch_paper"), ("999", "passport", "issue_watch_nobody")):
        refused = watch_at_counter(resident=resident, paper=paper, officer=officer, now=now)
        assert isinstance(refused, Refused)
        assert refused.code == code
    assert isinstance(watch_at_counter(resident="101", paper="passport", officer=person.account, now=now), Refused)


def test_somebody_without_an_account_gets_a_letter_without_the_requesters_name(town: Town) -> None:
    officer, now = official(), timezone.now()
    case = case_of(town["一郎"])
    town["洋子"].account.delete()
    assert isinstance(watch_at_counter(resident="101", paper="passport", officer=officer, now=now), IssueWatch)
    tell_registered(case, subjects=["101"], requester="third_party", now=now)
    later = now + timedelta(days=4)
    assert not letters_to_post(now).exists()
    one = letters_to_post(later).get()
    letter = letter_of(one, officer=officer, now=later)
    assert isinstance(letter, Paper)
    text = "".join(letter.all_text())
    assert "第三者" in text
    assert "一郎" not in text
    assert case.number not in text
    assert isinstance(note_posted(notice=str(one.pk), officer=officer, now=later), IssueNotice)
    assert not letters_to_post(later).exists()
