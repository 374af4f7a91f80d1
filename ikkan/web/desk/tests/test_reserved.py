"""A prepared request at the counter: scanned, looked at, paid, printed, handed over, and each obstacle told."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from ikkan.ledger.cash_rows import CashEntry, Way
from ikkan.ledger.models import Case, Event
from ikkan.people.models import CounterSession
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.tests.conftest import town
from ikkan.procedures.certificate.tests.factories import Person
from ikkan.registers.models import Resident
from ikkan.rooms.answer.seals import keys_folder
from ikkan.rooms.check.models import Finding, Verdict
from ikkan.web.desk.tests.certificate_cast import (
    counter_officer,
    key_of,
    opened,
    press,
    reserved,
    scanned,
    screen,
    worked,
)
from ikkan.web.tests.cast import signed_in

pytestmark = pytest.mark.django_db
Town = dict[str, Person]
__all__ = ["town"]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_scan_opens_the_prefilled_request_for_its_person(town: Town) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    client = signed_in(officer)
    answer = scanned(client, f"https://town.example/desk/reserved/{case.number.lower()}/")
    assert answer["Location"] == screen(case)
    assert CounterSession.objects.get(ended_at=None).resident == "100"
    page = text(client.get(screen(case), follow=True))
    assert "田中　一郎" in page
    assert "300円を受け取り、発行する" in page
    assert "運転免許証" in page


def test_papers_and_cash_by_one_press_and_it_is_printed_and_handed_over(town: Town) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    client = opened(officer, case)
    pressed = press(client, officer, case, "cash", papers="driving_licence", amount="300")
    assert pressed["Location"] == f"{screen(case)}?print=1"
    entry = CashEntry.objects.get(case=case)
    assert (entry.amount, entry.way, entry.actor) == (300, Way.COUNTER, officer.pk)
    waits = client.get(pressed["Location"])
    assert waits["Refresh"].startswith("2;")
    worked(case)
    ready = client.get(pressed["Location"])
    copy = Copy.objects.get(case=case)
    assert f"{screen(case)}papers/{copy.pk}" in text(ready)
    assert "data-once" in text(ready)
    pdf = client.get(f"{screen(case)}papers/{copy.pk}")
    assert pdf.content.startswith(b"%PDF")
    handed = press(client, officer, case, "handed")
    assert (handed.status_code, handed["Clear-Site-Data"]) == (303, '"cache", "storage"')
    told = Event.objects.get(case=case, name="certificate.handed_over")
    assert told.codes["papers"] == ["driving_licence"]
    assert not CounterSession.objects.filter(ended_at=None).exists()


def test_the_next_person_s_press_never_lands_in_the_last_one_s_request(town: Town) -> None:
    officer, first, second = counter_officer(), reserved(town["一郎"]), reserved(town["次郎"], "k2")
    client = opened(officer, first)
    old = key_of(officer)
    assert "いま応対している方がいます" in text(scanned(client, second.number))
    assert client.get(screen(second), follow=True).redirect_chain[-1][0] == "/desk/counter/"
    client.post("/desk/counter/next/", {"_counter": old})
    scanned(client, second.number)
    client.get(screen(second), follow=True)
    late = {"_counter": old, "press": "cash", "papers": "passport", "amount": "300"}
    assert client.post(screen(first), late).status_code == 409
    assert client.post(screen(second), late).status_code == 409
    assert client.post(screen(first), {**late, "_counter": key_of(officer)}).status_code == 409
    assert not Verdict.objects.exists()
    assert not CashEntry.objects.exists()


def test_the_address_alone_binds_nobody(town: Town) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    client = signed_in(officer)
    page = client.get(screen(case), follow=True)
    assert "この方の応対を始める" in text(page)
    assert "田中" not in text(page)
    assert not CounterSession.objects.exists()
    assert client.post(screen(case), {"press": "open"}).status_code == 303
    assert CounterSession.objects.get(ended_at=None).resident == "100"


def test_a_file_is_given_only_while_its_person_is_served(town: Town) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    client = opened(officer, case)
    press(client, officer, case, "cash", papers="passport", amount="300")
    worked(case)
    address = f"{screen(case)}papers/{Copy.objects.get(case=case).pk}"
    assert client.get(address).status_code == 200
    client.post("/desk/counter/next/", {"_counter": key_of(officer)})
    assert client.get(address).status_code == 303


@pytest.mark.parametrize(("papers", "amount", "told"), [
    (["health_insurance"], "300", "この書類だけでは本人確認が足りません"),
    ([], "300", "この書類だけでは本人確認が足りません"),
    (["passport"], "200", "手数料は300円です"),
])  # fmt: skip
def test_what_does_not_do_is_told_on_the_same_page(town: Town, papers: list[str], amount: str, told: str) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    client = opened(officer, case)
    answer = press(client, officer, case, "cash", papers=papers, amount=amount)
    assert answer.status_code == 422
    assert told in text(answer)
    assert not Copy.objects.exists()


def test_a_wrong_number_is_told(town: Town) -> None:
    client = signed_in(counter_officer())
    answer = scanned(client, "J-2026-999999")
    assert (answer.status_code, "この番号の請求はありません" in text(answer)) == (422, True)
    assert "受付番号を入力してください" in text(scanned(client, " "))
    assert not CounterSession.objects.exists()


def test_a_reservation_that_is_over_is_told(town: Town) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    Case.objects.filter(pk=case.pk).update(received_at=timezone.now() - timedelta(days=15))
    page = text(opened(officer, case).get(screen(case)))
    assert "もう一度請求してもらってください" in page
    assert "受け取り、発行する" not in page


def test_a_register_that_does_not_answer_is_told_and_looked_at_again(town: Town, settings: Settings) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    client = opened(officer, case)
    settings.IKKAN_LAYER = "lgwan"
    press(client, officer, case, "cash", papers="passport", amount="300")
    page = client.get(screen(case))
    assert "住民記録の返事待ち" in text(page)
    assert page["Refresh"].startswith("2;")


def test_a_missing_key_is_told(town: Town) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    client = opened(officer, case)
    for one in keys_folder().iterdir():
        one.unlink()
    press(client, officer, case, "cash", papers="passport", amount="300")
    worked(case)
    page = client.get(screen(case))
    assert "電子印の鍵がありません" in text(page)
    assert "Refresh" in page
    assert not page["Refresh"].startswith("2;")


def test_a_protected_person_is_told_of_nothing_but_that_it_goes_another_way(town: Town) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    Resident.objects.filter(pk="101").update(is_protected=True)
    named = [{"id": "p1", "name": {"family": "田中", "given": "洋子"}, "birth": "1987-03-03"}]
    other = reserved(town["一郎"], "k2", whose="some", persons=named)
    client = opened(officer, other)
    press(client, officer, other, "cash", papers="passport", amount="300")
    worked(other)
    page = text(client.get(screen(other)))
    assert "ここでは交付できません" in page
    assert "支援措置" not in page
    assert case.number not in page


def test_a_fee_is_waived_on_a_ground_with_what_was_seen(town: Town) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    client = opened(officer, case)
    faulty = press(client, officer, case, "exempt", papers="passport", ground="public_assistance", why="")
    assert "何で確かめたかを書いてください" in text(faulty)
    done = press(client, officer, case, "exempt", ground="public_assistance", why="受給証明書")
    assert done.status_code == 303
    assert CashEntry.objects.get(case=case).way == Way.EXEMPT


def test_who_may_not_take_money_records_the_papers_alone(town: Town) -> None:
    case, officer = reserved(town["一郎"]), counter_officer("uketsuke", "desk")
    client = opened(officer, case)
    assert "出納の担当者が受け取ります" in text(client.get(screen(case)))
    press(client, officer, case, "cash", papers="passport", amount="300")
    case.refresh_from_db()
    assert Verdict.objects.filter(case=case).count() == 1
    assert not CashEntry.objects.exists()
    assert case.waits_for == "payment"


def test_a_procedure_that_hands_nothing_over_has_no_screen(town: Town) -> None:
    client: Client = signed_in(counter_officer())
    assert client.get("/desk/reserved/H-1/").status_code == 404


def test_a_bare_judgement_never_stands_for_the_look_at_papers(town: Town) -> None:
    case, officer = reserved(town["一郎"]), counter_officer()
    client = opened(officer, case)
    page = text(client.get(f"/desk/cases/{case.number}/"))
    assert f'href="{screen(case)}"' in page
    assert "この判断にする" not in page
    finding = Finding.objects.get(case=case)
    posted = {"finding": finding.pk, "filing_version": 1, f"decision-{finding.pk}": "same"}
    told = text(client.post(f"/desk/cases/{case.number}/verdict/", posted, follow=True))
    assert "窓口の画面で、見た書類を記録してください" in told
    assert not Verdict.objects.exists()
