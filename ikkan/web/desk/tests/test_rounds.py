"""A round from its opening to its publication through the pages; a seat that is changed lets no approval stand."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.ledger.models import Event, Round
from ikkan.procedures.nursery.models import Alarm, Run, Seat
from ikkan.rooms.approve.models import Proposal
from ikkan.web.desk.tests.cast import passed, proposal
from ikkan.web.tests.cast import Town

pytestmark = pytest.mark.django_db
FACILITY = "0013020001"


def press(client: Client, name: str, town: Town, *given: object, **sent: object) -> int:
    address = reverse(f"rounds:{name}", args=[town.round.number, *given])
    status = client.post(address, sent).status_code
    town.round.refresh_from_db()
    return status


def names_of(round_: Round) -> list[str]:
    return list(Event.objects.filter(round=round_).order_by("seq").values_list("name", flat=True))


def test_a_round_is_run_checked_and_put_up(town: Town, officer: Client) -> None:
    passed(town)
    assert press(officer, "confirm", town) == 303
    assert press(officer, "close", town) == 303
    assert town.round.room == "intake", "before the deadline a reason is needed"
    press(officer, "close", town, why="全員がそろったため")
    press(officer, "run", town)
    assert Run.objects.get(round=town.round).checker["feasible"]
    page = officer.get(reverse("rounds:console", args=[town.round.number])).content.decode()
    assert "合格：定員と資格に違反はありません" in page
    for alarm in Alarm.objects.filter(round=town.round, cleared_at=None, signed_at=None):
        assert press(officer, "sign", town, alarm.pk, reason="確かめた") == 303
    press(officer, "propose", town)
    assert Proposal.objects.get(round=town.round).drafted_by == town.officer
    assert "approve.proposed" in names_of(town.round)


def test_an_alarm_is_not_signed_without_a_reason(town: Town, officer: Client) -> None:
    alarm = Alarm.objects.create(round=town.round, code="seats_changed", subject=FACILITY, raised_at=timezone.now(),
                                 figures={"now": 1, "before": 9})  # fmt: skip
    press(officer, "sign", town, alarm.pk, reason=" ")
    alarm.refresh_from_db()
    assert alarm.signed_at is None


def test_a_changed_seat_voids_the_approval_and_outdates_the_run(town: Town, officer: Client) -> None:
    one = proposal(town)
    town.round.refresh_from_db()
    assert press(officer, "seats", town, FACILITY, age="1", kind="general", seats="2") == 303
    one.refresh_from_db()
    assert one.state == Proposal.State.VOIDED
    seat = Seat.objects.get(round=town.round, facility=FACILITY, age=1)
    assert (seat.seats, seat.confirmed_at) == (2, None)
    assert "round.seats_set" in names_of(town.round)


@pytest.mark.parametrize("typed", ["-1", "", "1000", "１２x"])
def test_a_seat_is_a_number_from_nothing_up(town: Town, officer: Client, typed: str) -> None:
    before = Seat.objects.get(round=town.round, facility=FACILITY, age=1).seats
    press(officer, "seats", town, FACILITY, age="1", kind="general", seats=typed)
    assert Seat.objects.get(round=town.round, facility=FACILITY, age=1).seats == before


def test_seats_stay_after_publication(town: Town, officer: Client) -> None:
    Round.objects.filter(pk=town.round.pk).update(published_at=timezone.now())
    press(officer, "seats", town, FACILITY, age="1", kind="general", seats="0")
    assert Seat.objects.get(round=town.round, facility=FACILITY, age=1).seats != 0


def test_a_publication_is_stopped_before_its_hour(town: Town, officer: Client) -> None:
    later = timezone.now() + timedelta(days=1)
    Round.objects.filter(pk=town.round.pk).update(room="answer", publishes_at=later, due_at=later)
    press(officer, "stop", town, why="印刷の誤り")
    assert (town.round.publishes_at, town.round.due_at) == (None, None)
    assert names_of(town.round)[-1] == "round.stopped"


def test_nothing_unapproved_is_published(town: Town, officer: Client) -> None:
    press(officer, "publish", town, when="now")
    assert town.round.publishes_at is None


def test_a_new_round_is_opened(town: Town, officer: Client) -> None:
    days = {"month": (2027, 5, 1), "opens": (2027, 1, 4), "closes": (2027, 3, 10), "answers": (2027, 4, 1)}
    sent = {f"{name}_{part}": str(value) for name, day in days.items()
            for part, value in zip(("year", "month", "day"), day, strict=True)}  # fmt: skip
    sent |= {"title": "令和9年5月入所", "kind": "monthly", "opens_time": "9:00", "closes_time": "17:00"}
    address = reverse("rounds:new")
    assert officer.post(address, sent).status_code == 303
    assert officer.post(address, sent).status_code == 422, "the same round is not opened twice"
    assert officer.post(address, {**sent, "closes_time": "x"}).status_code == 422
    assert Round.objects.get(kind="monthly").title == "令和9年5月入所"


def test_the_console_takes_a_dozen_queries(town: Town, officer: Client, django_assert_max_num_queries: object) -> None:
    address = reverse("rounds:console", args=[town.round.number])
    officer.get(address)
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a fixture of pytest-django
        officer.get(address)
