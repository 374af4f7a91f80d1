"""Mailbox, who saw my data, what is held, closing the account."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ikkan.kernel.reader import Reader
from ikkan.ledger.models import Case
from ikkan.papers.paper import Facts, Heading, Issuer, Paper, Paragraph, Recipient
from ikkan.people.models import Account
from ikkan.registers.selectors import read_resident
from ikkan.rooms.answer.choices import has_chosen_electronic
from ikkan.rooms.answer.models import Notice
from ikkan.web.tests.cast import Town


@pytest.fixture
def notice(case: Case) -> Notice:
    now = timezone.now()
    blocks = (Paragraph("決まりました", "lead"), Heading("内容"), Facts((("園", "みなと保育園"),)))
    paper = Paper(
        "お知らせ",
        case.number,
        "令和8年11月23日",
        Issuer("市長"),
        Recipient("4250027", ("栄町",), ("髙橋 様",)),
        blocks,
    )
    return Notice.objects.create(
        case=case, kind="certified", title=paper.title, is_disposition=True, content=paper.as_json(),
        instruction={"case": "mayor", "ja": ["審査請求"], "en": ["review"], "review_months": 3}, digest="0" * 64,
        edition="x", channel="mailbox", dated_on=now.date(), made_at=now, available_at=now - timedelta(minutes=1),
    )  # fmt: skip


def test_notice_is_opened_and_downloaded_apart(town: Town, notice: Notice, client: Client) -> None:
    assert "未読" in client.get("/mailbox/").content.decode()
    words = client.get(f"/notices/{notice.pk}/").content.decode()
    assert "みなと保育園" in words
    notice.refresh_from_db()
    assert notice.first_opened_at is not None
    assert notice.downloaded_at is None
    opened = notice.first_opened_at
    assert client.get(f"/notices/{notice.pk}/pdf/").content.startswith(b"%PDF")
    client.get(f"/notices/{notice.pk}/")
    notice.refresh_from_db()
    assert notice.downloaded_at is not None
    assert notice.first_opened_at == opened


def test_unpublished_notice_and_strangers_notice_do_not_exist(
    town: Town, notice: Notice, client: Client, stranger: Client
) -> None:
    assert stranger.get(f"/notices/{notice.pk}/").status_code == 404
    Notice.objects.filter(pk=notice.pk).update(available_at=timezone.now() + timedelta(days=1))
    assert client.get(f"/notices/{notice.pk}/").status_code == 404
    assert client.get(f"/notices/{notice.pk}/pdf/").status_code == 404
    assert f"/notices/{notice.pk}/" not in client.get("/mailbox/").content.decode()


def test_review_is_possible_after_a_decision_and_says_until_when(town: Town, notice: Notice, client: Client) -> None:
    url = f"/cases/{notice.case.number}/petition/"
    assert "まで）" in client.get(url).content.decode()
    assert client.post(url, {"kind": "review", "text": "見直してほしい"}).status_code == 303


def test_choice_of_mailbox_is_given_and_withdrawn(town: Town, client: Client) -> None:
    client.post("/mailbox/electronic/nursery/", {"wanted": "yes"})
    assert has_chosen_electronic(town.applicant, "nursery")
    client.post("/mailbox/electronic/nursery/", {"wanted": "no"})
    assert not has_chosen_electronic(town.applicant, "nursery")


def test_every_look_is_shown_with_office_purpose_and_ground(town: Town, case: Case, client: Client) -> None:
    reader = Reader(who=str(town.officer.pk), why="審査", case=case.number, ground="児童福祉法24条3項")
    read_resident("100001", reader=reader, fields=("birth", "town"), now=timezone.now())
    words = client.get("/my/who-saw/").content.decode()
    assert "子育て支援課 係員" in words
    assert "生年月日、住所" in words
    assert "自動" in words
    only = client.get("/my/who-saw/", {"kind": "person"})
    assert only.context["table"].count == 1
    given = client.get("/my/who-saw.csv", {"kind": "person"}).content.decode("utf-8-sig")
    assert given.count("\n") == 2
    assert "児童福祉法24条3項" in given


def test_a_stranger_sees_none_of_it(town: Town, case: Case, stranger: Client) -> None:
    assert stranger.get("/my/who-saw/").context["table"].count == 0


def test_formula_in_a_cell_is_written_as_text(town: Town, client: Client) -> None:
    reader = Reader(who="", why="=1+1", ground="x")
    read_resident("100001", reader=reader, fields=("birth",), now=timezone.now())
    assert "'=1+1" in client.get("/my/who-saw.csv").content.decode("utf-8-sig")


def test_export_holds_the_case_and_is_recorded(town: Town, case: Case, client: Client) -> None:
    found = json.loads(client.post("/my/data/export/").content)
    assert case.number in json.dumps(found)
    assert case.events.filter(name="ledger.disclosed").exists()
    assert client.get("/my/data/export/").status_code == 405


def test_register_is_read_only_when_asked_for(town: Town, client: Client) -> None:
    from ikkan.registers.models import Reading

    assert "タカハシ" not in client.get("/my/data/").content.decode()
    assert not Reading.objects.exists()
    assert "タカハシ" in client.post("/my/data/").content.decode()
    assert Reading.objects.filter(resident="100001").count() == 1


def test_account_is_closed_and_the_filed_case_stays(town: Town, case: Case, client: Client) -> None:
    assert "続きます" in client.get("/my/account/delete/").content.decode()
    assert client.post("/my/account/delete/", {}).status_code == 422
    assert client.post("/my/account/delete/", {"sure": "yes"}).status_code == 303
    assert not Account.objects.filter(pk=town.applicant.pk).exists()
    case.refresh_from_db()
    assert case.applicant is None
