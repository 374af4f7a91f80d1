"""The town of the kill test, as a process that is told line by line what to do: ``["prepare"]`` answers in JSON.

Workers are forked from it, so that fifty of them do not each read the whole of Ikkan anew.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikkan.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402
from tiny_round import MONTH  # noqa: E402

from ikkan.corridor import publishing, worker  # noqa: E402
from ikkan.corridor.filing import file_application  # noqa: E402
from ikkan.corridor.rounds import close_round, decide_round, open_round, propose_round  # noqa: E402
from ikkan.corridor.scheduling import ask_publication  # noqa: E402
from ikkan.kernel.json_value import JsonObject  # noqa: E402
from ikkan.ledger.checkpoints import seal_new_events, verify_checkpoints  # noqa: E402
from ikkan.ledger.models import Case, Event, Leaf, Round  # noqa: E402
from ikkan.ledger.verification import verify_chains  # noqa: E402
from ikkan.people.models import Account, Office, Posting, Rank  # noqa: E402
from ikkan.rooms.answer.models import Notice  # noqa: E402
from ikkan.rooms.approve.replying import reply  # noqa: E402
from ikkan.rooms.decide.models import DecisionRecord  # noqa: E402
from ikkan.store import outbox  # noqa: E402
from ikkan.store.blobs import keep_blob  # noqa: E402
from ikkan.store.models import OutboxRow  # noqa: E402
from ikkan.store.outbox import put_out  # noqa: E402

# a killed worker's leases must run out within the test, and its work must have many places to die in
worker.LEASE = outbox.LEASE = timedelta(seconds=0.4)
worker.CLAIM = 8
worker.POLL_SECONDS = 0.02
worker.SEAL_EVERY = timedelta(seconds=0.1)
publishing.prepare_notices.__kwdefaults__["most"] = 5
publishing.deliver_notices.__kwdefaults__["most"] = 5
SEATS = ((1, "grants", "section_chief"), (2, "grants", "department_head"), (2, "finance", "section_chief"))


def prepare() -> None:
    """Make the database and open a round."""
    call_command("migrate", verbosity=0)
    now = timezone.now()
    officer = Account.objects.create_user("officer", kind="staff")
    open_round(
        procedure="tiny_round", kind="first", title="回", month=MONTH, opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1), answers_on=MONTH, account=officer, now=now,
    )  # fmt: skip


def file_some(start: int, count: int) -> None:
    """File cases of both kinds, each with an effect to send."""
    for n in range(start, start + count):
        _file("tiny" if n % 2 else "tiny_round", n)


def _file(procedure: str, n: int) -> None:
    applicant = Account.objects.create_user(f"applicant{n}")
    answers = {
        "name": f"申請者{n}", "address": "焼津市 1", "amount": 500 if n % 3 else 99_000, "on": "2026-10-05",
        "electronic_notice": True,
    }  # fmt: skip
    now = timezone.now()
    with transaction.atomic():
        case = file_application(
            procedure=procedure, answers=answers, key="k", channel="web", now=now, applicant=applicant
        )
        assert isinstance(case, Case), case
        put_out(f"receipt:{case.number}", "test", {"case": case.number}, at=now)


def is_checked() -> bool:
    """Whether every case of the round waits at its door."""
    return not Case.objects.filter(procedure="tiny_round").exclude(room="decide", waits_for="round").exists()


def approve_round() -> None:
    """Take the round through decision, approval and the order to publish."""
    now = timezone.now()
    round_ = Round.objects.get()
    officer = Account.objects.get(username="officer")
    close_round(round_=round_, account=officer, why="試験", now=now)
    decide_round(round_=round_, account=officer, now=now)
    proposal = propose_round(round_=round_, account=officer, due_on=None, now=now)
    for step, office, rank in SEATS:
        approver = Account.objects.create_user(f"{office}{rank}{step}", kind="staff")
        Posting.objects.create(
            account=approver, starts_on="2024-04-01",
            office=Office.objects.get_or_create(code=office, defaults={"name_ja": office, "name_en": office})[0],
            rank=Rank.objects.get_or_create(code=rank, defaults={"name_ja": rank, "name_en": rank, "level": 1})[0],
        )  # fmt: skip
        proposal = reply(
            proposal=proposal, account=approver, verdict="approve", comment="", fingerprint=proposal.fingerprint,
            now=now,
        )  # fmt: skip


def order_publication() -> bool:
    """Set the hour of publication to now; False while notices are still being made."""
    round_ = Round.objects.get()
    now = timezone.now()
    ordered = ask_publication(round_=round_, account=Account.objects.get(username="officer"), at=now, now=now)
    return isinstance(ordered, Round)


def shown_results() -> tuple[bool, int]:
    """Return whether the round is published, and how many of its notices its applicants can see, at one moment."""
    with transaction.atomic():
        round_ = Round.objects.get()
        return round_.published_at is not None, Notice.objects.filter(round=round_).exclude(available_at=None).count()


def is_finished() -> bool:
    """Whether nothing is left to do."""
    open_cases = Case.objects.exclude(room="closed").exists()
    return not open_cases and Round.objects.get().room == "closed" and not unsent()


def unsent() -> int:
    """Return the number of effects not carried out."""
    return OutboxRow.objects.filter(done_at=None).count()


def check_all(cases: int) -> None:
    """Assert that every case was finished exactly once, and that the ledger holds."""
    assert Case.objects.filter(room="closed").count() == cases
    for name in ("intake.received", "check.passed", "answer.delivered", "answer.closed"):
        once = Event.objects.filter(name=name, case__isnull=False).values("case").annotate(n=Count("pk"))
        assert {row["n"] for row in once} == {1}, name
        assert len(once) == cases, name
    assert Notice.objects.count() == cases
    assert Notice.objects.values("case").distinct().count() == cases
    assert not Notice.objects.filter(available_at=None).exists()
    assert DecisionRecord.objects.filter(voided_at=None).count() == cases
    assert not Event.objects.filter(name="check.given_up").exists()
    published = Event.objects.filter(name="answer.published")
    assert published.count() == 1
    seal_new_events(now=timezone.now())
    assert Leaf.objects.count() == Event.objects.count()
    assert verify_chains() == []
    assert verify_checkpoints() == []


def spawn() -> int:
    """Fork a worker and return its process id."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    # the town's pipes are the town's: a worker that outlives it must not keep them open
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    worker.Worker({"test": send}).run()
    os._exit(1)


def send(key: str, payload: JsonObject) -> None:
    """Carry out an effect whose receiver knows the key: doing it again changes nothing."""
    keep_blob(f"{key} {payload['case']}".encode(), at=timezone.now())


if __name__ == "__main__":
    import signal

    # killed workers need no burial
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(globals()[name](*arguments)) + "\n")
        sys.stdout.flush()
