"""Notices in the mailbox, and the choice of electronic notices."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ikkan.api.tests.cast import Program, case_of, is_problem
from ikkan.kernel.reason import Reason
from ikkan.papers.paper import Issuer, Paper, Paragraph, Recipient
from ikkan.rooms.answer.models import ElectronicChoice, Notice
from ikkan.rooms.answer.notices import NoticeDraft, notice_of


def paper() -> Paper:
    return Paper(
        title="お知らせ", number="1", date_text="令和9年1月29日", issuer=Issuer("山田太郎", ("市長",)),
        recipient=Recipient("4250001", ("栄町1",), ("高橋 花子 様",)), blocks=(Paragraph("保留になりました。"),),
    )  # fmt: skip


@pytest.fixture
def notice(applicant: Program) -> Notice:
    case = case_of(applicant.filed())
    reason = Reason("points", "点数が届きませんでした", "The points did not suffice", article="条例6条")
    draft = NoticeDraft(
        kind="held", paper=paper(), is_disposition=False, edition="e" * 64, dated_on=timezone.localdate(),
        grants_less=True, reasons=(reason,),
    )  # fmt: skip
    made = notice_of(case, draft, channel="mailbox", now=timezone.now(), available=True)
    made.save()
    return made


def test_a_notice_is_listed_and_its_first_opening_is_recorded(applicant: Program, notice: Notice) -> None:
    listed = applicant.get("/notices").json()
    assert [one["id"] for one in listed] == [str(notice.pk)]
    assert listed[0]["first_opened_at"] is None
    opened = applicant.get(f"/notices/{notice.pk}").json()
    assert opened["content"]["title"] == "お知らせ"
    assert opened["reasons"] == [{"ja": "点数が届きませんでした", "en": "The points did not suffice"}]
    assert opened["digest"] == notice.digest
    again = applicant.get(f"/notices/{notice.pk}").json()
    assert again["first_opened_at"] == opened["first_opened_at"] is not None


def test_a_notice_is_read_as_pdf(applicant: Program, notice: Notice) -> None:
    answer = applicant.get(f"/notices/{notice.pk}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    notice.refresh_from_db()
    assert notice.downloaded_at
    assert notice.first_opened_at


def test_a_strangers_notice_is_not_there(stranger: Program, notice: Notice) -> None:
    assert stranger.get("/notices").json() == []
    assert is_problem(stranger.get(f"/notices/{notice.pk}"), 404)
    assert is_problem(stranger.get(f"/notices/{notice.pk}.pdf"), 404)
    notice.refresh_from_db()
    assert notice.first_opened_at is None


def test_a_notice_is_not_there_before_its_round_is_published(applicant: Program, notice: Notice, april: Any) -> None:
    Notice.objects.update(round=april)
    assert is_problem(applicant.get(f"/notices/{notice.pk}"), 404)
    type(april).objects.update(published_at=timezone.now() + timedelta(hours=1))
    assert applicant.get("/notices").json() == []
    type(april).objects.update(published_at=timezone.now())
    assert applicant.get(f"/notices/{notice.pk}").status_code == 200


def test_a_notice_on_paper_is_not_in_the_mailbox(applicant: Program, notice: Notice) -> None:
    Notice.objects.update(available_at=None, channel="post")
    assert applicant.get("/notices").json() == []


def test_electronic_notices_are_chosen_and_given_up(applicant: Program) -> None:
    assert applicant.put("/nursery/electronic-notices").json() == {"procedure": "nursery", "electronic": True}
    assert ElectronicChoice.objects.filter(account=applicant.account, withdrawn_at=None).count() == 1
    assert applicant.delete("/nursery/electronic-notices").json()["electronic"] is False
    assert not ElectronicChoice.objects.filter(withdrawn_at=None).exists()
    assert is_problem(applicant.put("/fishing/electronic-notices"), 404)
