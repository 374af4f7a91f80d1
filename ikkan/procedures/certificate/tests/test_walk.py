"""The walk of a signed request, from the form to the certificate in the person's hand."""

import pytest
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Event
from ikkan.ledger.verification import verify_chain
from ikkan.papers.seals.checking import SealState, check_seal
from ikkan.people.models import Account
from ikkan.procedures.certificate.handing import print_queue, record_fetched, record_sent, sealed_file
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.sheets.tests.samples import page_texts
from ikkan.procedures.certificate.tests.factories import (
    Person,
    approve,
    ask,
    asked,
    changed,
    copies,
    judge,
    official,
    pay,
    worked,
)
from ikkan.registers.models import Resident
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.answer.seals import town_keys
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db
Town = dict[str, Person]


def test_a_signed_request_walks_to_the_sealed_file_without_a_person(town: Town) -> None:
    case = asked(town["一郎"])
    assert (case.room, case.waits_for, case.reason_code) == ("answer", "delivery", "certificate_to_post")
    names = list(Event.objects.filter(case=case).order_by("seq").values_list("name", flat=True))
    assert names == [
        "intake.received", "check.awaited_payment", "payment.received", "check.passed", "decide.decided",
        "approve.automatic", "answer.made", "certificate.printed",
    ]  # fmt: skip
    cashier = Account.objects.get(username="cashier").pk
    assert set(Event.objects.filter(case=case).values_list("actor", flat=True)) == {case.applicant_id, cashier, None}
    assert verify_chain(case) == []


def test_the_file_is_sealed_numbered_and_shows_only_what_was_asked_for(town: Town) -> None:
    (copy,) = copies(asked(town["一郎"]))
    pdf = sealed_file(copy)
    assert isinstance(pdf, bytes)
    assert check_seal(pdf, town_keys()).state is SealState.GOOD
    (page,) = page_texts(pdf)
    assert f"{copy.number} 1/1".replace(" ", "") in page
    assert "田中一郎" in page
    assert "田中洋子" not in page
    assert "世帯主との続柄（省略）" in page
    assert "TEST" in page


def test_a_changed_byte_of_the_file_is_noticed(town: Town) -> None:
    (copy,) = copies(asked(town["一郎"]))
    pdf = sealed_file(copy)
    assert isinstance(pdf, bytes)
    middle = len(pdf) // 2
    changed = pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]
    assert check_seal(changed, town_keys()).state is not SealState.GOOD


def test_each_copy_has_its_own_number_and_two_requests_of_one_second_do_not_share_one(town: Town) -> None:
    first, second = ask(town["一郎"], copies=3), ask(town["洋子"], copies=2)
    assert isinstance(first, Case)
    assert isinstance(second, Case)
    asked(town["次郎"])
    worked(pay(first))
    worked(pay(second))
    numbers = [copy.number for copy in Copy.objects.order_by("serial")]
    assert len(numbers) == len(set(numbers)) == 6
    assert [copy.serial for copy in Copy.objects.order_by("serial")] == [1, 2, 3, 4, 5, 6]


def test_the_whole_household_stands_on_one_sheet(town: Town) -> None:
    (copy,) = copies(asked(town["洋子"], whose="household", items={"relation": True}))
    pdf = sealed_file(copy)
    assert isinstance(pdf, bytes)
    (page,) = page_texts(pdf)
    assert all(name in page for name in ("田中一郎", "田中洋子", "田中蓮", "世帯全員"))
    assert page.index("田中一郎") < page.index("田中洋子")


def test_the_notice_says_how_it_comes_and_is_no_disposition_against_the_person(town: Town) -> None:
    case = asked(town["一郎"], copies=2)
    notice = Notice.objects.get(case=case)
    assert (notice.channel, notice.is_disposition, notice.grants_less) == ("mailbox", False, False)
    text = str(notice.content)
    assert "710円" in text
    assert copies(case)[1].number in text


def test_the_queue_is_in_posting_order_and_posting_ends_the_case(town: Town) -> None:
    changed(town["次郎"], postal="4100001")
    late, early = asked(town["一郎"], copies=2), asked(town["次郎"])
    assert [copy.case_id for copy in print_queue("post")] == [early.pk, late.pk, late.pk]
    by = official()
    assert record_sent(case=late, account=by, now=timezone.now()) == late
    late.refresh_from_db()
    assert late.room == "closed"
    events = list(Event.objects.filter(case=late).order_by("seq").values_list("name", flat=True))
    assert events[-3:] == ["certificate.sent", "answer.delivered", "answer.closed"]
    assert record_sent(case=late, account=by, now=timezone.now()) == late
    assert Event.objects.filter(case=late, name="certificate.sent").count() == 1


def test_it_is_handed_over_at_the_counter_against_an_identity_paper_only(town: Town) -> None:
    case = asked(town["一郎"], delivery="pickup")
    refused = record_fetched(case=case, account=official(), papers=(), now=timezone.now())
    assert isinstance(refused, Refused)
    done = record_fetched(case=case, account=official("other"), papers=("national_card",), now=timezone.now())
    assert isinstance(done, Case)
    case.refresh_from_db()
    assert case.room == "closed"


def test_a_letter_on_paper_does_not_end_a_case_whose_certificate_waits_at_the_counter(town: Town) -> None:
    case = asked(town["一郎"], delivery="pickup", electronic_notice=False)
    assert Notice.objects.get(case=case).channel == "post"
    done = record_fetched(case=case, account=official(), papers=("national_card",), now=timezone.now())
    assert isinstance(done, Case)
    case.refresh_from_db()
    assert (case.room, case.reason_code) == ("answer", "")


def test_a_refusal_is_made_by_people_with_reasons_and_instruction(town: Town) -> None:
    Resident.objects.filter(pk="101").update(is_protected=True)
    case = asked(town["一郎"], whose="household")
    assert (case.room, case.waits_for) == ("approve", "approver")
    assert not Notice.objects.filter(case=case).exists()
    approve(case, official("chief", "chief", 3))
    record = DecisionRecord.objects.get(case=case)
    assert (record.result, [one["code"] for one in record.reasons]) == ("refused", ["main_counter"])
    notice = Notice.objects.get(case=case)
    assert (notice.is_disposition, notice.grants_less) == (True, True)
    assert notice.instruction["review_months"] == 3
    assert copies(case) == []
    assert "本町" not in str(record.reasons)


def test_an_exemption_is_judged_by_an_officer_and_then_free(town: Town) -> None:
    case = asked(town["一郎"], exemption="public_assistance")
    assert (case.waits_for, case.reason_code) == ("officer", "exemption")
    case = judge(case, "same", official())
    fee = DecisionRecord.objects.get(case=case).figures["fee"]
    assert fee == {"each": 0, "postage": 0, "total": 0, "exemption": "public_assistance"}
