"""Whoever's account is recovered or gets a passkey is told by mail, without link or code; what is kept names it."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from ikkan.people import passkeys
from ikkan.people.kept import ways_kept_of
from ikkan.people.models import Account, CounterSession
from ikkan.people.recovery import open_recovery, use_recovery
from ikkan.people.tests.cast import NOW, citizen, posted, staff
from ikkan.store.models import OutboxRow

pytestmark = pytest.mark.django_db


def with_mail(language: str = "ja") -> Account:
    person = citizen()
    person.email, person.language, person.resident_number = "hanako@example.jp", language, "100001"
    person.save()
    return person


def mails() -> list[dict[str, Any]]:
    return [row.payload for row in OutboxRow.objects.filter(channel="mail").order_by("pk")]


def recovered(person: Account) -> str:
    officer = staff()
    posted(officer, "accounts")
    made = open_recovery(username=person.username, paper="passport", officer=officer, now=NOW)
    assert isinstance(made, tuple)
    assert isinstance(use_recovery(username=person.username, code=made[1], now=NOW), Account)
    return made[1]


def test_a_recovery_is_told_when_it_is_opened_and_when_it_is_used() -> None:
    code = recovered(with_mail())
    opened, used = mails()
    assert "窓口" in opened["subject"]
    assert "復旧が終わりました" in used["subject"]
    for mail in (opened, used):
        assert mail["to"] == "hanako@example.jp"
        assert code not in mail["body"]
        assert "http" not in mail["body"]


def test_nobody_without_an_address_is_written_to() -> None:
    recovered(citizen())
    assert mails() == []


def test_a_new_passkey_is_told_in_the_owners_language(monkeypatch: pytest.MonkeyPatch) -> None:
    person = with_mail("en")

    def kept(account: Account, credential: dict[str, Any], name: str) -> Authenticator:
        return Authenticator.objects.create(user=account, type="webauthn", data={"name": name, "credential": {}})

    monkeypatch.setattr(passkeys, "_checked", lambda _sent: {})
    monkeypatch.setattr(passkeys, "_keep", kept)
    passkeys.add_passkey(account=person, sent="{}", name="phone")
    assert [mail["subject"] for mail in mails()] == ["A passkey was added"]


def test_what_is_kept_names_passkeys_and_visits_and_holds_no_key() -> None:
    person = with_mail()
    recovered(person)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "電話", "credential": {"secret": "KEY"}})
    CounterSession.objects.create(officer=staff("other"), resident="100001", opened_at=NOW, touched_at=NOW)
    CounterSession.objects.create(officer=staff("third"), resident="100002", opened_at=NOW, touched_at=NOW)
    found = ways_kept_of(person)
    text = json.dumps(found, ensure_ascii=False)
    assert "電話" in text
    assert "KEY" not in text
    assert [len(found[key]) for key in ("passkeys", "recoveries", "counter_sessions")] == [1, 1, 1]  # type: ignore[arg-type]
