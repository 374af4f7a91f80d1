"""The demo's worker processes: the same command that a town runs, and waiting until they have nothing left to do."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.utils import timezone

from ikkan.cli.demo.filing import DemoFailed
from ikkan.cli.serve import WORKER
from ikkan.ledger.models import Case, Event, Leaf, Round
from ikkan.store.models import OutboxRow

POLL_SECONDS: Final = 0.1
MOST_SECONDS: Final = 600


@contextmanager
def workers(count: int = 1) -> Iterator[None]:
    """Run worker processes until the block ends; they finish the step that they are in."""
    # our own command line, no shell
    processes = [subprocess.Popen(WORKER, env=dict(os.environ)) for _ in range(count)]  # noqa: S603
    try:
        yield
        _wait_until_sealed()
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=30)


def wait_until_idle(after_each: Callable[[], None] = lambda: None) -> None:
    """Wait until no case, round or effect is due.

    Args:
        after_each: called while waiting, for a progress bar.

    Raises:
        DemoFailed: work is still due after ten minutes.
    """
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        now = timezone.now()
        due = Case.objects.filter(due_at__lte=now).exists() or Round.objects.filter(due_at__lte=now).exists()
        if not due and not OutboxRow.objects.filter(done_at=None, failed_at=None, due_at__lte=now).exists():
            return
        time.sleep(POLL_SECONDS)
        after_each()
    raise DemoFailed(f"The workers were not done after {MOST_SECONDS} s.")


def _wait_until_sealed() -> None:
    """Wait until the workers' next checkpoints cover every event."""
    until = time.monotonic() + MOST_SECONDS
    while Leaf.objects.count() < Event.objects.count() and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
