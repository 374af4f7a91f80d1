"""Once a day what nobody needs any more goes by itself, whoever comes first, and a failure hides nothing."""

import os
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction

from ikkan.corridor import upkeep
from ikkan.corridor.health.finding import State
from ikkan.corridor.health.upkeep import find_upkeep
from ikkan.corridor.tests.conftest import NOW, filed
from ikkan.corridor.upkeep import CHORES, LEASE, keep_up
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.models import Draft, Submission
from ikkan.store.blobs import blob_path, keep_blob
from ikkan.store.models import Chore

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def removed() -> dict[str, int]:
    return dict(Chore.objects.values_list("name", "removed"))


def test_what_is_old_goes_and_what_is_young_stays(applicant: Account, stranger: Account) -> None:
    for age, owner in ((10, applicant), (181, stranger)):
        draft = start_draft(owner=owner, procedure="tiny", form_version="1", answers={})
        Draft.objects.filter(pk=draft.pk).update(saved_at=NOW - age * DAY)
    for age in (3, 31):
        Submission.objects.create(account=applicant.pk, key=f"k{age}", body_digest="d", at=NOW - age * DAY)
        Session.objects.create(session_key=f"s{age}", session_data="", expire_date=NOW + (10 - age) * DAY)
    with transaction.atomic():
        young, old = keep_blob(b"young", at=NOW), keep_blob(b"old", at=NOW)
    for digest, age in ((young, 0), (old, 2)):
        moment = (NOW - age * DAY).timestamp()
        os.utime(blob_path(digest), (moment, moment))
    assert keep_up(now=NOW) == len(CHORES)
    assert {name: removed()[name] for name in ("drafts", "answers", "sessions")} == {
        "drafts": 1, "answers": 1, "sessions": 1,
    }  # fmt: skip
    assert (Draft.objects.count(), Submission.objects.get().key, Session.objects.get().pk) == (1, "k3", "s3")
    assert (blob_path(young).exists(), blob_path(old).exists()) == (True, False)


def test_the_receipt_of_a_case_is_no_old_answer(applicant: Account) -> None:
    filed(applicant, now=NOW - 400 * DAY)
    keep_up(now=NOW)
    assert Submission.objects.exists()


def test_what_is_past_its_time_is_destroyed(applicant: Account) -> None:
    case = filed(applicant, now=NOW - 1000 * DAY)
    Case.objects.filter(pk=case.pk).update(room="closed", waits_for="nobody", due_at=None, closed_at=NOW - 1000 * DAY)
    keep_up(now=NOW)
    assert removed()["retention"] == 1
    assert case.events.filter(name="ledger.destroyed").exists()


def test_counters_that_count_no_more_are_swept() -> None:
    cache.set("over", 1, timeout=-1)
    cache.set("counts", 1, timeout=600)
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET expires = %s WHERE cache_key LIKE %s",  # noqa: S608 -- the setting's own name
            [connection.ops.adapt_datetimefield_value(NOW - DAY), "%counts%"],
        )
    keep_up(now=NOW)
    assert cache.get("counts") is None
    assert removed()["counters"] == 1


def test_it_is_done_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def chore(now: datetime) -> int:
        calls.append(now)
        return 3

    monkeypatch.setattr(upkeep, "CHORES", {"drafts": chore})
    assert [keep_up(now=NOW), keep_up(now=NOW), keep_up(now=NOW + timedelta(hours=2))] == [1, 0, 0]
    assert keep_up(now=NOW + DAY) == 1
    assert calls == [NOW, NOW + DAY]


def test_one_that_fails_is_tried_again_later_and_the_others_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_now: object) -> int:
        raise ValueError

    monkeypatch.setattr(upkeep, "CHORES", {"drafts": fail, "answers": lambda _now: 2})
    assert keep_up(now=NOW) == 1
    assert Chore.objects.get(name="drafts").fault == "ValueError"
    monkeypatch.setattr(upkeep, "CHORES", {"drafts": lambda _now: 1, "answers": lambda _now: 2})
    assert keep_up(now=NOW + timedelta(minutes=1)) == 0, "it waits for its lease, as after a crash"
    assert keep_up(now=NOW + LEASE + timedelta(minutes=1)) == 1
    assert Chore.objects.get(name="drafts").fault == ""


def test_the_doctor_says_when_each_was_last_done_and_what_it_removed() -> None:
    assert {one.state for one in find_upkeep(NOW)} == {State.ATTENTION}
    keep_up(now=NOW)
    found = list(find_upkeep(NOW + timedelta(hours=3)))
    assert [one.code for one in found] == [f"upkeep.{name}" for name in CHORES]
    assert {one.state for one in found} == {State.GOOD}
    assert "3 時間前、0 件" in found[0].said
    assert {one.state for one in find_upkeep(NOW + 2 * DAY)} == {State.ATTENTION}
