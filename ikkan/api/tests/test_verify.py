"""Anybody checks a paper of the town by a program: its file, its printed code, and a person on it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ikkan.api.tests.cast import AT, is_problem
from ikkan.papers.seals.code import Statement, make_code, person_digest
from ikkan.papers.seals.keys import KeyState, SealKey, current_key, end_key, make_practice_key
from ikkan.papers.seals.sealing import seal_pdf
from ikkan.papers.tests.samples import MADE_ON, letter
from ikkan.papers.typeset import paper_pdf
from ikkan.rooms.answer import seals
from ikkan.rooms.answer.seals import keys_folder

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
    cache.clear()
    now = timezone.now()
    make_practice_key(keys_folder(), town="見本市", now=now, days=400)
    key = current_key(keys_folder(), now)
    assert key is not None
    person = person_digest(NUMBER, "髙橋　花子", BIRTH)
    code = make_code(Statement(NUMBER, timezone.localdate(now), "222127", (person,)), key)
    return Sealed(key, seal_pdf(paper_pdf(letter(), made_on=MADE_ON), key, reason="証明", at=now), code)


def ask(paper: bytes | None = None, **sent: str) -> Any:
    files = {} if paper is None else {"paper": SimpleUploadedFile("a.pdf", paper, content_type="application/pdf")}
    return Client().post(f"{AT}/verify", {**sent, **files})


def test_the_towns_paper_is_good_and_names_its_key(sealed: Sealed) -> None:
    told = ask(paper=sealed.pdf).json()
    assert told["code"] is None
    assert told["seal"]["state"] == "good"
    assert told["seal"]["title"] == "この書類は市が出したままです"
    assert told["seal"]["key"] == {
        "name": sealed.key.published.name, "holder": sealed.key.published.holder, "state": "good", "is_test": True,
    }  # fmt: skip
    assert told["seal"]["at"]


def test_a_changed_byte_a_missing_seal_and_no_pdf_are_told_apart(sealed: Sealed) -> None:
    half = len(sealed.pdf) // 2
    changed = sealed.pdf[:half] + bytes([sealed.pdf[half] ^ 1]) + sealed.pdf[half + 1 :]
    assert ask(paper=changed).json()["seal"]["state"] == "changed"
    assert ask(paper=paper_pdf(letter(), made_on=MADE_ON)).json()["seal"]["state"] == "unsealed"
    assert ask(paper=b"GIF89a").json()["seal"]["state"] == "unreadable"


def test_a_file_too_large_for_a_paper_is_not_read(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "LARGEST", len(sealed.pdf) - 1)
    assert ask(paper=sealed.pdf).json()["seal"]["state"] == "unreadable"


def test_a_printed_code_tells_its_paper_and_no_name(sealed: Sealed) -> None:
    answer = ask(code=sealed.code)
    told = answer.json()["code"]
    assert (told["state"], told["number"], told["persons"]) == ("good", NUMBER, 1)
    assert told["made_on"] == timezone.localdate().isoformat()
    assert told["person"] is None
    assert "橋" not in answer.content.decode()


def test_a_person_agrees_in_any_form_of_the_characters_and_another_does_not(sealed: Sealed) -> None:
    def agrees(name: str, birth: str) -> bool:
        found: bool = ask(code=sealed.code, name=name, birth=birth).json()["code"]["person"]["agrees"]
        return found

    assert agrees("高橋花子", "1992-05-03")
    assert not agrees("高橋花代", "1992-05-03")
    assert not agrees("高橋花子", "1992-05-04")


def test_a_forged_code_states_nothing_and_asks_about_nobody(sealed: Sealed) -> None:
    head, body, signature = sealed.code.split(".")
    forged = ask(code=".".join((head, body, signature[::-1])), name="高橋花子", birth="1992-05-03").json()["code"]
    assert forged["state"] == "wrong"
    assert forged["number"] is None
    assert forged["person"] is None
    assert ask(code=sealed.code[:40]).json()["code"]["state"] == "unreadable"


def test_a_revoked_key_makes_paper_and_code_bad(sealed: Sealed) -> None:
    end_key(keys_folder(), sealed.key.published.name, KeyState.REVOKED, now=timezone.now(), why="盗まれた")
    told = ask(paper=sealed.pdf, code=sealed.code).json()
    assert (told["seal"]["state"], told["code"]["state"]) == ("key_revoked", "key_revoked")
    assert told["seal"]["key"]["state"] == "revoked"


def test_what_cannot_be_checked_is_refused_with_its_reason(sealed: Sealed) -> None:
    assert is_problem(ask(), 422, "nothing_given")
    assert is_problem(ask(code=sealed.code, name="高橋花子"), 422, "incomplete")
    assert is_problem(ask(paper=sealed.pdf, name="高橋花子", birth="1992-05-03"), 422, "incomplete")
    assert is_problem(ask(code=sealed.code, name="高橋花子", birth="1992-13-01"), 422)
    assert is_problem(ask(code=sealed.code, name="\x00", birth="1992-05-03"), 422, "character_not_allowed")


def test_texts_follow_accept_language(sealed: Sealed) -> None:
    asked = {"code": sealed.code}
    english = Client().post(f"{AT}/verify", asked, headers={"Accept-Language": "en"}).json()["code"]
    assert english["title"].isascii()


def test_nobody_tries_out_names_by_thousands(sealed: Sealed, settings: Any) -> None:
    settings.IKKAN_API_THROTTLE = {"verify": {"ip": (2, 600)}}
    for _ in range(2):
        assert ask(code=sealed.code, name="高橋花代", birth="1992-05-03").status_code == 200
    answer = ask(code=sealed.code, name="高橋花子", birth="1992-05-03")
    assert is_problem(answer, 429, "too_many_requests")
