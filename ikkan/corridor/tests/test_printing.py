"""A letter that cannot be printed as it is written stops for an officer; nothing is printed with a gap."""

import pytest

from ikkan.corridor.posting import make_print_file, record_posting, unprintable
from ikkan.corridor.tests.conftest import NOW, filed
from ikkan.corridor.walk import walk
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Event
from ikkan.ledger.verification import verify_chain
from ikkan.papers.paper import Paper
from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice, PostingBatch
from ikkan.rooms.answer.printing import give_print_form, print_faults, printed_paper

pytestmark = pytest.mark.django_db
ENDLESS = ["静岡県焼津市栄町一丁目二番地三号みなとハイツ東館南棟"] * 40


def letter(applicant: Account, *, name: str = "高橋 花子") -> Notice:
    """Walk a grant on paper to its letter."""
    case = filed(applicant, name=name)
    while walk(case.pk, now=NOW):
        pass
    return Notice.objects.get(case=case)


def give(notice: Notice, account: Account, *address: str, **signs: str) -> Notice | Refused:
    written = {"\ue000": signs["sign"]} if signs else {}
    return give_print_form(notice=notice, signs=written, address=address, account=account, now=NOW)


def code_of(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def test_a_name_that_no_font_can_draw_waits_and_the_others_go(
    applicant: Account, stranger: Account, officer: Account
) -> None:
    odd, fine = letter(applicant, name="\ue000橋 花子"), letter(stranger)
    assert odd.print_faults == {"signs": ["\ue000"]}
    batch = make_print_file(now=NOW)
    assert isinstance(batch, PostingBatch)
    assert batch.notice_ids == [str(fine.pk)]
    assert code_of(make_print_file(now=NOW)) == "not_printable"
    assert [one.pk for one in unprintable()] == [odd.pk]
    assert code_of(give(odd, officer)) == "sign_missing"
    assert code_of(give(odd, officer, sign="\ue001")) == "not_printable"
    assert isinstance(give(odd, officer, sign="髙"), Notice)
    odd.refresh_from_db()
    assert printed_paper(odd).recipient.name_lines == ("髙橋 花子 様",)
    assert Paper.from_json(odd.content).recipient.name_lines == ("\ue000橋 花子 様",), "the notice is as it was"
    second = make_print_file(now=NOW)
    assert isinstance(second, PostingBatch)
    assert second.notice_ids == [str(odd.pk)]
    record_posting(batch=second, account=officer, now=NOW)
    assert Case.objects.get(pk=odd.case_id).room == "closed"
    assert code_of(give(Notice.objects.get(pk=odd.pk), officer, sign="高")) == "already_posted"


def test_an_address_too_long_for_the_window_waits(applicant: Account, officer: Account) -> None:
    long = letter(applicant)
    long.content = {**long.content, "recipient": {**long.content["recipient"], "address_lines": ENDLESS}}
    long.print_faults = print_faults(Paper.from_json(long.content))
    assert long.print_faults == {"address": True}
    long.save()
    assert code_of(make_print_file(now=NOW)) == "not_printable"
    assert code_of(give(long, officer, *ENDLESS)) == "not_printable"
    assert isinstance(give(long, officer, "静岡県焼津市栄町一丁目2-3", "みなとハイツ101"), Notice)
    assert isinstance(make_print_file(now=NOW), PostingBatch)


def test_the_form_is_recorded_in_the_officers_name(applicant: Account, officer: Account) -> None:
    odd = letter(applicant, name="\ue000橋 花子")
    give(odd, officer, sign="高")
    event = Event.objects.filter(case=odd.case_id).latest("seq")
    assert (event.name, event.actor, event.codes["print_form"]) == ("answer.made", officer.pk, True)
    assert "高" not in str(event.codes)
    assert verify_chain(Case.objects.get(pk=odd.case_id)) == []


def test_a_letter_in_the_mailbox_is_text_and_needs_no_font(applicant: Account) -> None:
    case = filed(applicant, name="\ue000橋 花子", electronic_notice=True)
    while walk(case.pk, now=NOW):
        pass
    notice = Notice.objects.get(case=case)
    assert (notice.channel, notice.print_faults) == ("mailbox", {})
    assert Paper.from_json(notice.content).recipient.name_lines == ("\ue000橋 花子 様",)
