"""A certificate asked for, shown for and handed over by the API alone."""

import base64
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from ikkan.api.tests.cast import Program
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.tests.factories import Person, answers_of, official, people, set_up, worked

pytestmark = pytest.mark.django_db
OFFICER = ("desk:read", "desk:write", "post:read", "post:write")
CITIZEN = ("certificate:read", "certificate:file")


@pytest.fixture
def town(db: None, home: Path, settings: Settings) -> dict[str, Person]:
    settings.IKKAN_JPKI_TRUST = str(home / "trust")
    settings.IKKAN_JPKI_TEST = True
    settings.IKKAN_PRODUCTION = False
    set_up(home)
    return people()


def signed(program: Program, person: Person, **changes: object) -> dict[str, Any]:
    """Let the API say what to sign, and sign it by the person's card."""
    wish = {"answers": answers_of(person, **changes), "request": "a-request", "asked_on": str(timezone.localdate())}
    told = program.post("/certificate/statements", wish)
    assert told.status_code == 201, told.content.decode()
    words = base64.b64decode(told.json()["words"])
    return {
        **wish,
        "signature": base64.b64encode(person.card.sign(words)).decode(),
        "certificate": base64.b64encode(person.card.certificate).decode(),
    }


def test_a_signed_request_is_filed_issued_queued_and_sent(town: dict[str, Person]) -> None:
    one = town["一郎"]
    program = Program(one.account, CITIZEN)
    body = signed(program, one)
    answer = program.post("/certificate/requests", body)
    assert answer.status_code == 201, answer.content.decode()
    number = answer.json()["number"]
    assert program.post("/certificate/requests", body).json()["number"] == number
    assert Case.objects.count() == 1
    worked(Case.objects.get())
    desk = Program(official(), OFFICER)
    (copy,) = desk.get("/certificate/queue/post").json()["copies"]
    assert (copy["case"], copy["is_made"], copy["name"]) == (number, True, "田中　一郎")
    assert desk.post(f"/certificate/requests/{number}/sent").json()["room"] == "closed"
    assert desk.get("/certificate/queue/post").json()["copies"] == []


def test_a_changed_answer_is_refused_with_the_cause(town: dict[str, Person]) -> None:
    one = town["一郎"]
    program = Program(one.account, CITIZEN)
    body = signed(program, one)
    body["answers"] = {**body["answers"], "copies": 2}
    answer = program.post("/certificate/requests", body)
    assert answer.status_code >= 400
    assert "broken_signature" in answer.content.decode()


def test_words_that_are_no_base64_are_a_fault(town: dict[str, Person]) -> None:
    one = town["一郎"]
    program = Program(one.account, CITIZEN)
    answer = program.post("/certificate/requests", signed(program, one) | {"signature": "＊＊＊"})
    assert answer.status_code in {400, 409, 422}


def test_a_citizen_opens_no_door_of_the_office(town: dict[str, Person]) -> None:
    program = Program(town["一郎"].account, CITIZEN)
    assert program.get("/certificate/queue/post").status_code == 403
    assert program.post("/certificate/requests/J-1/identity", {"papers": ["passport"]}).status_code == 403


def test_an_unknown_number_is_not_found(town: dict[str, Person]) -> None:
    desk = Program(official(), OFFICER)
    assert desk.post("/certificate/requests/J-000-000-000/fetched", {"papers": ["passport"]}).status_code == 404


def test_an_officer_s_program_enters_a_third_party_s_request(town: dict[str, Person]) -> None:
    asked_for, by = town["一郎"].resident, Program(official(), OFFICER)
    person = {
        "id": "p1", "name": {"family": asked_for.family_name, "given": asked_for.given_name},
        "kana": {"family": asked_for.family_kana, "given": asked_for.given_kana}, "birth": str(asked_for.birth),
    }  # fmt: skip
    entered = {
        "requester": "third_party", "organisation": "モデル銀行", "why": "債権の保全", "evidence": "契約書の写し",
        "papers": ["passport"], "postal": "1000001", "address": "東京都千代田区1-1",
    }  # fmt: skip
    answers = answers_of(town["次郎"], whose="some", persons=[person], official=entered)
    body = {"answers": answers, "channel": "paper", "request": "letter-0001"}
    answer = by.post("/certificate/entered", body)
    assert answer.status_code == 201, answer.content.decode()
    assert by.post("/certificate/entered", body).json()["number"] == answer.json()["number"]
    case = worked(Case.objects.get())
    assert (case.channel, case.reason_code) == ("paper", "third_party")
    assert by.post("/certificate/copies/again").json() == {"copies": 0}
