"""The same write sent again is done once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ikkan.api.tests.cast import AT, Program, answers, citizen, is_problem, picture
from ikkan.ledger.models import Case
from ikkan.rooms.intake.idempotency import Sending, answer_once_unlocked, drop_answers_older_than
from ikkan.rooms.intake.models import Attachment, Draft, Submission


def test_a_write_without_a_key_is_refused(applicant: Program) -> None:
    headers = {"Authorization": f"Bearer {applicant.text}"}
    for key in ({}, {"Idempotency-Key": ""}, {"Idempotency-Key": "x" * 101}, {"Idempotency-Key": "a b"}):
        answer = Client().put(f"{AT}/nursery/electronic-notices", headers=headers | key)
        assert is_problem(answer, 400, "key_missing")


def test_the_same_write_again_gets_the_first_answer(applicant: Program) -> None:
    first = applicant.post("/nursery/drafts", {"answers": {"welfare": True}}, key="k1")
    applicant.put(f"/nursery/drafts/{first.json()['id']}", {"answers": {}, "version": 0})
    again = applicant.post("/nursery/drafts", {"answers": {"welfare": True}}, key="k1")
    assert again.status_code == 201
    assert again.json() == first.json()
    assert Draft.objects.count() == 1


def test_a_key_of_another_write_is_refused(applicant: Program) -> None:
    applicant.post("/nursery/drafts", {"answers": {"welfare": True}}, key="k1")
    other_body = applicant.post("/nursery/drafts", {"answers": {"welfare": False}}, key="k1")
    other_place = applicant.put("/nursery/electronic-notices", key="k1")
    filing = applicant.post("/nursery/applications", {"answers": answers()}, key="k1")
    assert is_problem(other_body, 409, "key_reused")
    assert is_problem(other_place, 409, "key_reused")
    assert is_problem(filing, 409, "key_reused")
    assert not Case.objects.exists()


def test_a_key_of_a_filing_is_not_good_for_another_form_or_write(applicant: Program) -> None:
    assert applicant.post("/nursery/applications", {"answers": answers()}, key="k1").status_code == 201
    other = {**answers(), "hours_need": "short"}
    assert is_problem(applicant.post("/nursery/applications", {"answers": other}, key="k1"), 409, "key_reused")
    assert is_problem(applicant.put("/nursery/electronic-notices", key="k1"), 409, "key_reused")
    assert Case.objects.count() == 1


def test_a_refused_write_leaves_its_key_unused(applicant: Program) -> None:
    number = applicant.filed()
    at = f"/cases/{number}/application"
    wrong = {**answers(), "start_month": "x"}
    assert is_problem(applicant.put(at, {"answers": wrong}, key="k2"), 422)
    assert applicant.put(at, {"answers": answers()}, key="k2").status_code == 200


def test_two_people_may_use_the_same_key(applicant: Program, stranger: Program) -> None:
    for program in (applicant, stranger):
        assert program.post("/nursery/applications", {"answers": answers()}, key="same").status_code == 201
    assert Case.objects.count() == 2


def test_a_file_sent_again_is_given_once(applicant: Program) -> None:
    draft = applicant.post("/nursery/drafts", {"answers": {}}).json()["id"]
    first = applicant.attach(draft, picture(), key="file")
    again = applicant.attach(draft, picture(), key="file")
    assert again.json() == first.json()
    assert Attachment.objects.count() == 1
    assert is_problem(applicant.attach(draft, b"other", key="file"), 409, "key_reused")


@pytest.mark.django_db
def test_a_long_deed_is_told_to_wait_and_its_key_comes_back_after_a_death() -> None:
    sending, now = Sending(citizen().pk, "long", "d" * 64), timezone.now()
    Submission.objects.create(account=sending.account, key="long", body_digest=sending.digest, at=now)
    refused = answer_once_unlocked(sending, dict, now=now)
    assert getattr(refused, "code", "") == "in_progress"
    later = now + timedelta(minutes=11)
    assert answer_once_unlocked(sending, lambda: {"done": True}, now=later) == {"done": True}
    assert answer_once_unlocked(sending, dict, now=later) == {"done": True}


def test_old_answers_are_dropped_and_receipts_stay(applicant: Program) -> None:
    applicant.put("/nursery/electronic-notices")
    applicant.filed()
    assert drop_answers_older_than(timezone.now() + timedelta(days=1)) == 1
    assert Submission.objects.get().case is not None
