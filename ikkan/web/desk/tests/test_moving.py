"""An application moves to another round after a look at what changes, with a reason that stays in the record."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.corridor.rounds import move_case, open_round
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Event, Round, RoundEntry
from ikkan.people.models import Account
from ikkan.store.models import OutboxRow
from ikkan.web.desk.tests.cast import passed
from ikkan.web.tests.cast import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(town: Town) -> Case:
    Account.objects.filter(pk=town.applicant.pk).update(email="hanako@example.jp")
    return passed(town)


def another(town: Town, kind: str = "second", month: date = date(2027, 4, 1)) -> Round:
    now = timezone.now()
    return open_round(
        procedure="nursery", kind=kind, title="令和9年4月入所 2次選考", month=month, opens_at=now,
        closes_at=now + timedelta(days=60), answers_on=date(2027, 3, 5), account=town.officer, now=now,
    )  # fmt: skip


def door(client: Client, case: Case) -> str:
    client.get(reverse("desk:case", args=[case.number]), follow=True)
    return reverse("desk:move", args=[case.number])


def test_a_look_first_then_it_moves(town: Town, officer: Client, case: Case) -> None:
    to, url = another(town), door(officer, case)
    sent = {"to": to.number, "why": "締切のあとに転入したため"}
    page = officer.post(url, sent).content.decode()
    assert "まだ移していません" in page
    assert "令和9年4月入所 1次選考 → 令和9年4月入所 2次選考" in page
    case.refresh_from_db()
    assert case.round == town.round
    assert officer.post(url, {**sent, "press": "move"}).status_code == 303
    case.refresh_from_db()
    assert (case.round, case.expected_on) == (to, date(2027, 3, 5))
    assert list(RoundEntry.objects.filter(case=case).values_list("round", flat=True)) == [to.pk]
    left = Event.objects.get(case=case, name="decide.left_round")
    assert (left.actor, left.body.body["why"]) == (town.officer.pk, "締切のあとに転入したため")
    assert OutboxRow.objects.filter(key__startswith="mail:moved:").count() == 1


@pytest.mark.parametrize("wrong", [{"why": " "}, {"to": "evil"}])
def test_what_lacks_is_told_and_nothing_moves(town: Town, officer: Client, case: Case, wrong: dict[str, str]) -> None:
    sent = {"to": another(town).number, "why": "転入", "press": "move", **wrong}
    assert officer.post(door(officer, case), sent).status_code == 422
    case.refresh_from_db()
    assert case.round == town.round


def test_the_service_moves_into_no_round_of_an_earlier_month_or_settled(town: Town, case: Case) -> None:
    early = another(town, "monthly", date(2027, 3, 1))
    settled = another(town)
    Round.objects.filter(pk=settled.pk).update(room="approve")
    for to in (early, settled, town.round):
        outcome = move_case(case=case, to=to, account=town.officer, why="転入", now=timezone.now())
        assert isinstance(outcome, Refused)
        assert outcome.code == "no_such_round"


def test_a_case_of_a_settled_round_stays(town: Town, officer: Client, case: Case) -> None:
    Round.objects.filter(pk=town.round.pk).update(room="approve")
    page = officer.get(reverse("desk:case", args=[case.number]), follow=True).content.decode()
    assert reverse("desk:move", args=[case.number]) not in page
    sent = {"to": another(town).number, "why": "転入", "press": "move"}
    assert officer.post(door(officer, case), sent).status_code == 422


def test_strangers_find_nothing(town: Town, stranger: Client, case: Case) -> None:
    assert stranger.get(reverse("desk:move", args=[case.number])).status_code == 404
