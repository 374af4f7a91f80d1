"""The worker walks cases by sets; what goes wrong with one of a set stops no other."""

import pytest
from django.utils import timezone

from ikkan.corridor import walk as walking
from ikkan.corridor.tests.conftest import filed
from ikkan.corridor.visit import Step, Visit
from ikkan.corridor.walk import walk
from ikkan.corridor.worker import Worker
from ikkan.ledger.models import Case, Event
from ikkan.ledger.verification import verify_chains
from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(applicant: Account) -> list[Case]:
    return [filed(applicant, now=timezone.now(), key=f"k{n}", electronic_notice=True) for n in range(3)]


def test_a_set_takes_its_step_in_one_moment(cases: list[Case]) -> None:
    Worker({}).work_once()
    assert Case.objects.filter(room="closed").count() == len(cases)
    assert len(set(Event.objects.filter(name="check.passed").values_list("at", flat=True))) == 1


def test_a_case_whose_room_fails_is_put_off_alone(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    think, bad = walking._step, cases[1].pk

    def broken(visit: Visit) -> Step:
        if visit.case.pk == bad:
            raise ZeroDivisionError
        return think(visit)

    monkeypatch.setattr(walking, "_step", broken)
    Worker({}).work_once()
    assert dict(Case.objects.values_list("pk", "room")) == {
        case.pk: "check" if case.pk == bad else "closed" for case in cases
    }
    assert Case.objects.get(pk=bad).attempts == 1
    assert verify_chains() == []


def test_a_case_that_somebody_moves_meanwhile_costs_the_others_nothing(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    think = walking._step

    def slow(visit: Visit) -> Step:
        step = think(visit)
        monkeypatch.setattr(walking, "_step", think)
        walk(cases[0].pk)
        return step

    monkeypatch.setattr(walking, "_step", slow)
    Worker({}).work_once()
    assert Case.objects.filter(room="closed").count() == Notice.objects.count() == len(cases)
    assert Event.objects.filter(name="check.passed").count() == len(cases)
    assert verify_chains() == []
