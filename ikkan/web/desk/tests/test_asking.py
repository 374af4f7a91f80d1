"""A correction is asked only after a look at what the citizen will see, with a deadline that lies ahead."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.corridor import asking
from ikkan.people.models import Account
from ikkan.rooms.check.models import Request
from ikkan.store.models import OutboxRow
from ikkan.web.desk.tests.cast import doubtful
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db


def sent(day: date, **changes: object) -> dict[str, object]:
    whole = {"field": ["applicant.address"], "message": "番地を確かめてください", "due_year": day.year,
             "due_month": day.month, "due_day": day.day}  # fmt: skip
    return {**whole, **changes}


def door(client: Client, number: str) -> str:
    client.get(reverse("desk:case", args=[number]), follow=True)
    return reverse("desk:ask", args=[number])


def test_a_look_first_then_it_is_sent(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    url, due = door(officer, case.number), timezone.localdate() + timedelta(days=7)
    page = officer.post(url, sent(due, press="look")).content.decode()
    assert "まだ送っていません" in page
    assert "Check “" in page
    assert not Request.objects.exists()
    assert officer.post(url, sent(due, press="send")).status_code == 303
    request = Request.objects.get(case=case)
    assert (request.due_on, request.asked_by, request.message) == (due, town.officer, "番地を確かめてください")
    case.refresh_from_db()
    assert case.waits_for == "citizen"


def test_the_sentence_of_the_doubt_is_offered(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    page = officer.get(door(officer, case.number), {"field": "applicant.address"}).content.decode()
    assert "栄町１－１" in page


@pytest.mark.parametrize("wrong", [{"field": []}, {"field": ["evil"]}, {"message": ""}, {"due_month": "13"}])
def test_what_lacks_is_told_and_nothing_sent(town: Town, officer: Client, wrong: dict[str, object]) -> None:
    case = doubtful(town).case
    due = timezone.localdate() + timedelta(days=7)
    answer = officer.post(door(officer, case.number), sent(due, press="send", **wrong))
    assert answer.status_code == 422
    assert not Request.objects.exists()


def test_a_deadline_of_today_is_refused(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    assert officer.post(door(officer, case.number), sent(timezone.localdate(), press="send")).status_code == 422


def test_the_preview_is_what_the_citizen_reads_in_each_language(town: Town, officer: Client) -> None:
    case = doubtful(town).case
    url, due = door(officer, case.number), timezone.localdate() + timedelta(days=7)
    preview = officer.post(url, sent(due, press="look")).content.decode()
    officer.post(url, sent(due, press="send"))
    reader = signed_in(town.applicant)
    for code, why in (("ja", "を確かめて、直してください。"), ("easy", "<rt>たし</rt>"), ("en", "and correct it.")):
        seen = reader.get(reverse("citizen:answer", args=[case.number]), {"lang": code}).content.decode()
        assert why in preview
        assert why in seen, code


def test_the_citizen_is_told_by_mail_in_the_same_transaction(town: Town, officer: Client) -> None:
    Account.objects.filter(pk=town.applicant.pk).update(email="hanako@example.jp")
    case = doubtful(town).case
    url, due = door(officer, case.number), timezone.localdate() + timedelta(days=7)
    for _ in range(2):
        officer.post(url, sent(due, press="send"))
    mails = OutboxRow.objects.filter(channel="mail", key__startswith="mail:asked:request:")
    assert [mail.payload["to"] for mail in mails] == ["hanako@example.jp"]
    assert case.number in mails[0].payload["subject"]


def test_nothing_is_asked_when_the_mail_cannot_be_kept(
    town: Town, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise OSError("the outbox is full")

    case = doubtful(town).case
    url, due = door(officer, case.number), timezone.localdate() + timedelta(days=7)
    monkeypatch.setattr(asking, "announce_case", broken)
    with pytest.raises(OSError, match="outbox"):
        officer.post(url, sent(due, press="send"))
    assert not Request.objects.exists()
