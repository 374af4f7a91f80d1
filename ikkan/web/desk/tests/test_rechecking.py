"""A second look sees no first verdict, changes none, is never one's own, and a disagreement is listed."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.corridor.order import back_to_check
from ikkan.ledger.models import Event
from ikkan.rooms.check import rechecks
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Recheck, Verdict
from ikkan.web.desk.tests.cast import Doubtful, doubtful, staff
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db


class Lot:
    """A lot that always falls on one part of ten thousand."""

    def __init__(self, part: int) -> None:
        self.part = part

    def hexdigest(self) -> str:
        return f"{self.part:x}"


def judged(town: Town, key: str, monkeypatch: pytest.MonkeyPatch, *, part: int = 0) -> Doubtful:
    """Let the officer judge a doubt while the lot falls on a part of ten thousand."""
    monkeypatch.setattr(rechecks, "salted_hmac", lambda *_given, **_named: Lot(part))
    one, now = doubtful(town, key), timezone.now()
    done = record_verdict(
        case=one.case, finding=one.finding, decision="same", note="地番の違いと見た", account=town.officer,
        filing_version=1, then=back_to_check(one.case, now), now=now,
    )  # fmt: skip
    assert isinstance(done, Verdict), done
    return one


@pytest.fixture
def second(town: Town) -> Client:
    return signed_in(staff("second", "clerk2", ["desk"]))


@pytest.mark.parametrize(("part", "drawn"), [(0, 1), (199, 1), (200, 0), (9_999, 0)])
def test_two_in_a_hundred_are_drawn(town: Town, monkeypatch: pytest.MonkeyPatch, part: int, drawn: int) -> None:
    judged(town, "d", monkeypatch, part=part)
    assert Recheck.objects.count() == drawn


def test_the_first_verdict_is_not_shown_and_not_changed(
    town: Town, second: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = judged(town, "d", monkeypatch)
    url = reverse("desk:recheck", args=[Recheck.objects.get().pk])
    page = second.get(url, follow=True).content.decode()
    assert "栄町１－１" in page
    assert "地番の違いと見た" not in page
    assert " checked" not in page
    assert second.post(url, {}).status_code == 422
    assert second.post(url, {"decision": "refuse", "note": "別の場所"}).status_code == 303
    assert Verdict.objects.get().decision == "same"
    event = Event.objects.get(case=one.case, name="check.rechecked")
    assert event.codes["agrees"] is False
    told = second.get(reverse("desk:rechecks")).content.decode()
    assert one.case.number in told
    assert "1件のうち0件が前の判断と同じ（0%）" in told
    assert "1件のうち0件" in second.get(reverse("desk:inbox")).content.decode()
    board = signed_in(staff("manager", "manager", ["board"])).get(reverse("board:board")).content.decode()
    assert "判断が分かれたもの 1件" in board


def test_nobody_looks_twice_at_their_own_verdict(town: Town, officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    judged(town, "d", monkeypatch)
    one = Recheck.objects.get()
    url = reverse("desk:recheck", args=[one.pk])
    assert officer.get(url).status_code == 404
    assert officer.post(url, {"decision": "same"}).status_code == 404
    rechecks.record_recheck(recheck=one, decision="same", note="", account=town.officer, now=timezone.now())
    one.refresh_from_db()
    assert one.at is None


def test_a_second_look_is_taken_once(town: Town, second: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    judged(town, "d", monkeypatch)
    url = reverse("desk:recheck", args=[Recheck.objects.get().pk])
    second.get(url, follow=True)
    assert second.post(url, {"decision": "same"}).status_code == 303
    assert second.post(url, {"decision": "refuse"}).status_code == 404
    assert Recheck.objects.get().decision == "same"
