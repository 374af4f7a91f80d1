"""The doctor finds what was planted, and says nothing bad of what is well."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from ikkan.corridor.health import doctor, outside
from ikkan.corridor.health.doctor import examine, report, worst
from ikkan.corridor.health.finding import Finding, State
from ikkan.corridor.health.notes import BACKUP, DRILL, VERIFIED, write_note
from ikkan.corridor.health.outbox import dead_letters, retry_effects
from ikkan.ledger.checkpoints import seal_new_events
from ikkan.ledger.models import Case, Event, TownMark
from ikkan.ledger.steps import LONG_AGO, CaseState, NewEvent, record_step
from ikkan.ports.health import PortHealth
from ikkan.store.models import OutboxRow
from ikkan.store.outbox import put_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def well(home: Path, settings: Settings, now: datetime) -> Case:
    """A town in which nothing is bad."""
    keys = home / "keys"
    keys.mkdir(mode=0o700)
    (keys / "secret.key").touch(mode=0o600)
    TownMark.objects.create(code=settings.IKKAN_TOWN, name="みほん市", marked_at=now)
    case = Case.objects.create(
        number="H-000001", procedure="nursery", lease_until=LONG_AGO, form_version="1",
        reference_day=date(2027, 4, 1), received_at=now, entered_at=now,
    )  # fmt: skip
    with transaction.atomic():
        record_step(case, [NewEvent("intake.received", body={"a": "b"})], CaseState("check", "officer"), now=now)
    seal_new_events(now=now)
    for name in (BACKUP, DRILL, VERIFIED):
        write_note(name, {"ok": True, "folder": "/backup/x", "seconds": 1}, now=now)
    return case


def found(now: datetime) -> dict[str, Finding]:
    return {finding.code: finding for finding in examine(now=now)}


def bad(now: datetime) -> set[str]:
    return {finding.code for finding in examine(now=now) if finding.state is State.BAD}


def test_a_town_that_is_well(well: Case, now: datetime) -> None:
    assert bad(now) == set()


def test_key_that_others_can_read(well: Case, home: Path, now: datetime) -> None:
    (home / "keys" / "secret.key").chmod(0o644)
    assert bad(now) == {"keys.mode"}
    assert found(now)["keys.mode"].do == f"chmod 600 {home / 'keys' / 'secret.key'}"


def test_missing_keys(well: Case, home: Path, now: datetime) -> None:
    for key in (home / "keys").iterdir():
        key.unlink()
    assert bad(now) == {"keys.secret", "keys.ledger"}
    assert not (home / "keys" / "ledger.pem").exists(), "looking must not make a new key"


def test_another_ledger_key(well: Case, home: Path, now: datetime) -> None:
    (home / "keys" / "ledger.pem").unlink()
    seal_new_events(now=now)
    assert bad(now) == {"keys.ledger"}


def test_dead_letter_is_found_and_tried_again(well: Case, now: datetime) -> None:
    put_out("mail:1", "mail", {"to": "hanako@example.jp"}, at=now)
    fault = "SMTPRecipientsRefused: {'hanako@example.jp': 550}"
    OutboxRow.objects.update(failed_at=now, attempts=8, error=fault)
    assert bad(now) == {"outbox.failed"}
    assert found(now)["outbox.failed"].do == "ikkan outbox retry"
    assert [(letter.channel, letter.fault) for letter in dead_letters()] == [("mail", "SMTPRecipientsRefused")]
    assert retry_effects(now=now) == 1
    assert bad(now) == set()
    assert OutboxRow.objects.get().attempts == 0


def test_expired_lease(well: Case, now: datetime) -> None:
    late = now - timedelta(minutes=30)
    Case.objects.update(due_at=late, lease_until=late)
    assert bad(now) == {"queue.stuck", "queue.due"}
    assert found(now)["queue.due"].since == late


def test_altered_event(well: Case, now: datetime) -> None:
    with connection.cursor() as cursor:
        on_table = "" if connection.vendor == "sqlite" else " ON ledger_event"
        cursor.execute(f"DROP TRIGGER ledger_event_no_update{on_table}")
    Event.objects.update(codes={"room": "answer"})
    assert bad(now) == {"record.chains"}
    assert "H-000001" in found(now)["record.chains"].said


def test_worker_that_seals_nothing(well: Case, now: datetime) -> None:
    with transaction.atomic():
        record_step(well, [NewEvent("check.passed")], CaseState("check", "officer"), now=now - timedelta(minutes=5))
    assert bad(now) == {"worker"}


def test_event_of_the_future_shows_a_wrong_clock(well: Case, now: datetime) -> None:
    assert "clock" in bad(now - timedelta(hours=1))


def test_old_and_faulty_backup(well: Case, now: datetime) -> None:
    write_note(BACKUP, {"folder": "/backup/x", "faults": 0}, now=now - timedelta(days=2))
    assert found(now)["backup.last"].state is State.ATTENTION
    write_note(BACKUP, {"folder": "/backup/x", "faults": 0}, now=now - timedelta(days=8))
    write_note(DRILL, {"folder": "/backup/x", "ok": False}, now=now)
    write_note(VERIFIED, {"ok": False}, now=now)
    assert bad(now) == {"backup.last", "backup.drill", "record.verified"}


def test_database_of_another_town(well: Case, settings: Settings, now: datetime) -> None:
    settings.IKKAN_TOWN = "142051"
    assert bad(now) == {"town"}


def test_port_that_does_not_work(well: Case, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    class Down:
        def check_config(self) -> PortHealth:
            return PortHealth("mail", is_real=True, is_ok=False, said="メールサーバーに届きません")

    monkeypatch.setattr(outside, "ports", lambda: (Down(),))
    assert bad(now) == {"port.mail"}


def test_fake_port_is_told_loudly_in_production(well: Case, settings: Settings, now: datetime) -> None:
    settings.IKKAN_PRODUCTION = True
    assert found(now)["port.arrears"].is_fake
    assert found(now)["port.arrears"].state is State.ATTENTION
    # the HTTPS of the settings is off in tests
    assert "settings.ikkan.E010" in bad(now)


def test_a_town_whose_printed_codes_lead_nowhere_is_told(well: Case, settings: Settings, now: datetime) -> None:
    settings.IKKAN_PRODUCTION = True
    assert found(now)["settings.base_url"].state is State.ATTENTION
    settings.IKKAN_BASE_URL = "https://ikkan.city.example.jp"
    assert "settings.base_url" not in found(now)


def test_styles_must_be_gathered_in_production(well: Case, settings: Settings, home: Path, now: datetime) -> None:
    settings.IKKAN_PRODUCTION = True
    settings.STATIC_ROOT = home / "static"
    assert "static" in bad(now)
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").touch()
    assert "static" not in bad(now)


def test_a_look_that_fails_hides_no_other(well: Case, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_now: datetime) -> list[Finding]:
        raise RuntimeError("broken")

    monkeypatch.setattr(doctor, "LOOKS", (("first", broken), *doctor.LOOKS))
    assert bad(now) == {"first.failed"}
    assert len(found(now)) > 15


def test_state_is_told_since_it_began(well: Case, home: Path, now: datetime) -> None:
    found(now)
    later = now + timedelta(seconds=3)
    (home / "keys" / "secret.key").chmod(0o644)
    assert found(later)["keys.mode"].since == later
    latest = now + timedelta(seconds=4)
    assert found(latest)["keys.mode"].since == later
    assert found(latest)["keys.secret"].since == now


def test_report_says_the_worst(well: Case, now: datetime) -> None:
    findings = examine(now=now)
    told = report(findings, now=now)
    assert told["state"] == worst(findings).value == "attention"
