"""A small town for the tests of backup and restore: run as a program, it fills the instance of its environment."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CASES = 12
TOWN = "222127"


@dataclass(frozen=True)
class Town:
    """An instance of its own: a home, and the database of a URL or the SQLite in the home."""

    home: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("IKKAN_", "DATABASE_"))}
        own = {"IKKAN_HOME": str(self.home), "IKKAN_TOWN": TOWN, "DATABASE_URL": self.url, "IKKAN_HTTPS": "0"}
        return {**kept, **own, "DJANGO_SETTINGS_MODULE": "ikkan.config.settings", "PYTHONPATH": str(ROOT)}

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run ``ikkan`` in this town."""
        return self._python(["-m", "ikkan.cli", *arguments], more)

    def say(self, *arguments: str) -> str:
        """Run ``ikkan``, which must succeed, and return what it says."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def verified(self) -> dict[str, Any]:
        """Return the verdict of ``ikkan verify``."""
        content = json.loads(self.run("verify", "--json").stdout)
        assert isinstance(content, dict)
        return content

    def do(self, code: str) -> str:
        """Run a piece of Python in this town."""
        done = self._python(["-c", f"import django; django.setup()\n{code}"], {})
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fill(self) -> "Town":
        """Set the town up and let some cases walk."""
        self.say("setup", "--name", "みほん市")
        done = self._python([str(Path(__file__))], {})
        assert done.returncode == 0, done.stderr
        return self

    def _python(self, arguments: Sequence[str], more: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], env={**self.environment, **more}, cwd=ROOT, capture_output=True, text=True,
            check=False, timeout=240,
        )  # fmt: skip


def fill() -> None:
    """Write cases with events, bodies, files, waiting mail and signed checkpoints."""
    from django.db import transaction

    from ikkan.ledger.checkpoints import seal_new_events
    from ikkan.ledger.models import Case, Document
    from ikkan.ledger.steps import LONG_AGO, CaseState, NewEvent, record_step
    from ikkan.store.blobs import keep_blob
    from ikkan.store.outbox import put_out

    now = datetime.now(UTC) - timedelta(minutes=1)
    for number in range(CASES):
        case = Case.objects.create(
            number=f"H-{number:06d}", procedure="nursery", lease_until=LONG_AGO, form_version="1",
            reference_day=date(2027, 4, 1), received_at=now, entered_at=now,
        )  # fmt: skip
        for seq in range(3):
            event = NewEvent("intake.received", codes={"seq": seq}, body={"name": f"合成 {number}"})
            with transaction.atomic():
                record_step(case, [event], CaseState("check", "officer", "look"), now=now)
            case.refresh_from_db()
        sha256 = keep_blob(f"証明書 {number}".encode() * 50, at=now)
        Document.objects.create(
            case=case, kind="work_certificate", name="証明書.pdf", content_type="application/pdf", size=1,
            sha256=sha256, created_at=now,
        )  # fmt: skip
        put_out(f"mail:{number}", "mail", {"to": "a@example.jp", "subject": "s", "body": "b"}, at=now)
        seal_new_events(now=now)


if __name__ == "__main__":
    import django

    django.setup()
    fill()
