"""Bad input is refused in words, and never breaks the server."""

from typing import Any

import pytest
from django.test import Client

from ikkan.api.tests.cast import AT, Program, is_problem

DRAFTS = "/nursery/drafts"


def send(program: Program, body: bytes, content_type: str = "application/json", **headers: str) -> Any:
    given = {"Authorization": f"Bearer {program.text}", "Idempotency-Key": "bad"} | headers
    return program.client.post(AT + DRAFTS, body, content_type=content_type, headers=given)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b'{"answers": NaN}',
        b'{"answers": {"a": 1' + b"0" * 5000 + b"}}",
        b"[" * 200_000,
        b'{"answers":' * 5_000 + b"1" + b"}" * 5_000,
    ],
)
def test_what_is_no_usable_json_is_refused(applicant: Program, body: bytes) -> None:
    answer = send(applicant, body)
    assert answer.status_code in (400, 422)
    assert is_problem(answer, answer.status_code)


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "a\\udfffb"])
def test_text_that_no_database_keeps_is_named_with_its_place(applicant: Program, text: str) -> None:
    answer = send(applicant, b'{"answers": {"applicant": {"phone": "' + text.encode() + b'"}}}')
    assert is_problem(answer, 422, "value_not_allowed")
    assert answer.json()["faults"][0]["path"] == "answers.applicant.phone"


def test_such_a_text_as_a_name_is_refused_too(applicant: Program) -> None:
    assert is_problem(send(applicant, b'{"answers": {"\\u0000": 1}}'), 422, "value_not_allowed")


def test_a_number_without_bounds_is_refused(applicant: Program) -> None:
    assert is_problem(send(applicant, b'{"answers": {"a": 1e999}}'), 422, "value_not_allowed")


def test_a_name_of_a_million_characters_is_a_fault_of_the_form(applicant: Program) -> None:
    made = applicant.post(DRAFTS, {"answers": {"applicant": {"name": {"family": "a" * 1_000_000}}}})
    assert made.status_code == 201
    assert "applicant.name.family" in {fault["path"] for fault in made.json()["faults"]}


def test_a_body_larger_than_the_server_reads_is_refused(applicant: Program) -> None:
    assert is_problem(send(applicant, b'"' + b"a" * (6 * 1024 * 1024) + b'"'), 413, "body_too_large")


def test_another_media_type_is_refused(applicant: Program) -> None:
    assert is_problem(send(applicant, b"a=1", "application/x-www-form-urlencoded"), 415, "media_type")
    assert is_problem(send(applicant, b"<a/>", "text/xml"), 415)


def test_a_broken_multipart_body_is_refused(applicant: Program) -> None:
    draft = applicant.post(DRAFTS, {"answers": {}}).json()["id"]
    headers = {"Authorization": f"Bearer {applicant.text}", "Idempotency-Key": "broken"}
    answer = applicant.client.post(
        f"{AT}{DRAFTS}/{draft}/attachments", b"--x", content_type="multipart/form-data", headers=headers
    )
    assert is_problem(answer, 400, "unreadable")


def test_another_verb_is_refused_with_those_that_are_offered(applicant: Program) -> None:
    answer = applicant.call("PATCH", "/cases")
    assert is_problem(answer, 405, "wrong_verb")
    assert answer["Allow"] == "GET"


def test_an_address_that_there_is_not(applicant: Program) -> None:
    assert is_problem(applicant.get("/nothing/here"), 404)
    assert is_problem(applicant.get("/cases/%00"), 400, "character_not_allowed")
    assert is_problem(applicant.get(f"/cases/{'x' * 500}"), 422)


def test_unknown_and_missing_values_are_told_with_their_path(applicant: Program) -> None:
    answer = applicant.put(f"{DRAFTS}/00000000-0000-0000-0000-000000000000", {"version": "x"})
    assert is_problem(answer, 422, "faults")
    assert {fault["path"] for fault in answer.json()["faults"]} == {"version", "answers"}


def test_a_problem_speaks_the_language_asked_for(april: Any) -> None:
    client = Client()
    japanese = client.get(f"{AT}/cases").json()
    english = client.get(f"{AT}/cases", headers={"Accept-Language": "fr, en-GB;q=0.8, ja;q=0.1"})
    assert japanese["title"] == "サインインが必要です"
    assert english.json()["title"] == "Sign-in is needed"
    assert english["Content-Language"] == "en"
    assert english.json()["ja"] == japanese["ja"]


def test_a_fault_of_ours_is_a_problem_without_any_word_of_the_inside(
    applicant: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("ikkan.api.cases.own_cases", broken)
    answer = applicant.get("/cases")
    assert is_problem(answer, 500, "failed")
    assert "secret" not in answer.content.decode()
