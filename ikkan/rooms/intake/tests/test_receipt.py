"""A form is received once, however often it arrives; a draft is never overwritten unseen."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Passed, Refused, Text
from ikkan.kernel.procedure import Procedure
from ikkan.ledger.models import Case, Event
from ikkan.ledger.steps import CaseState
from ikkan.people.models import Account
from ikkan.rooms.intake.drafts import drop_drafts_older_than, find_draft, save_draft, start_draft
from ikkan.rooms.intake.models import Draft, Filing, Submission
from ikkan.rooms.intake.receipt import Filed, receive
from ikkan.store.tests.real_database import real_db

__all__ = ["real_db"]
NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
PROCEDURE = Procedure(
    code="intake_test", letter="I", title=Text("試験", "Test"), folder=Path(), form_version="1",
    reference_day=lambda answers: date(2026, 10, 5), validate=lambda answers, now: (),
    find_round=lambda answers, now: None, gather=lambda cases, book, now: [None] * len(cases),
    check=lambda facts: Passed(), decide=lambda facts: (), keep=lambda checked: None, compose=lambda records, now: [],
    retention_years=1, answer_days=("grant", "days"),
)  # fmt: skip


def send(account: Account | None, key: str = "k", amount: int = 1) -> Case | Refused:
    """Send a form."""
    filed = Filed(
        answers={"amount": amount}, form_version="1", key=key, channel="api", reference_day=date(2026, 10, 5),
        applicant=account, actor=account.pk if account else None,
    )  # fmt: skip
    return receive(procedure=PROCEDURE, filed=filed, round_=None, then=CaseState("check", "machine"), now=NOW)


@pytest.mark.parametrize("has_account", [True, False])
def test_a_hundred_at_once_are_one_case(real_db: None, has_account: bool) -> None:
    account = Account.objects.create_user("applicant") if has_account else None
    got: list[object] = []
    begin = threading.Barrier(10)

    def work() -> None:
        try:
            begin.wait()
            got.extend(send(account) for _ in range(10))
        except BaseException as fault:  # noqa: BLE001 — told to the test
            got.append(fault)
        finally:
            connection.close()

    senders = [threading.Thread(target=work) for _ in range(10)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    case = Case.objects.get()
    assert got == [case] * 100
    assert Filing.objects.count() == Event.objects.count() == Submission.objects.count() == 1


@pytest.mark.django_db
def test_a_key_is_not_used_for_another_form() -> None:
    account, other = Account.objects.create_user("applicant"), Account.objects.create_user("other")
    assert isinstance(send(account), Case)
    refused = send(account, amount=2)
    assert isinstance(refused, Refused)
    assert refused.code == "key_reused"
    assert isinstance(send(other, amount=2), Case), "another person's keys are their own"
    assert Case.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("has_account", [True, False])
def test_the_database_itself_keeps_a_key_once(has_account: bool) -> None:
    account = Account.objects.create_user("applicant").pk if has_account else None
    Submission.objects.create(account=account, key="k", body_digest="a", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(account=account, key="k", body_digest="b", at=NOW)


def begun(owner: Account, answers: JsonObject | None = None) -> Draft:
    """Begin a draft."""
    return start_draft(owner=owner, procedure="intake_test", form_version="1", answers=answers or {})


@pytest.mark.django_db
def test_the_later_of_two_tabs_is_told_and_overwrites_nothing() -> None:
    owner = Account.objects.create_user("applicant")
    draft = begun(owner)
    first = save_draft(draft=draft, answers={"a": 1}, finished_sections=["a"], version=0)
    assert isinstance(first, Draft)
    second = save_draft(draft=Draft.objects.get(), answers={"a": 2}, finished_sections=[], version=0)
    assert isinstance(second, Refused)
    assert second.code == "changed_elsewhere"
    assert Draft.objects.get().answers == {"a": 1}


@pytest.mark.django_db
def test_a_draft_outlives_the_session_and_is_gone_on_with() -> None:
    owner = Account.objects.create_user("applicant")
    save_draft(draft=begun(owner), answers={"a": 1}, finished_sections=[], version=0)
    assert begun(owner, {"a": "fresh"}).answers == {"a": 1}
    assert Draft.objects.count() == 1


@pytest.mark.django_db
def test_two_windows_opened_at_once_cannot_make_two_drafts() -> None:
    draft = begun(Account.objects.create_user("applicant"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.create(owner=draft.owner, procedure="intake_test", form_version="1")


@pytest.mark.django_db
def test_a_strangers_draft_does_not_exist() -> None:
    draft = begun(Account.objects.create_user("applicant"))
    found = find_draft(draft_id=draft.pk, owner=Account.objects.create_user("stranger"))
    assert isinstance(found, Refused)
    assert found.code == "not_found"


@pytest.mark.django_db
def test_a_draft_that_is_being_written_is_not_dropped_as_old() -> None:
    draft = begun(Account.objects.create_user("applicant"))
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    Draft.objects.update(saved_at=long_ago)
    save_draft(draft=draft, answers={"a": 1}, finished_sections=[], version=0)
    assert drop_drafts_older_than(long_ago + timedelta(days=1)) == 0
    Draft.objects.update(saved_at=long_ago)
    assert drop_drafts_older_than(long_ago + timedelta(days=1)) == 1
