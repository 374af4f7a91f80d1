"""Letters are printed once, posted with a record, and one that comes back puts its case before an officer."""

import pytest
from django.test import Client
from django.urls import reverse

from ikkan.ledger.models import Case
from ikkan.rooms.answer.models import Notice, PostingBatch
from ikkan.web.desk.tests.cast import passed
from ikkan.web.tests.cast import Town

pytestmark = pytest.mark.django_db


def on_paper(town: Town) -> Notice:
    """Return the letter of a certification, on paper."""
    case = passed(town)
    notice = Notice.objects.filter(case=case).order_by("pk")[0]
    Notice.objects.filter(pk=notice.pk).update(channel="post", available_at=None)
    return notice


def test_printed_posted_and_returned(town: Town, officer: Client) -> None:
    notice = on_paper(town)
    assert "発送を待つ通知 1通" in officer.get(reverse("desk:postings")).content.decode()
    assert officer.post(reverse("desk:make_print_file")).status_code == 303
    batch = PostingBatch.objects.get()
    assert officer.get(reverse("desk:print_file", args=[batch.pk])).content.startswith(b"%PDF")
    assert officer.post(reverse("desk:record_posting", args=[batch.pk])).status_code == 303
    page = officer.get(reverse("desk:postings"), {"q": notice.case.number[-3:]}).content.decode()
    assert str(notice.pk) in page
    officer.post(reverse("desk:letter_back"), {"notice": str(notice.pk), "why": "転居先不明"})
    case = Case.objects.get(pk=notice.case_id)
    assert (case.waits_for, case.reason_code) == ("officer", "letter_returned")


def test_nothing_is_printed_twice(town: Town, officer: Client) -> None:
    on_paper(town)
    officer.post(reverse("desk:make_print_file"))
    officer.post(reverse("desk:make_print_file"))
    assert PostingBatch.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_letter_that_is_not_there_does_not_come_back(town: Town, officer: Client, key: str) -> None:
    assert officer.post(reverse("desk:letter_back"), {"notice": key}).status_code == 303


def test_a_letter_with_a_sign_that_no_font_has_waits_for_its_printed_form(town: Town, officer: Client) -> None:
    notice = on_paper(town)
    content = {**notice.content, "title": "\ue000の通知"}
    Notice.objects.filter(pk=notice.pk).update(content=content, print_faults={"signs": ["\ue000"]})
    page = officer.get(reverse("desk:postings")).content.decode()
    assert "発送を待つ通知 0通" in page
    assert "U+E000" in page
    officer.post(reverse("desk:make_print_file"))
    assert not PostingBatch.objects.exists()
    address = reverse("desk:print_form", args=[notice.pk])
    assert officer.post(address, {"sign-0": ""}, follow=True).status_code == 200
    assert officer.post(address, {"sign-0": "高"}).status_code == 303
    assert officer.post(address, {"sign-0": "高"}).status_code == 404, "it is printable now"
    officer.post(reverse("desk:make_print_file"))
    assert PostingBatch.objects.get().notice_ids == [str(notice.pk)]


def test_a_stranger_gives_no_form(town: Town, stranger: Client) -> None:
    notice = on_paper(town)
    assert stranger.post(reverse("desk:print_form", args=[notice.pk]), {"sign-0": "高"}).status_code == 404
