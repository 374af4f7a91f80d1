"""The commands of care: exit codes, the same content as JSON, and the retry of what was not sent."""

import json

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from ikkan.cli.main import APP
from ikkan.store.models import OutboxRow
from ikkan.store.outbox import put_out

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(APP, arguments)
    return done.exit_code, done.output


def test_doctor_says_bad_by_its_exit_code_and_the_same_as_json() -> None:
    code, text = run("doctor")
    assert code == 1
    assert "だめ" in text
    assert "→ ikkan setup" in text
    code, told = run("doctor", "--json")
    assert code == 1
    findings = json.loads(told)["findings"]
    assert all(finding["name"] in text for finding in findings)


def test_check_of_the_settings() -> None:
    assert run("check") == (0, "The settings are fit.\n")


def test_outbox_is_listed_without_content_and_retried() -> None:
    put_out("mail:secret", "mail", {"to": "hanako@example.jp"}, at=timezone.now())
    OutboxRow.objects.update(failed_at=timezone.now(), attempts=8, error="TimeoutError: hanako@example.jp")
    code, said = run("outbox", "list")
    assert code == 0
    assert "TimeoutError" in said
    assert "hanako" not in said
    assert "secret" not in said
    assert "1 will be tried again" in run("outbox", "retry", str(OutboxRow.objects.get().pk))[1]
    assert OutboxRow.objects.get().failed_at is None


def test_retention_of_an_empty_town() -> None:
    assert run("retention", "run")[1].startswith("0 destroyed")


def test_units_are_printed_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ikkan:hunter2@db/ikkan")
    code, said = run("service", "install", "--dry-run")
    assert code == 0
    assert "ikkan-worker.service" in said
    assert "hunter2" not in said
