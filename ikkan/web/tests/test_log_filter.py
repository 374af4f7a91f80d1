"""No log line tells who somebody is, whatever fails."""

import io
import logging
import pathlib
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client, override_settings

from ikkan.ledger.models import Room, WaitsFor
from ikkan.people.models import Account
from ikkan.web import log_filter

URLS = pytest.mark.urls("ikkan.web.tests.small_urls")
CANARIES = {
    "name": "高橋花子",
    "kana": "タカハシハナコ",
    "romaji": "Hanako Takahashi",
    "phone": "080-1234-5678",
    "plain_phone": "08012345678",
    "email": "hanako.t@example.jp",
    "my_number": "123456789018",
    "register_number": "000012345678903",
    "address": "静岡県焼津市本町1-2-3",
    "birth": "平成4年5月3日生",
    "password": "himitsu-no-kotoba",
    "username": "hanako1992",
}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Read what the handler of the settings would write to the terminal."""
    handlers = logging.getLogger().handlers
    handler = next(h for h in handlers if any(isinstance(f, log_filter.NoPersonalData) for f in h.filters))
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    root_level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    yield written
    logging.getLogger().setLevel(root_level)
    if before is not None:
        handler.setStream(before)


def _written(lines: io.StringIO) -> str:
    text = lines.getvalue()
    assert text, "nothing was logged, so this test proves nothing"
    return text


def _assert_no_canary(text: str) -> None:
    found = [kind for kind, canary in CANARIES.items() if canary in text or canary.split()[-1] in text]
    assert not found, text


@URLS
@pytest.mark.django_db
@pytest.mark.usefixtures("cache_table")
@override_settings(SECURE_SSL_REDIRECT=False)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/breaks/", 500),
        ("post", "/breaks/", 500),
        ("get", "/breaks/?twice=1", 500),
        ("get", "/breaks/{}/", 500),
        ("get", "/nothing/{}/", 404),
        ("get", "/refuses/", 403),
        ("get", "/unreadable/", 400),
        ("post", "/form/", 422),
        ("post", "/sign-in/login/", 422),
        ("post", "/sign-in/signup/", 422),
    ],
)
@pytest.mark.parametrize("kind", sorted(CANARIES))
def test_a_failing_request_logs_no_person(lines: io.StringIO, method: str, path: str, status: int, kind: str) -> None:
    client = Client(raise_request_exception=False)
    canary = CANARIES[kind]
    typed = dict.fromkeys(["name", "login", "password", "username", "email", "password1"], canary)
    answer = getattr(client, method)(path.format(canary), typed)
    assert answer.status_code == status
    logging.getLogger("test").warning("done")
    _assert_no_canary(_written(lines))


@URLS
@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=False)
@pytest.mark.parametrize("kind", sorted(CANARIES))
def test_a_forged_form_and_a_forged_host_log_no_person(lines: io.StringIO, kind: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    canary = CANARIES[kind].encode("utf-8").decode("latin-1")
    sent = {"referer": f"https://evil.example/?name={canary}", "user-agent": canary}
    forged = client.post(f"/form/?name={CANARIES[kind]}", {"name": CANARIES[kind]}, secure=True, headers=sent)
    assert forged.status_code == 403
    assert client.get("/", HTTP_HOST=f"{canary}.evil").status_code == 400
    _assert_no_canary(_written(lines))


@URLS
@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=False)
def test_a_failure_can_still_be_found(lines: io.StringIO) -> None:
    Client(raise_request_exception=False).get("/breaks/高橋花子/")
    text = _written(lines)
    assert "500 GET /breaks/<str:name>/" in text
    assert "builtins.ValueError (message withheld)" in text
    assert "small_urls.py" in text
    assert "in breaks" in text


@pytest.mark.parametrize("kind", sorted(CANARIES))
def test_our_own_lines_mask_what_they_are_given(lines: io.StringIO, kind: str) -> None:
    log = logging.getLogger("ikkan.test")
    canary = CANARIES[kind]
    log.error("Could not read %s", canary)
    log.error("Could not read %(who)s", {"who": canary})
    log.error("Could not read %r of %d", [canary], 3)
    log.error("Wrong form: %d", canary)
    log.error(f"Could not read '{canary}'")
    log.error("Could not read", extra={"who": canary}, stack_info=True)
    log.error("Could not read %s", ValueError(canary))
    log.error("Could not read %s", pathlib.Path(canary))
    if canary.isdigit():
        log.error("Could not read %s", int(canary))
        log.error(f"Could not read {canary}")
    _assert_no_canary(_written(lines))


def test_harmless_words_pass(lines: io.StringIO) -> None:
    account = Account(username="x")
    log = logging.getLogger("ikkan.test")
    log.error("Case %s waits in %s after %s", "H-482-917-356", "check", "intake.received")
    log.error("Took %.1f s for %d cases of %s: %s", 2.5, 1500, account.pk, ValueError("秘密"))
    text = _written(lines)
    assert "Case H-482-917-356 waits in check after intake.received" in text
    assert f"Took 2.5 s for 1500 cases of {account.pk}: ValueError" in text


def test_a_day_of_birth_is_masked_and_a_moment_is_not(lines: io.StringIO) -> None:
    log = logging.getLogger("ikkan.test")
    log.error("%s", date(1992, 5, 3))
    log.error("born 1992-05-03")
    log.error("at %s", datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    text = _written(lines)
    assert "1992" not in text
    assert "at 2026-11-23 09:30:00" in text


def test_a_value_cannot_forge_a_second_line(lines: io.StringIO) -> None:
    logging.getLogger("ikkan.test").error("one\nERROR root two")
    assert len(_written(lines).splitlines()) == 1


def test_the_words_written_out_are_the_ledgers() -> None:
    assert set(Room.values) == log_filter._ROOMS
    assert set(WaitsFor.values) == log_filter._WAITS
