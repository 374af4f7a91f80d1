"""A case walks from the form to the answer, and stops only where a person is needed."""

from datetime import timedelta

import pytest

from ikkan.corridor.filing import answer_request, correct_application, withdraw_application
from ikkan.corridor.order import back_to_check
from ikkan.corridor.posting import make_print_file, record_posting, record_return
from ikkan.corridor.tests.conftest import ANSWERS, NOW, filed
from ikkan.corridor.walk import walk
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Event
from ikkan.ledger.verification import verify_chain
from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice, PostingBatch
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Finding, Request
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db


def walked(case: Case) -> Case:
    while walk(case.pk, now=NOW):
        pass
    case.refresh_from_db()
    return case


def events_of(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case).order_by("seq").values_list("name", flat=True))


def test_case_without_a_round_is_delivered_to_the_mailbox_and_closed(applicant: Account) -> None:
    case = walked(filed(applicant, electronic_notice=True))
    assert (case.room, case.waits_for) == ("closed", "nobody")
    assert events_of(case) == [
        "intake.received", "check.passed", "decide.decided", "approve.automatic", "answer.made", "answer.delivered",
        "answer.closed",
    ]  # fmt: skip
    notice = Notice.objects.get(case=case)
    assert (notice.channel, notice.available_at) == ("mailbox", NOW)
    assert notice.instruction["review_months"] == 3
    assert verify_chain(case) == []


def test_a_letter_on_paper_closes_the_case_only_when_it_is_posted(applicant: Account, officer: Account) -> None:
    case = walked(filed(applicant))
    assert (case.room, case.waits_for) == ("answer", "delivery")
    batch = make_print_file(now=NOW)
    assert isinstance(batch, PostingBatch)
    assert isinstance(make_print_file(now=NOW), Refused), "a letter is printed once"
    record_posting(batch=batch, account=officer, now=NOW)
    record_posting(batch=batch, account=officer, now=NOW + timedelta(days=1))
    batch.refresh_from_db()
    case.refresh_from_db()
    assert batch.posted_at == NOW
    assert case.room == "closed"
    assert events_of(case).count("answer.delivered") == 1


def test_a_returned_letter_reopens_the_case(applicant: Account, officer: Account) -> None:
    case = walked(filed(applicant))
    batch = make_print_file(now=NOW)
    assert isinstance(batch, PostingBatch)
    record_posting(batch=batch, account=officer, now=NOW)
    record_return(notice=Notice.objects.get(case=case), account=officer, why="あて所に尋ねあたりません", now=NOW)
    case.refresh_from_db()
    assert (case.room, case.waits_for, case.closed_at) == ("answer", "officer", None)
    assert verify_chain(case) == []


def test_a_batch_left_unfinished_by_a_crash_is_finished(applicant: Account, officer: Account) -> None:
    case = walked(filed(applicant))
    left = PostingBatch.objects.create(
        made_at=NOW, notice_ids=[str(Notice.objects.get(case=case).pk)], sha256="", pages=1
    )
    assert isinstance(record_posting(batch=left, account=officer, now=NOW), Refused)
    batch = make_print_file(now=NOW)
    assert isinstance(batch, PostingBatch)
    assert batch.pk == left.pk
    assert batch.sha256


def test_a_decision_that_grants_less_carries_reasons(applicant: Account) -> None:
    case = walked(filed(applicant, amount=99_000, electronic_notice=True))
    notice = Notice.objects.get(case=case)
    assert notice.grants_less
    assert notice.reasons[0]["code"] == "above"


def test_the_citizen_is_asked_and_the_answer_brings_the_case_on(applicant: Account, stranger: Account) -> None:
    case = walked(filed(applicant, receipt=False, electronic_notice=True))
    assert (case.room, case.waits_for, case.reason_code) == ("check", "citizen", "receipt_missing")
    mended = {**ANSWERS, "receipt": True, "electronic_notice": True}
    refused = answer_request(case=case, answers=mended, actor=stranger, now=NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "not_found"
    answer_request(case=case, answers=mended, actor=applicant, now=NOW)
    assert Request.objects.get(case=case).answered_at == NOW
    assert walked(case).room == "closed"


def test_an_officer_judges_what_the_machine_cannot(applicant: Account, officer: Account) -> None:
    case = walked(filed(applicant, unclear=True, electronic_notice=True))
    assert (case.room, case.waits_for) == ("check", "officer")
    finding = Finding.objects.get(case=case)
    record_verdict(
        case=case, finding=finding, decision="form_right", note="", account=officer, filing_version=1,
        then=back_to_check(case, NOW), now=NOW,
    )  # fmt: skip
    assert walked(case).room == "closed"
    again = record_verdict(
        case=case, finding=Finding.objects.get(pk=finding.pk), decision="form_right", note="", account=officer,
        filing_version=1, then=back_to_check(case, NOW), now=NOW,
    )  # fmt: skip
    assert isinstance(again, Refused)


def test_a_correction_retries_when_the_machine_moved_the_case_in_that_moment(applicant: Account) -> None:
    case = filed(applicant, receipt=False)
    as_read_by_the_page = Case.objects.get(pk=case.pk)
    walked(case)
    filing = correct_application(case=as_read_by_the_page, answers={**ANSWERS, "amount": 500}, actor=applicant, now=NOW)
    assert not isinstance(filing, Refused)
    assert verify_chain(Case.objects.get(pk=case.pk)) == []


def test_a_decided_case_is_not_corrected_here(applicant: Account) -> None:
    case = walked(filed(applicant))
    refused = correct_application(case=case, answers=dict(ANSWERS), actor=applicant, now=NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "already_decided"


def test_withdrawal_closes_and_ends_what_was_asked(applicant: Account, stranger: Account) -> None:
    case = walked(filed(applicant, receipt=False))
    assert isinstance(withdraw_application(case=case, actor=stranger, why="", now=NOW), Refused)
    withdraw_application(case=case, actor=applicant, why="引っ越します", now=NOW)
    assert case.room == "closed"
    assert not Request.objects.filter(case=case, answered_at=None).exists()
    assert isinstance(withdraw_application(case=case, actor=applicant, why="", now=NOW), Refused)


def test_one_standing_decision_a_case(applicant: Account) -> None:
    case = walked(filed(applicant))
    standing = DecisionRecord.objects.get(case=case)
    standing.pk = None
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        standing.save()
