"""Without a card: reserved at home, shown at the counter, issued at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.reserving import reservation_of, show_identity
from ikkan.procedures.certificate.tests.factories import Person, answers_of, copies, official, worked
from ikkan.rooms.check.models import Verdict

pytestmark = pytest.mark.django_db
Town = dict[str, Person]


def reserved(person: Person) -> Case:
    answers = answers_of(person, delivery="pickup")
    case = file_application(
        procedure="certificate", answers=answers, key="k", channel="web", now=timezone.now(), applicant=person.account
    )
    assert isinstance(case, Case), case
    return worked(case)


def test_an_unsigned_request_is_a_reservation_and_issues_nothing(town: Town) -> None:
    case = reserved(town["一郎"])
    found = reservation_of(case)
    assert found is not None
    assert (found.code, found.last_day) == (case.number, timezone.localdate() + timedelta(days=14))
    assert (case.waits_for, case.reason_code, copies(case)) == ("officer", "not_proved", [])


def test_shown_at_the_counter_it_is_issued_at_once_with_what_was_shown(town: Town) -> None:
    case = reserved(town["一郎"])
    assert isinstance(
        show_identity(case=case, papers=["driving_licence"], account=official(), now=timezone.now()), Case
    )
    case = worked(case)
    assert (case.room, case.reason_code) == ("answer", "certificate_to_fetch")
    assert copies(case)[0].sha256
    assert Verdict.objects.get(case=case).note == "運転免許証"


@pytest.mark.parametrize("papers", [[], ["health_insurance"], ["health_insurance", "health_insurance"], ["library"]])
def test_too_few_papers_issue_nothing(town: Town, papers: list[str]) -> None:
    case = reserved(town["一郎"])
    refused = show_identity(case=case, papers=papers, account=official(), now=timezone.now())
    assert isinstance(refused, Refused)
    assert refused.code == "identity_not_shown"
    assert copies(worked(case)) == []


def test_a_reservation_ends(town: Town) -> None:
    case = reserved(town["一郎"])
    later = timezone.now() + timedelta(days=15)
    refused = show_identity(case=case, papers=["passport"], account=official(), now=later)
    assert isinstance(refused, Refused)
    assert refused.code == "reservation_over"


def test_what_was_shown_once_is_not_asked_for_again(town: Town) -> None:
    case = reserved(town["一郎"])
    show_identity(case=case, papers=["passport"], account=official(), now=timezone.now())
    again = show_identity(case=worked(case), papers=["passport"], account=official("other"), now=timezone.now())
    assert isinstance(again, Refused)
    assert again.code == "nothing_reserved"
