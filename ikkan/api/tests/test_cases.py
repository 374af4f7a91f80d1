"""A case seen, corrected, answered and withdrawn through the API."""

from datetime import date, timedelta

from django.utils import timezone

from ikkan.api.tests.cast import Program, answers, case_of, is_problem, picture, work
from ikkan.kernel.outcome import Question
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Document, Round
from ikkan.rooms.check.judgements import ask_for_correction

ASKED = Question(
    "work_certificate_missing", "parents.0.work", Reason("x", "出してください", "Give it"), "work_certificate"
)


def ask(number: str, officer: Program) -> None:
    case = case_of(number)
    due = timezone.localdate() + timedelta(days=10)
    ask_for_correction(
        case=case, questions=[ASKED], message="お願い", due_on=due, account=officer.account, now=timezone.now()
    )  # fmt: skip


def test_a_case_tells_where_it_stands_and_what_happened(applicant: Program) -> None:
    number = applicant.filed()
    found = applicant.get(f"/cases/{number}").json()
    assert found["room"] == "check"
    assert [event["name"] for event in found["events"]][-1] == "intake.received"
    assert found["events"][-1]["sentence"] == {"ja": "申込みを受け付けました", "en": "The application was received"}
    assert [one["number"] for one in applicant.get("/cases").json()] == [number]


def test_events_of_its_round_are_told_but_nothing_of_its_decision(applicant: Program, april: Round) -> None:
    found = applicant.get(f"/cases/{applicant.filed()}").json()
    assert "round.opened" in [event["name"] for event in found["events"]]
    assert not [event for event in found["events"] if event["name"].startswith("decide.ran")]


def test_a_strangers_case_is_not_there(applicant: Program, stranger: Program) -> None:
    number = applicant.filed()
    whole = {"answers": answers()}
    assert stranger.get("/cases").json() == []
    assert is_problem(stranger.get(f"/cases/{number}"), 404, "not_found")
    assert is_problem(stranger.get(f"/cases/{number}/filings"), 404)
    assert is_problem(stranger.put(f"/cases/{number}/application", whole), 404)
    assert is_problem(stranger.post(f"/cases/{number}/answer", whole), 404)
    assert is_problem(stranger.post(f"/cases/{number}/withdraw", {}), 404)
    assert case_of(number).room == "check"


def test_a_correction_is_a_new_version_beside_the_old(applicant: Program) -> None:
    number = applicant.filed()
    mended = {**answers(), "hours_need": "short"}
    answer = applicant.put(f"/cases/{number}/application", {"answers": mended})
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["filing"] == 2
    filings = applicant.get(f"/cases/{number}/filings").json()
    assert [one["version"] for one in filings] == [1, 2]
    assert [one["answers"]["hours_need"] for one in filings] == [answers()["hours_need"], "short"]


def test_a_correction_after_the_deadline_is_refused(applicant: Program, april: Round) -> None:
    number = applicant.filed()
    Round.objects.filter(pk=april.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    assert is_problem(applicant.put(f"/cases/{number}/application", {"answers": answers()}), 409, "round_closed")


def test_a_faulty_correction_changes_nothing(applicant: Program) -> None:
    number = applicant.filed()
    wrong = {**answers(), "start_month": "2027-04-31"}
    assert is_problem(applicant.put(f"/cases/{number}/application", {"answers": wrong}), 422, "faults")
    assert len(applicant.get(f"/cases/{number}/filings").json()) == 1


def test_what_was_asked_is_told_and_answered_with_a_file(applicant: Program, stranger: Program) -> None:
    number = applicant.filed()
    ask(number, stranger)
    asked = applicant.get(f"/cases/{number}").json()["requests"][0]
    assert asked["questions"][0]["sentence"]["en"] == "Give it"
    assert date.fromisoformat(asked["due_on"]) > timezone.localdate()
    made = applicant.post("/nursery/drafts", {"answers": answers(), "corrects": number}).json()
    assert applicant.attach(made["id"], picture()).status_code == 201
    assert is_problem(applicant.post(f"/nursery/drafts/{made['id']}/submit"), 409, "draft_corrects_case")
    answer = applicant.post(f"/cases/{number}/answer", {"answers": answers(), "draft": made["id"]})
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["waits_for"] == "machine"
    assert Document.objects.filter(case__number=number, kind="work_certificate", replaced_by=None).count() == 1
    assert applicant.get(f"/cases/{number}").json()["requests"][0]["answered_at"]


def test_nothing_asked_nothing_answered(applicant: Program) -> None:
    number = applicant.filed()
    assert is_problem(applicant.post(f"/cases/{number}/answer", {"answers": answers()}), 409, "nothing_asked")


def test_a_draft_of_nothing_does_not_go_along(applicant: Program) -> None:
    number = applicant.filed()
    loose = applicant.post("/nursery/drafts", {"answers": {}}).json()["id"]
    sent = applicant.put(f"/cases/{number}/application", {"answers": answers(), "draft": loose})
    assert is_problem(sent, 409, "draft_of_another")


def test_a_case_is_withdrawn_once(applicant: Program) -> None:
    number = applicant.filed()
    assert applicant.post(f"/cases/{number}/withdraw", {"why": "転出"}).json()["room"] == "closed"
    assert is_problem(applicant.post(f"/cases/{number}/withdraw", {}), 409, "already_closed")


def test_the_worker_walks_what_the_api_filed(applicant: Program) -> None:
    number = applicant.filed()
    work()
    assert "check.passed" in str(applicant.get(f"/cases/{number}").json()) or case_of(number).waits_for != "machine"
