"""The worker: claims due cases and rounds by a lease, walks them, sends effects, seals checkpoints."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from ikkan.corridor.publishing import walk_round
from ikkan.corridor.upkeep import keep_up
from ikkan.corridor.walk import walk, walk_together
from ikkan.ledger.access_sealing import seal_readings
from ikkan.ledger.checkpoints import seal_new_events
from ikkan.ledger.models import Case, Round
from ikkan.ledger.steps import LONG_AGO, CaseState, NewEvent, Stale, record_step
from ikkan.store.claims import claim
from ikkan.store.outbox import Send, send_due

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
CLAIM = 50
GIVE_UP_AFTER = 8
POLL_SECONDS = 0.25
# effects of one bout: few, so that one slow kind (papers to be sealed) is shared by all workers
BOUT = 8
SEAL_EVERY = timedelta(seconds=5)


@dataclass
class Worker:
    """One worker; any number of them may run, on any machine that shares the database.

    Args:
        senders: port of each channel of the outbox.
        stop: set it to let the worker end after the step it is in.
    """

    senders: Mapping[str, Send]
    stop: threading.Event = field(default_factory=threading.Event)
    sealed_at: datetime = LONG_AGO
    stepped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Work until told to stop; a slow effect (a mail server, a large file) never holds up a case."""
        effects = threading.Thread(target=self._run_effects, name="effects")
        effects.start()
        self._repeat(self._walk_and_seal, self.stop.wait)
        effects.join()

    def work_once(self) -> int:
        """Do what is due now and return how many steps were taken."""
        return self._unless_away(self._walk_and_seal) + self._unless_away(self._send)

    def _run_effects(self) -> None:
        try:
            self._repeat(self._send, self._wait_for_steps)
        finally:
            connection.close()

    def _repeat(self, bout: Callable[[], int], rest: Callable[[float], object]) -> None:
        while not self.stop.is_set():
            if not self._unless_away(bout):
                rest(POLL_SECONDS)

    def _wait_for_steps(self, seconds: float) -> None:
        """Rest, but not when a case was walked: its effects are due then."""
        self.stepped.wait(seconds)
        self.stepped.clear()

    def _unless_away(self, bout: Callable[[], int]) -> int:
        try:
            return bout()
        except (OperationalError, InterfaceError) as fault:
            # the database was busy or away: what was claimed comes back when its lease runs out
            log.warning("The database did not answer (%s); trying again.", type(fault).__name__)
            connection.close_if_unusable_or_obsolete()
            self.stop.wait(POLL_SECONDS)
            return 0

    def _walk_and_seal(self) -> int:
        steps = self._walk_cases() + self._walk_rounds()
        now = timezone.now()
        if now - self.sealed_at >= SEAL_EVERY:
            seal_new_events(now=now)
            self.sealed_at = now
        if steps:
            self.stepped.set()
        return steps

    def _send(self) -> int:
        sent = send_due(self.senders, now=timezone.now(), most=BOUT)
        # upkeep here: a long sweep never holds up a case, and is no step of one
        keep_up(now=timezone.now())
        seal_readings(now=timezone.now())
        return sent

    def work_until_idle(self, after_each: Callable[[], None] = lambda: None) -> int:
        """Work until nothing is due.

        Args:
            after_each: called after each bout of work, for a progress bar.

        Returns:
            How many steps were taken.
        """
        total = 0
        while not self.stop.is_set():
            steps = self.work_once()
            if not steps:
                return total
            total += steps
            after_each()
        return total

    def _walk_cases(self) -> int:
        now = timezone.now()
        due = Case.objects.filter(due_at__lte=now).order_by("-priority", "due_at")
        claimed = claim(due, now=now, lease=LEASE, most=CLAIM)
        try:
            walk_together(claimed)
        except (OperationalError, InterfaceError):
            raise
        # one case moved meanwhile or its room failed: each walks alone, so that this one stops no other
        except Exception as fault:  # noqa: BLE001
            log.info("A set of %d cases walks case by case: %s", len(claimed), type(fault).__name__)
            return self._walk_one_by_one(claimed)
        return len(claimed)

    def _walk_one_by_one(self, case_ids: Sequence[int]) -> int:
        steps = 0
        for case_id in case_ids:
            if self.stop.is_set():
                break
            steps += _walk_on(case_id)
        return steps

    def _walk_rounds(self) -> int:
        now = timezone.now()
        due = Round.objects.filter(due_at__lte=now).order_by("due_at")
        steps = 0
        for round_id in claim(due, now=now, lease=LEASE, most=1):
            steps += self._walk_round_on(round_id)
        return steps

    def _walk_round_on(self, round_id: int) -> int:
        """Walk a round until it waits; a fault postpones it and never stops the worker."""
        steps = 0
        try:
            again = True
            while again and not self.stop.is_set():
                again = walk_round(round_id, now=timezone.now())
                steps += 1
                lease = timezone.now() + LEASE if again else LONG_AGO
                Round.objects.filter(pk=round_id).update(lease_until=lease)
        except Stale:
            return steps
        except (OperationalError, InterfaceError):
            raise
        # a procedure may fail in any way of its own: the round comes back later
        except Exception as fault:  # noqa: BLE001
            # the kind alone: a trace may quote a person's answers
            log.error("Round step failed: %s", type(fault).__name__)  # noqa: TRY400
            postpone_round(round_id, now=timezone.now())
        return steps


def _walk_on(case_id: int) -> int:
    """Walk a case until it waits; a fault in a room postpones it and never stops the worker."""
    steps = 0
    try:
        again = True
        while again:
            again = walk(case_id)
            steps += 1
    except Stale:
        # somebody else was faster; whoever it was wrote the next wake-up
        return steps
    except (OperationalError, InterfaceError):
        raise
    # a room may fail in any way of its own: the case comes back later, and to a person after eight times
    except Exception as fault:  # noqa: BLE001
        # the kind alone: a trace may quote a person's answers
        log.error("Case step failed: %s", type(fault).__name__)  # noqa: TRY400
        postpone(case_id, fault, now=timezone.now())
    return steps


def postpone(case_id: int, fault: Exception, *, now: datetime) -> None:
    """Put a case off by 2^attempts seconds, or hand it to an officer after eight attempts."""
    case = Case.objects.get(pk=case_id)
    if case.room == "closed" or case.due_at is None or case.due_at > now:
        # somebody moved it on since: the failure was of a state that it has left
        return
    if case.attempts + 1 < GIVE_UP_AFTER:
        Case.objects.filter(pk=case_id, version=case.version).update(
            attempts=case.attempts + 1, due_at=_later(case, now), lease_until=LONG_AGO
        )
        return
    given_up = NewEvent("check.given_up", codes={"fault": type(fault).__name__, "room": case.room})
    try:
        with transaction.atomic():
            record_step(case, [given_up], CaseState(case.room, "officer", "machine_failed"), now=now)
    except Stale:
        # somebody moved the case since: the failures were of a state that it has left
        return


def postpone_round(round_id: int, *, now: datetime) -> None:
    """Put a round off by 2^attempts seconds, at most by the wait before a case would be given up.

    A round is never given up: its publication has an hour, and the doctor shows its attempts.
    """
    round_ = Round.objects.get(pk=round_id)
    attempts = min(round_.attempts + 1, GIVE_UP_AFTER)
    Round.objects.filter(pk=round_id, version=round_.version).update(
        attempts=attempts, due_at=_later(round_, now), lease_until=LONG_AGO
    )


def _later(walker: Case | Round, now: datetime) -> datetime:
    return now + timedelta(seconds=2 ** min(walker.attempts + 1, GIVE_UP_AFTER))
