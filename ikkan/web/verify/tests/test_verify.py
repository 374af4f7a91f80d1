"""Anybody checks a paper of the town: its file, its printed code, and a person on it."""

import json
from dataclasses import dataclass
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from ikkan.papers.seals.code import Statement, make_code, person_digest
from ikkan.papers.seals.keys import KeyState, SealKey, current_key, end_key, make_practice_key, read_published_list
from ikkan.papers.seals.sealing import seal_pdf
from ikkan.papers.tests.samples import MADE_ON, letter
from ikkan.papers.typeset import paper_pdf
from ikkan.rooms.answer.seals import keys_folder, scannable, sealed_notice

NUMBER = "20261123 見本市 本庁1 001 1/1"
BIRTH = date(1992, 5, 3)


@dataclass(frozen=True)
class Sealed:
    """A paper of a town with a practice key."""

    key: SealKey
    pdf: bytes
    code: str


@pytest.fixture
def sealed(db: None) -> Sealed:
    call_command("createcachetable", verbosity=0)
    now = timezone.now()
    make_practice_key(keys_folder(), town="見本市", now=now, days=400)
    key = current_key(keys_folder(), now)
    assert key is not None
    pdf = seal_pdf(paper_pdf(letter(), made_on=MADE_ON), key, reason="証明", at=now)
    person = person_digest(NUMBER, "髙橋　花子", BIRTH)
    return Sealed(key, pdf, make_code(Statement(NUMBER, timezone.localdate(now), "222127", (person,)), key))


def given(pdf: bytes) -> str:
    file = SimpleUploadedFile("a.pdf", pdf, content_type="application/pdf")
    return Client().post("/verify/", {"paper": file}).content.decode()


def asked(sealed: Sealed, name: str, day: str = "3") -> str:
    typed = {"code": sealed.code, "name": name, "birth_year": "平成4", "birth_month": "5", "birth_day": day}
    return Client().post("/verify/", typed).content.decode()


def test_the_towns_paper_is_good_and_a_practice_key_says_test(sealed: Sealed) -> None:
    page = given(sealed.pdf)
    assert "市が出したままです" in page
    assert "TEST：練習用の鍵です" in page
    assert sealed.key.published.name in page


def test_a_changed_byte_is_told(sealed: Sealed) -> None:
    half = len(sealed.pdf) // 2
    page = given(sealed.pdf[:half] + bytes([sealed.pdf[half] ^ 1]) + sealed.pdf[half + 1 :])
    assert "変えられています" in page
    assert "市が出したままです" not in page


def test_a_paper_without_seal_and_a_file_that_is_none_are_told_apart(sealed: Sealed) -> None:
    assert "電子印がありません" in given(paper_pdf(letter(), made_on=MADE_ON))
    assert "PDFとして読めませんでした" in given(b"GIF89a")


def test_a_revoked_key_makes_its_papers_bad(sealed: Sealed) -> None:
    end_key(keys_folder(), sealed.key.published.name, KeyState.REVOKED, now=timezone.now(), why="盗まれた")
    assert "鍵は、市が無効にしました" in given(sealed.pdf)
    assert "鍵は、市が無効にしました" in Client().get("/verify/", {"c": sealed.code}).content.decode()


def test_the_printed_code_opens_the_page_with_its_verdict(sealed: Sealed) -> None:
    page = Client().get("/verify/", {"c": sealed.code}).content.decode()
    assert "市が印刷したものです" in page
    assert NUMBER in page
    assert "髙橋" not in page


@override_settings(IKKAN_BASE_URL="https://city.example.jp")
def test_the_scanned_address_leads_to_this_page_and_may_be_pasted_whole(sealed: Sealed) -> None:
    address = scannable(sealed.code)
    assert address == f"https://city.example.jp{reverse('verify:verify')}?c={sealed.code}"
    assert "市が印刷したものです" in Client().post("/verify/", {"code": address}).content.decode()
    assert "市が印刷したものです" in Client().get(address.removeprefix("https://city.example.jp")).content.decode()


def test_a_person_on_the_paper_agrees_in_any_form_and_another_does_not(sealed: Sealed) -> None:
    assert "市が印刷したとおりです" in asked(sealed, "高橋花子")
    assert "印刷した書類にいません" in asked(sealed, "高橋花代")
    assert "印刷した書類にいません" in asked(sealed, "髙橋 花子", day="4")


def test_a_forged_code_asks_no_person_and_a_stump_is_no_code(sealed: Sealed) -> None:
    head, body, signature = sealed.code.split(".")
    forged = Client().get("/verify/", {"c": ".".join((head, body, signature[::-1]))}).content.decode()
    assert "市が印刷したものです" not in forged
    assert 'name="name"' not in forged
    assert "コードとして読めませんでした" in Client().get("/verify/", {"c": sealed.code[:40]}).content.decode()


def test_nothing_given_and_a_day_that_does_not_exist_are_errors(sealed: Sealed) -> None:
    empty = Client().post("/verify/", {})
    assert empty.status_code == 422
    assert "<title>エラー：" in empty.content.decode()
    assert "31日" in asked(sealed, "高橋花子", day="32") or "日付" in asked(sealed, "高橋花子", day="32")


def test_the_key_list_is_public_and_holds_public_halves_only(sealed: Sealed) -> None:
    answer = Client().get("/.well-known/ikkan-keys.json")
    assert read_published_list(answer.content.decode()) == (sealed.key.published,)
    assert "PRIVATE" not in json.dumps(answer.json())


def test_a_town_without_a_key_hands_out_notices_as_they_are(db: None) -> None:
    assert sealed_notice(b"%PDF-1.7", case_number="H-1", now=timezone.now()) == b"%PDF-1.7"
