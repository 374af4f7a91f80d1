"""Alarms: each is raised by its cause, must be mended or signed off with a reason, and some cannot be."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ikkan.corridor.rounds import propose_round
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Event
from ikkan.procedures.nursery.models import Alarm, Child, Seat
from ikkan.procedures.nursery.placement.checker import Verdict, check_folder
from ikkan.procedures.nursery.round.alarms import case_alarms, seat_alarms, set_alarms, sign_alarm
from ikkan.procedures.nursery.round.scores import score_round
from ikkan.procedures.nursery.tests import altered
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import DECIDED, MINATO, NOW, Town, file, home

pytestmark = pytest.mark.django_db


def _half(town: Town) -> None:
    # what happened in Toyohashi: the seats of one facility were entered short
    Seat.objects.filter(round=town.first, facility=MINATO).update(seats=1)


def _all_fewer(town: Town) -> None:
    Seat.objects.filter(round=town.first, age=5).update(seats=1)


def _not_ready(town: Town) -> None:
    late = home(90)
    late.papers.clear()
    file(late)


def _twice(town: Town) -> None:
    one = home(91)
    file(one)
    file(one, key="again", now=NOW + timedelta(hours=1))


def _unconfirmed(town: Town) -> None:
    Seat.objects.filter(round=town.first, facility=MINATO, age=0).update(confirmed_at=None)


CAUSES: list[tuple[Callable[[Town], None], str, str]] = [
    (_half, "seats_changed", MINATO),
    (_all_fewer, "total_changed", ""),
    (_not_ready, "unready_cases", ""),
    (_twice, "double_child", ""),
    (_unconfirmed, "seats_unconfirmed", ""),
]


@pytest.mark.parametrize(("cause", "code", "subject"), CAUSES, ids=[code for _, code, _ in CAUSES])
def test_an_alarm_is_raised_by_its_cause(town: Town, cause: Callable[[Town], None], code: str, subject: str) -> None:
    book = book_in_force("nursery").at(town.first.month)
    assert set_alarms(town.first, [*seat_alarms(town.first, book), *case_alarms(town.first)], now=NOW) == 0
    cause(town)
    set_alarms(town.first, [*seat_alarms(town.first, book), *case_alarms(town.first)], now=NOW)
    assert Alarm.objects.filter(round=town.first, code=code, subject=subject, cleared_at=None).exists()


def test_a_round_with_an_alarm_is_not_put_up(town: Town) -> None:
    _half(town)
    _not_ready(town)
    hall.decide(town)
    raised = set(Alarm.objects.values_list("code", flat=True))
    assert raised - {"unconfirmed_rows"} == {"seats_changed", "total_changed", "unready_cases"}
    refused = propose_round(round_=town.first, account=town.officer, due_on=None, now=DECIDED)
    assert isinstance(refused, Refused)
    assert refused.code == "alarms_left"


def test_an_alarm_is_signed_off_with_a_reason_only_and_stays_on_record(town: Town) -> None:
    _half(town)
    hall.decide(town)
    alarm = Alarm.objects.get(code="seats_changed")
    without = sign_alarm(alarm=alarm, account=town.officer, reason=" ", now=DECIDED)
    assert isinstance(without, Refused)
    hall.sign_all(town, town.first)
    alarm.refresh_from_db()
    assert (alarm.signed_by, alarm.sign_reason) == (town.officer, "園に確かめた")
    assert Event.objects.filter(round=town.first, name="decide.signed_off", actor=town.officer.pk).exists()
    proposal = hall.put_up(town, town.first)
    assert {one["code"]: one["reason"] for one in proposal.content["alarms"]}["seats_changed"] == "園に確かめた"


def test_a_mended_cause_clears_its_alarm(town: Town) -> None:
    _half(town)
    hall.decide(town)
    Seat.objects.filter(round=town.first, facility=MINATO).update(seats=2)
    town.first.refresh_from_db()
    hall.decide(town)
    assert Alarm.objects.get(code="seats_changed").cleared_at == DECIDED


def test_a_signed_alarm_with_other_figures_must_be_signed_again(town: Town) -> None:
    _half(town)
    hall.decide(town)
    hall.sign_all(town, town.first)
    Seat.objects.filter(round=town.first, facility=MINATO).update(seats=0)
    hall.decide(town)
    assert Alarm.objects.filter(code="seats_changed", cleared_at=None).get().signed_at is None


def test_a_score_that_two_routes_tell_differently_cannot_be_signed_off(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = file(home(1))

    def one_point_more(*args: object, **kwargs: object) -> object:
        scores = score_round(*args, **kwargs)  # type: ignore[arg-type]
        return altered.with_one_point_more(scores)

    monkeypatch.setattr("ikkan.procedures.nursery.round.run.score_round", one_point_more)
    hall.decide(town)
    alarm = Alarm.objects.get(code="score_mismatch")
    assert alarm.figures == {"count": 1, "children": [f"{case.number}/c1"]}
    refused = sign_alarm(alarm=alarm, account=town.officer, reason="大丈夫", now=DECIDED)
    assert isinstance(refused, Refused)
    assert refused.code == "cannot_be_signed"


def test_a_run_that_the_checker_rejects_cannot_be_signed_off(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    file(home(1))

    def rejects(*folders: object) -> Verdict:
        return altered.infeasible(check_folder(*folders))  # type: ignore[arg-type]

    monkeypatch.setattr("ikkan.procedures.nursery.round.run.check_folder", rejects)
    outcome = hall.decide(town)
    assert outcome["checker"]["feasible"] is False  # type: ignore[index,call-overload]
    refused = sign_alarm(
        alarm=Alarm.objects.get(code="checker_failed"), account=town.officer, reason="大丈夫", now=DECIDED
    )
    assert isinstance(refused, Refused)
    assert refused.code == "cannot_be_signed"


def test_the_verdict_of_the_checker_is_kept_with_the_run(town: Town) -> None:
    for number in range(1, 5):
        file(home(number))
    outcome = hall.decide(town)
    assert set(Alarm.objects.values_list("code", flat=True)) <= {"unconfirmed_rows"}
    assert outcome["checker"] == {"feasible": True, "stable": True, "placed": 2, "problems": [], "blocking": 0}
    assert outcome["totals"]["held"] == 2  # type: ignore[index,call-overload]
    assert Child.objects.count() == 4
