"""A program at the desk tries changes on a placed round; the round stays as it is."""

from typing import Any

import pytest

from ikkan.api.tests.cast import Program, is_problem, staff, work
from ikkan.ledger.models import Case, Event, Round
from ikkan.procedures.nursery.models import Run, Seat

pytestmark = pytest.mark.django_db
DESK = ("desk:*",)


@pytest.fixture
def officer(april: Round) -> Program:
    return Program(staff("officer", "desk"), DESK)


def must(response: Any) -> Any:
    assert response.status_code == 200, response.content.decode()
    return response.json()


def test_changes_are_tried_and_nothing_is_kept(officer: Program, applicant: Program, april: Round) -> None:
    at = f"/nursery/rounds/{april.number}/what-if"
    assert is_problem(officer.post(at, {}), 409, "not_placed")
    applicant.filed()
    work()
    Case.objects.update(room="decide", waits_for="round")
    must(officer.post(f"/desk/rounds/{april.number}/close", {"why": "試験"}))
    must(officer.post(f"/desk/rounds/{april.number}/decide", {}))
    child = Run.objects.get().children.select_related("child__case").first()
    assert child is not None
    before = (list(Seat.objects.values()), Event.objects.count())
    name = f"{child.child.case.number}/{child.child.key}"
    told = must(officer.post(at, {"withdraw": [name]}))
    assert [one["how"] for one in told["families"]] == ["withdrawn"]
    assert told["placed_after"] <= told["placed_before"]
    assert must(officer.post(at, {"seats": []}))["families"] == []
    assert is_problem(officer.post(at, {"close": [{"facility": "none"}]}), 422, "change_impossible")
    assert is_problem(officer.post(at, {"seats": [{"facility": "none", "age": 9, "by": 1}]}), 422)
    assert (list(Seat.objects.values()), Event.objects.count()) == before


def test_a_citizen_tries_nothing(applicant: Program, april: Round) -> None:
    bold = Program(applicant.account, DESK)
    assert is_problem(bold.post(f"/nursery/rounds/{april.number}/what-if", {}), 403)
