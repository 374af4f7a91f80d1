"""Workers do nothing twice, survive every fault, and take over from the dead."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ikkan.corridor import walk as walking
from ikkan.corridor.tests.conftest import filed
from ikkan.corridor.visit import Step, Visit
from ikkan.corridor.walk import walk
from ikkan.corridor.worker import GIVE_UP_AFTER, Worker, postpone
from ikkan.ledger.models import Case, Event
from ikkan.ledger.steps import Stale
from ikkan.ledger.verification import verify_chains
from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice
from ikkan.store.models import OutboxRow
from ikkan.store.outbox import put_out


def broken(visit: Visit) -> Step:
    raise ZeroDivisionError("a room failed")


@pytest.mark.django_db
def test_a_failing_case_is_put_off_and_handed_to_an_officer_at_the_eighth_time(
    applicant: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed(applicant, now=timezone.now())
    monkeypatch.setattr(walking, "_step", broken)
    waits = []
    for _ in range(GIVE_UP_AFTER):
        before = timezone.now()
        Case.objects.filter(pk=case.pk).update(due_at=before)
        Worker({}).work_until_idle()
        case.refresh_from_db()
        waits.append(round((case.due_at - before).total_seconds()) if case.due_at else None)
    assert waits == [2, 4, 8, 16, 32, 64, 128, None]
    assert (case.waits_for, case.reason_code) == ("officer", "machine_failed")
    assert Event.objects.filter(case=case, name="check.given_up").count() == 1


@pytest.mark.django_db
def test_a_late_fault_does_not_put_off_a_case_that_has_moved_on(applicant: Account) -> None:
    case = filed(applicant, now=timezone.now(), electronic_notice=True)
    Worker({}).work_until_idle()
    postpone(case.pk, ValueError(), now=timezone.now())
    case.refresh_from_db()
    assert (case.room, case.due_at) == ("closed", None)


@pytest.mark.django_db
def test_who_walks_a_case_that_moved_meanwhile_writes_nothing(
    applicant: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed(applicant, now=timezone.now())
    think = walking._step

    def slow(visit: Visit) -> Step:
        step = think(visit)
        monkeypatch.setattr(walking, "_step", think)
        walk(case.pk)
        return step

    monkeypatch.setattr(walking, "_step", slow)
    with pytest.raises(Stale):
        walk(case.pk)
    assert Event.objects.filter(case=case, name="check.passed").count() == 1
    assert verify_chains() == []


@pytest.mark.django_db
def test_a_dead_workers_cases_come_back_when_the_lease_runs_out(applicant: Account) -> None:
    case = filed(applicant, now=timezone.now(), electronic_notice=True)
    Case.objects.filter(pk=case.pk).update(lease_until=timezone.now() + timedelta(seconds=30))
    assert Worker({}).work_once() == 0
    Case.objects.filter(pk=case.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    Worker({}).work_until_idle()
    case.refresh_from_db()
    assert case.room == "closed"


@pytest.mark.django_db
def test_an_effect_that_fails_comes_again_and_is_left_for_a_person_at_last() -> None:
    put_out("k", "mail", {"to": "canary@example.jp"}, at=timezone.now())
    put_out("k", "mail", {"to": "other@example.jp"}, at=timezone.now())
    for _ in range(8):
        OutboxRow.objects.update(due_at=timezone.now())
        Worker({}).work_once()
    row = OutboxRow.objects.get()
    assert (row.attempts, row.done_at) == (8, None)
    assert row.failed_at is not None
    assert "KeyError" in row.error


@pytest.mark.django_db
def test_a_sent_effect_forgets_whom_it_went_to() -> None:
    sent: list[str] = []
    put_out("k", "mail", {"to": "canary@example.jp"}, at=timezone.now())
    worker = Worker({"mail": lambda key, payload: sent.append(str(payload["to"]))})
    worker.work_until_idle()
    worker.work_until_idle()
    assert sent == ["canary@example.jp"]
    assert OutboxRow.objects.get().payload == {}


def test_many_workers_at_once_do_nothing_twice(real_db: None, applicant: Account) -> None:
    now = timezone.now()
    cases = [filed(applicant, now=now, key=f"k{n}", electronic_notice=True) for n in range(25)]
    for case in cases:
        put_out(f"effect:{case.pk}", "mail", {}, at=now)
    sent: list[str] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            Worker({"mail": lambda key, payload: sent.append(key)}).work_until_idle()
        except BaseException as fault:  # noqa: BLE001 — told to the test
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    assert Case.objects.filter(room="closed").count() == len(cases)
    assert Notice.objects.count() == len(cases)
    assert sorted(sent) == sorted(f"effect:{case.pk}" for case in cases)
    assert Event.objects.filter(name="check.passed").count() == len(cases)
    assert verify_chains() == []
