"""The ledger only appends, and every kind of tampering is found."""

import pytest
from django.db import DatabaseError, connection, transaction

from ikkan.ledger.checkpoints import seal_new_events
from ikkan.ledger.models import BookEdition, Case, Checkpoint, Event, EventBody, Leaf
from ikkan.ledger.steps import CaseState, NewEvent, Stale, hold_still, record_step, record_steps, retry_when_stale
from ikkan.ledger.tests.conftest import CHECK, NOW, add, new_case
from ikkan.ledger.verification import verify_chain, verify_chains

pytestmark = pytest.mark.django_db
EVENT = "ledger_event"


def case_of_three() -> Case:
    case = new_case()
    add(case, body="canary")
    add(case, "check.passed")
    add(case, "answer.closed", state=CaseState("closed", "nobody"))
    return case


def tamper(statement: str, *values: int) -> None:
    """Change rows as somebody with the database's password could: without its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger%%'", [])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in (EVENT, "ledger_eventbody", "ledger_leaf", "ledger_checkpoint"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)


def test_an_untouched_chain_holds() -> None:
    case = case_of_three()
    assert [e.seq for e in Event.objects.filter(case=case).order_by("seq")] == [1, 2, 3]
    assert (case.version, case.head) == (3, Event.objects.get(case=case, seq=3).hash)
    assert verify_chain(case) == []
    assert verify_chains() == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger_event SET name = 'check.judged' WHERE case_id = %s AND seq = 2", "altered"),
        ("UPDATE ledger_event SET codes = '{\"a\": 1}' WHERE case_id = %s AND seq = 2", "altered"),
        ("UPDATE ledger_event SET at = '2020-01-01 00:00:00' WHERE case_id = %s AND seq = 1", "altered"),
        ("UPDATE ledger_event SET hash = 'nonsense' WHERE case_id = %s AND seq = 3", "altered"),
        ("DELETE FROM ledger_event WHERE case_id = %s AND seq = 2", "missing"),
        ("DELETE FROM ledger_event WHERE case_id = %s AND seq = 3", "state"),
        ('UPDATE ledger_eventbody SET body = \'{"why": "x"}\' WHERE %s > 0', "body"),
        ("UPDATE ledger_case SET version = 2 WHERE id = %s", "state"),
        ("UPDATE ledger_case SET head = 'x' WHERE id = %s", "state"),
    ],
)
def test_tampering_is_found(statement: str, said: str) -> None:
    case = case_of_three()
    tamper(statement, case.pk)
    faults = verify_chains()
    assert faults
    assert said in " ".join(fault.what for fault in faults)
    assert {fault.number for fault in faults} == {case.number}


def test_reordering_is_found() -> None:
    case = case_of_three()
    tamper("UPDATE ledger_event SET seq = CASE seq WHEN 2 THEN 30 ELSE 20 END WHERE case_id = %s AND seq > 1", case.pk)
    tamper("UPDATE ledger_event SET seq = CASE seq WHEN 30 THEN 3 ELSE 2 END WHERE case_id = %s AND seq > 1", case.pk)
    assert verify_chain(case)


def test_a_case_whose_every_event_is_gone_is_found() -> None:
    case = case_of_three()
    tamper("DELETE FROM ledger_eventbody WHERE %s > 0", 1)
    tamper("DELETE FROM ledger_event WHERE case_id = %s", case.pk)
    assert [fault.number for fault in verify_chains()] == [case.number]


@pytest.mark.parametrize("table", ["ledger_event", "ledger_leaf", "ledger_checkpoint", "ledger_bookedition"])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_refuses_to_change_what_happened(table: str, verb: str) -> None:
    case_of_three()
    seal_new_events(now=NOW)
    BookEdition.objects.create(edition="e", procedure="p", files={}, first_used_at=NOW)
    column = {"ledger_event": "seq", "ledger_leaf": "event_id", "ledger_checkpoint": "root"}.get(table, "procedure")
    statement = f"UPDATE {table} SET {column} = {column}" if verb == "UPDATE" else f"DELETE FROM {table}"  # noqa: S608
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == Leaf.objects.count() == 3
    assert Checkpoint.objects.count() == 1


def test_a_body_goes_only_after_its_destruction_is_recorded() -> None:
    case, other = case_of_three(), case_of_three()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EventBody.objects.all().delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EventBody.objects.update(body={})
    add(case, "ledger.destroyed", state=CaseState("closed", "nobody"))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EventBody.objects.filter(event__case=other).delete()
    EventBody.objects.filter(event__case=case).delete()
    assert verify_chains() == []


def test_who_comes_second_is_told_that_it_is_stale_and_writes_nothing() -> None:
    case = case_of_three()
    second, third = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
    add(case, "answer.reopened")
    with pytest.raises(Stale), transaction.atomic():
        add(second, "check.passed")
    with pytest.raises(Stale), transaction.atomic():
        hold_still(third)
    assert Event.objects.filter(case=case).count() == 4
    assert verify_chain(Case.objects.get(pk=case.pk)) == []


def test_one_stale_case_keeps_a_whole_batch_from_being_written() -> None:
    first, second = new_case(), new_case()
    stale = Case.objects.get(pk=second.pk)
    add(second)
    with pytest.raises(Stale), transaction.atomic():
        record_steps([first, stale], [[NewEvent("check.passed")]] * 2, [CHECK] * 2, now=NOW)
    assert not Event.objects.filter(case=first).exists()


def test_a_persons_deed_is_done_anew_on_the_case_as_it_is() -> None:
    case = new_case()
    stale = Case.objects.get(pk=case.pk)
    add(case)
    retry_when_stale(stale, lambda: add(stale, "check.passed"))
    assert stale.version == 2
    assert verify_chains() == []


def test_closing_day_stays_when_something_is_recorded_on_a_closed_case() -> None:
    case = case_of_three()
    with transaction.atomic():
        later = NOW.replace(year=2028)
        record_step(case, [NewEvent("ledger.disclosed")], CaseState("closed", "nobody"), now=later)
    assert Case.objects.get(pk=case.pk).closed_at == NOW
