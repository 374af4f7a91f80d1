"""The pages of the access log: for the duty privacy alone; each search is logged; a finding is judged with a note."""

import pytest
from django.test import Client

from ikkan.corridor.tests.access_cast import found_by_the_log
from ikkan.ledger.access_rows import AccessJudgement
from ikkan.people.models import Account
from ikkan.registers.models import Reading
from ikkan.web.desk.tests.cast import staff
from ikkan.web.tests.cast import make_citizen, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> Account:
    return staff("auditor", "auditor", ["privacy"])


@pytest.fixture
def finding() -> int:
    return found_by_the_log(staff("officer", "clerk", ["desk"]))


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_nobody_else_comes_in(finding: int) -> None:
    for account in (staff("desk", "deskclerk", ["desk", "operate"]), make_citizen("parent")):
        for address in ("/audit/?why=x", "/audit/log.csv?why=x", "/audit/findings/", f"/audit/findings/{finding}/"):
            assert signed_in(account).get(address).status_code == 404
    assert not Reading.objects.filter(fields=["access_log"]).exists()


def test_search_shows_and_logs(auditor: Account, finding: int) -> None:
    client = signed_in(auditor)
    text_of(client, "/audit/")
    text_of(client, "/audit/?lang=ja")
    assert not Reading.objects.filter(reader=auditor.pk).exists()
    page = text_of(client, "/audit/?why=苦情&person=100001")
    for words in ("192.0.2.7", "desk:register", "officer", "氏名", "なし", "児童福祉法24条3項"):
        assert words in page
    assert "100002" not in page
    logged = Reading.objects.get(reader=auditor.pk)
    assert (logged.resident, logged.channel, logged.function) == ("100001", "page", "audit:log")


@pytest.mark.parametrize("query", ["why=&officer=officer", "why=x&first=yesterday"])
def test_a_search_without_purpose_or_with_a_wrong_day_finds_nothing(auditor: Account, query: str) -> None:
    text_of(signed_in(auditor), f"/audit/?{query}", 422)
    assert not Reading.objects.exists()


def test_file_begins_with_the_mark_once(auditor: Account, finding: int) -> None:
    answer = signed_in(auditor).get("/audit/log.csv?why=x&officer=officer")
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert data.startswith(b"\xef\xbb\xbfat,")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.count(b"desk:register") == 2


def test_a_finding_is_judged(auditor: Account, finding: int) -> None:
    client, address = signed_in(auditor), f"/audit/findings/{finding}/"
    assert "課長に聞いた" in text_of(client, address)
    assert client.post(address, {"verdict": "work", "note": ""}).status_code == 422
    assert client.post(address, {"verdict": "work", "note": "当番"}).status_code == 303
    assert AccessJudgement.objects.filter(account=auditor, verdict="work").count() == 1
    assert "仕事のためだった" in text_of(client, "/audit/findings/?state=judged&rule=off_hours")
    assert f"findings/{finding}/" not in text_of(client, "/audit/findings/?state=open")
