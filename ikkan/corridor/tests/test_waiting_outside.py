"""A case whose check needs a system outside waits for it by itself; nobody is told that anything failed."""

import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from ikkan.corridor.tests.conftest import NOW
from ikkan.corridor.tests.paid_cast import events_of, owing, walked
from ikkan.ledger.models import Event
from ikkan.people.models import Account

pytestmark = pytest.mark.django_db
FIVE = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def down() -> Iterator[dict[str, bool]]:
    outside: dict[str, bool] = sys.modules["tiny_paid"].OUTSIDE
    outside["is_up"] = False
    yield outside
    outside["is_up"] = True


def test_it_looks_again_after_the_minutes_given(applicant: Account, down: dict[str, bool]) -> None:
    case = owing(applicant)
    assert (case.room, case.waits_for, case.reason_code) == ("check", "outside", "register_down")
    assert case.due_at == NOW + FIVE
    down["is_up"] = True
    assert walked(case, NOW + FIVE / 2).waits_for == "outside"
    assert walked(case, NOW + FIVE).waits_for == "payment"


def test_a_long_wait_is_one_event(applicant: Account) -> None:
    case = owing(applicant)
    for times in range(1, 20):
        case = walked(case, NOW + times * FIVE)
        assert case.due_at == NOW + (times + 1) * FIVE
    assert events_of(case) == ["intake.received", "check.waited_outside"]
    assert Event.objects.get(name="check.waited_outside").codes == {"reason": "register_down", "minutes": 5}
