"""Requests that an officer enters: third parties, public bodies, letters; judged, and refused by the route."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.tests.conftest import town
from ikkan.procedures.certificate.tests.factories import Person, approve, copies, official
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.check.models import Finding
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.selectors import current_filing
from ikkan.web.desk.tests.certificate_cast import counter_officer, paid, worked
from ikkan.web.tests.cast import signed_in

pytestmark = pytest.mark.django_db
Town = dict[str, Person]
__all__ = ["town"]
ENTER = "/desk/enter/certificate/"
BANK = {
    "requester": "third_party", "channel": "paper", "organisation": "モデル銀行", "name": "鈴木　実",
    "kana": "すずき みのる",
    "birth_year": "昭和55", "birth_month": "2", "birth_day": "3", "postal": "100-0001",
    "address": "東京都千代田区1-1",
    "whose": "some", "name_0": "田中 一郎", "kana_0": "タナカ イチロウ", "birth_0_year": "1985", "birth_0_month": "5",
    "birth_0_day": "5", "form": "person", "copies": "１", "purpose": "other", "delivery": "post", "exemption": "",
    "why": "貸付金の債権を保全するため\n（契約 第12号）", "evidence": "金銭消費貸借契約書の写し",
    "papers": ["employee_card", "bank_card"],
}  # fmt: skip
BODY = {**BANK, "requester": "public_body", "organisation": "モデル税務署", "birth_year": "", "birth_month": "",
        "birth_day": "", "why": "国税徴収法141条", "evidence": "公文書 第5号", "papers": []}  # fmt: skip


@pytest.fixture
def client(town: Town) -> Client:
    return signed_in(counter_officer())


def send(client: Client, form: dict[str, Any], key: str = "one", **changes: object) -> Any:
    return client.post(ENTER, {**form, "_key": key, "press": "file", **changes})


def entered(client: Client, form: dict[str, Any]) -> Case:
    answer = send(client, form)
    assert answer.status_code == 303, answer.context["error_list"]
    return worked(Case.objects.get(number=answer["Location"].rstrip("/").rpartition("/")[2]))


def judge(client: Client, case: Case, decision: str, note: str) -> Any:
    # the first look logs the reading, and leads back
    client.get(reverse("desk:case", args=[case.number]))
    finding = Finding.objects.get(case=case, state=Finding.State.OPEN)
    posted = {"finding": finding.pk, "filing_version": 1, f"decision-{finding.pk}": decision, "note": note}
    return client.post(reverse("desk:verdict", args=[case.number]), posted, follow=True)


def test_a_third_party_is_judged_paid_and_sent_to_where_it_asked(town: Town, client: Client) -> None:
    case = entered(client, BANK)
    assert (case.channel, case.waits_for, case.reason_code) == ("paper", "officer", "third_party")
    answers: JsonObject = current_filing(case).answers
    assert answers["applicant"] == {
        "name": {"family": "鈴木", "given": "実"}, "kana": {"family": "スズキ", "given": "ミノル"},
        "birth": "1980-02-03",
    }  # fmt: skip
    page = client.get(reverse("desk:case", args=[case.number]), follow=True).content.decode()
    assert "第三者請求の判断" in page
    assert "貸付金の債権を保全するため" in page
    judge(client, case, "same", "契約書の写しで債権を確かめた")
    case = worked(paid(worked(case)))
    (copy,) = copies(case)
    assert (copy.postal, copy.address, copy.name) == ("1000001", "東京都千代田区1-1", "モデル銀行")


def test_turned_down_with_a_reason_it_goes_up_and_is_refused_with_instruction(town: Town, client: Client) -> None:
    case = entered(client, BANK)
    assert "認めない理由を書いてください" in judge(client, case, "refuse", "").content.decode()
    judge(client, case, "refuse", "契約書に債務者の署名がない")
    case = worked(case)
    assert case.room == "approve"
    case = approve(case, official("chief", "chief", 3))
    assert [one["code"] for one in DecisionRecord.objects.get(case=case).reasons] == ["reason_not_shown"]
    paper = str(Notice.objects.get(case=case).content)
    assert "不服があるとき（教示）" in paper
    assert "東京都千代田区1-1" in paper
    assert copies(case) == []


def test_a_public_body_needs_no_birth_and_pays_nothing(town: Town, client: Client) -> None:
    case = entered(client, BODY)
    assert case.reason_code == "public_body"
    judge(client, case, "same", "職員証と公文書を確かめた")
    assert len(copies(worked(case))) == 1


def test_a_letter_with_copies_of_papers_waits_for_its_fee_alone(town: Town, client: Client) -> None:
    own = {**BANK, "requester": "own", "organisation": "", "name": "田中　一郎", "kana": "タナカ　イチロウ",
           "birth_year": "1985", "birth_month": "5", "birth_day": "5", "whose": "household", "form": "household",
           "papers": ["driving_licence"], "postal": "", "address": "", "why": "", "evidence": ""}  # fmt: skip
    case = entered(client, own)
    assert (case.waits_for, Finding.objects.filter(case=case).exists()) == ("payment", False)
    case = worked(paid(case))
    (copy,) = copies(case)
    assert copy.address.startswith("静岡県モデル市")


def test_the_same_page_sent_twice_is_one_request(town: Town, client: Client) -> None:
    first, second = send(client, BANK), send(client, BANK)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(("changes", "anchor"), [
    ({"why": "", "evidence": ""}, "#id_why"),
    ({"name": ""}, "#id_name"),
    ({"kana": "漢字"}, "#id_kana"),
    ({"birth_month": "13"}, "#id_birth_year"),
    ({"whose": "household"}, "#id_whose_0"),
    ({"name_0": ""}, "#id_name_0"),
    ({"copies": "百"}, "#id_copies"),
    ({"copies": "99"}, "#id_copies"),
    ({"postal": "12"}, "#id_postal"),
    ({"address": ""}, "#id_address"),
])  # fmt: skip
def test_a_fault_is_told_at_its_box_and_nothing_is_filed(
    town: Town, client: Client, changes: dict[str, Any], anchor: str
) -> None:
    answer = send(client, BANK, **changes)
    assert answer.status_code == 422
    assert anchor in [one for one, _words in answer.context["error_list"]]
    assert f'id="{anchor[1:]}' in answer.content.decode()
    assert not Case.objects.exists()


def test_what_was_not_chosen_is_asked_for(town: Town, client: Client) -> None:
    answer = client.post(ENTER, {"press": "file", "_key": "k"})
    told = [one for one, _words in answer.context["error_list"]]
    assert told[:4] == ["#id_requester_0", "#id_channel_0", "#id_name", "#id_birth_year"]


def test_one_more_person_keeps_what_was_typed(town: Town, client: Client) -> None:
    page = client.post(ENTER, {**BANK, "press": "more"}).content.decode()
    assert 'name="name_1"' in page
    assert "田中 一郎" in page
    assert "モデル銀行" in page


def test_a_procedure_without_such_a_form_has_no_page(town: Town, client: Client) -> None:
    assert client.get("/desk/enter/nursery/").status_code == 404
