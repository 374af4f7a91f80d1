"""Durable steps: single cases, each in its own transaction, and a whole round by set statements."""

from __future__ import annotations

import secrets
import time
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.figures import Figure, Sheet, repeat
from ikkan.ledger.models import Case, Round
from ikkan.ledger.steps import LONG_AGO, CaseState, NewEvent, record_step, record_steps
from ikkan.store.claims import claim

SINGLE_TARGET = 1_000
ROUND_TARGET = 20_000
CLAIM = 50
BATCH = 1_000
LEASE = timedelta(seconds=60)


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Measure durable steps on the database that the home names."""
    single, round_size, times = (500, 2_000, 2) if quick else (3_000, 8_000, 7)
    engine = "SQLite, synchronous=FULL" if connection.vendor == "sqlite" else "PostgreSQL, synchronous_commit=on"
    note = f"{single} cases, claimed and read by {CLAIM}, one transaction a step, one process; {engine}"
    rates = repeat(times, lambda: _walk_singly(single))
    sheet.add(Figure(f"durable single steps ({connection.vendor})", "steps/s", rates, SINGLE_TARGET, note))
    rounds = [_walk_together(round_size) for _ in range(times)]
    note = f"read by query and written by set statements of {BATCH}, a transaction a batch; {engine}"
    name = f"a round of {round_size:,} advanced ({connection.vendor})"
    sheet.add(Figure(name, "steps/s", tuple(whole for whole, _ in rounds), ROUND_TARGET, note))
    sheet.add(Figure("— of it the ledger's writing alone", "steps/s", tuple(writing for _, writing in rounds)))


def _open_cases(count: int) -> Round:
    """Close whatever stands open and open a round with this many cases that are due."""
    now = timezone.now()
    Case.objects.filter(due_at__isnull=False).update(due_at=None)
    round_ = Round.objects.create(
        number=secrets.token_hex(8), procedure="bench", kind=secrets.token_hex(8), title="", month=date(2027, 4, 1),
        opens_at=now, closes_at=now + LEASE, answers_on=date(2027, 2, 1), lease_until=LONG_AGO,
    )  # fmt: skip
    Case.objects.bulk_create(
        [
            Case(
                number=secrets.token_hex(8), procedure="bench", room="check", form_version="1", due_at=now,
                reference_day=date(2027, 4, 1), received_at=now, entered_at=now, lease_until=LONG_AGO, round=round_,
            )
            for _ in range(count)
        ],
        batch_size=500,
    )  # fmt: skip
    return round_


def _walk_singly(count: int) -> float:
    """Claim due cases by fifty, take each one step on, as a worker does; return steps a second."""
    _open_cases(count)
    started, done = time.perf_counter(), 0
    while True:
        now = timezone.now()
        due = Case.objects.filter(due_at__lte=now).order_by("-priority", "due_at")
        keys = claim(due, now=now, lease=LEASE, most=CLAIM)
        if not keys:
            break
        for case in Case.objects.filter(pk__in=keys):
            with transaction.atomic():
                record_step(case, [NewEvent("check.passed")], CaseState("decide", "round"), now=now)
            done += 1
    return _rate(count, done, time.perf_counter() - started)


def _walk_together(count: int) -> tuple[float, float]:
    """Take a whole round one step on in batches, as the publication of results does.

    Returns:
        steps a second with the reading of the cases, and of the writing alone.
    """
    round_ = _open_cases(count)
    started, writing, done = time.perf_counter(), 0.0, 0
    while cases := list(Case.objects.filter(round=round_, room="check").order_by("pk")[:BATCH]):
        events = [[NewEvent("answer.delivered", codes={"notices": [case.number]})] for case in cases]
        states = [CaseState("answer", "delivery")] * len(cases)
        began = time.perf_counter()
        with transaction.atomic():
            record_steps(cases, events, states, now=timezone.now())
        writing += time.perf_counter() - began
        done += len(cases)
    passed = time.perf_counter() - started
    return _rate(count, done, passed), _rate(count, done, writing)


def _rate(count: int, done: int, passed: float) -> float:
    if done != count:
        raise RuntimeError(f"{done} of {count} cases were walked: the measurement is worth nothing.")
    return count / passed
