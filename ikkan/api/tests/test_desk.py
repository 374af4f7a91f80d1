"""The officer's doors: inbox, verdicts, rounds, approvals."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ikkan.api.tests.cast import Program, case_of, is_problem, staff, work
from ikkan.kernel.outcome import AskStaff
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case, Round
from ikkan.people.models import Office, Posting, Rank
from ikkan.procedures.nursery.models import Seat
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.check.models import Finding, Verdict
from ikkan.rooms.check.outcomes import keep_rows, step_of

DESK = ("desk:*", "approve:reply")


@pytest.fixture
def officer(april: Round) -> Program:
    return Program(staff("officer", "desk"), DESK)


def approver(name: str, step: dict[str, str]) -> Program:
    """Return who sits where a step of the route in the book wants somebody."""
    account = staff(name, "approve")
    names = {"name_ja": "名", "name_en": "Name"}
    office, _ = Office.objects.get_or_create(code=step["office"], defaults=names)
    held, _ = Rank.objects.get_or_create(code=step["rank"], defaults={**names, "level": 2})
    Posting.objects.filter(account=account).update(office=office, rank=held)
    return Program(account, DESK)


@pytest.fixture
def doubt(applicant: Program) -> Finding:
    case = case_of(applicant.filed())
    doubt = AskStaff((Reason("name_differs", "名前が違います", "The name differs"),))
    keep_rows([step_of(doubt, case, edition="", due_on=timezone.localdate(), now=timezone.now())])
    Case.objects.update(waits_for="officer", reason_code="name_differs")
    return Finding.objects.get()


def test_the_inbox_tells_what_waits_and_why(officer: Program, doubt: Finding) -> None:
    found = officer.get("/desk/inbox").json()
    assert found["total"] == 1
    assert found["cases"][0]["number"] == doubt.case.number
    assert found["cases"][0]["findings"][0]["sentence"]["en"] == "The name differs"
    assert officer.get("/desk/inbox?offset=1").json()["cases"] == []


def test_a_verdict_settles_the_doubt(officer: Program, doubt: Finding) -> None:
    at = f"/desk/cases/{doubt.case.number}/verdicts"
    assert is_problem(officer.post(at, {"finding": doubt.pk, "decision": "refuse"}), 422, "note_missing")
    assert is_problem(officer.post(at, {"finding": doubt.pk, "decision": "maybe"}), 422)
    made = officer.post(at, {"finding": doubt.pk, "decision": "same", "note": "同じ人"})
    assert made.status_code == 200, made.content.decode()
    assert made.json()["case"]["waits_for"] == "machine"
    assert Verdict.objects.get().account == officer.account
    assert is_problem(officer.post(at, {"finding": doubt.pk, "decision": "same"}), 409, "already_settled")


def test_a_doubt_of_another_case_is_not_there(officer: Program, doubt: Finding) -> None:
    at = "/desk/cases/H-none/verdicts"
    assert is_problem(officer.post(at, {"finding": doubt.pk, "decision": "same"}), 404)
    other = f"/desk/cases/{doubt.case.number}/verdicts"
    assert is_problem(officer.post(other, {"finding": doubt.pk + 1, "decision": "same"}), 404)


def test_a_citizen_does_nothing_at_the_desk(applicant: Program, april: Round) -> None:
    bold = Program(applicant.account, DESK)
    for path in ("close", "decide", "propose", "publish", "publish/confirm", "publish/stop"):
        assert is_problem(bold.post(f"/desk/rounds/{april.number}/{path}", {}), 403)
    assert is_problem(bold.get("/desk/rounds"), 403)
    assert bold.get("/approvals").json() == []


def test_a_round_is_closed_early_with_a_reason_only(officer: Program, april: Round) -> None:
    at = f"/desk/rounds/{april.number}/close"
    assert is_problem(officer.post(at, {}), 422, "reason_missing")
    assert officer.post(at, {"why": "早めた"}).json()["room"] == "decide"
    assert is_problem(officer.post(at, {"why": "早めた"}), 409, "already_closed")
    assert is_problem(officer.post("/desk/rounds/R-none/close", {"why": "x"}), 404)


def test_a_round_out_of_its_turn_is_refused(officer: Program, april: Round) -> None:
    at = f"/desk/rounds/{april.number}"
    assert is_problem(officer.post(f"{at}/decide", {}), 409, "not_in_decide")
    assert is_problem(officer.post(f"{at}/publish", {"at": timezone.now().isoformat()}), 409, "not_approved")
    assert is_problem(officer.post(f"{at}/publish", {"at": "2027-01-01T00:00:00"}), 422)
    assert officer.post(f"{at}/propose", {}).status_code == 409


def must(response: Any) -> Any:
    assert response.status_code in (200, 201), response.content.decode()
    return response.json()


def published_by_two(first: Program, second: Program, at: str) -> None:
    """Open the letters drawn, ask, and confirm as another person."""
    assert is_problem(first.post(f"{at}/publish", {}), 409, "letters_unopened")
    letters = must(first.get(f"{at}/publication"))["letters"]
    for one in letters:
        assert is_problem(first.post(f"{at}/letters/{one['id']}/open", {"why": ""}), 422)
        assert must(first.post(f"{at}/letters/{one['id']}/open", {"why": "公表の前の確認"}))["content"]
    asked = must(first.post(f"{at}/publish", {}))
    assert asked["round"]["publishes_at"] is None
    own = {"asked": asked["agreed"][0]["id"]}
    assert is_problem(first.post(f"{at}/publish/confirm", own), 409, "same_person")
    assert must(second.post(f"{at}/publish/confirm", own))["round"]["publishes_at"]
    assert must(second.post(f"{at}/publish/stop", {"why": "印刷の誤り"}))["round"]["publishes_at"] is None
    again = must(first.post(f"{at}/publish", {}))["agreed"][0]["id"]
    must(second.post(f"{at}/publish/confirm", {"asked": again}))


@pytest.mark.slow
def test_a_round_goes_from_its_deadline_to_publication(officer: Program, applicant: Program, april: Round) -> None:
    applicant.filed()
    work()
    Case.objects.update(room="decide", waits_for="round")
    at = f"/desk/rounds/{april.number}"
    must(officer.post(f"{at}/close", {"why": "試験"}))
    assert must(officer.post(f"{at}/decide", {}))["outcome"]
    for alarm in must(officer.get(f"/nursery/rounds/{april.number}/alarms")):
        assert must(officer.post(f"/nursery/alarms/{alarm['id']}/sign", {"reason": "確かめた"}))["signed_at"]
    made = must(officer.post(f"{at}/propose", {"due_on": str(timezone.localdate() + timedelta(days=3))}))
    own = {"verdict": "approve", "fingerprint": made["fingerprint"]}
    assert is_problem(officer.post(f"/approvals/{made['id']}/reply", own), 403, "own_draft")
    first, second = Proposal.objects.get().route
    chief, head = approver("chief", first), approver("head", second)
    assert is_problem(head.post(f"/approvals/{made['id']}/reply", own), 404)
    assert [one["id"] for one in must(chief.get("/approvals"))] == [made["id"]]
    assert must(chief.get(f"/approvals/{made['id']}"))["content"]
    stale = {"verdict": "approve", "fingerprint": "0" * 64}
    assert is_problem(chief.post(f"/approvals/{made['id']}/reply", stale), 409, "content_changed")
    assert must(chief.post(f"/approvals/{made['id']}/reply", own))["step"] == 2
    assert must(head.post(f"/approvals/{made['id']}/reply", own))["state"] == "approved"
    work()
    Seat.objects.filter(round=april).update(confirmed_at=timezone.now())
    published_by_two(officer, Program(staff("second", "desk"), DESK), at)
    work()
    assert must(officer.get("/desk/rounds"))[0]["published_at"]
    assert Proposal.objects.get().state == "approved"
