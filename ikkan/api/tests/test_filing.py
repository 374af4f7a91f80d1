"""From a draft to a receipt."""

from ikkan.api.tests.cast import Program, answers, case_of, is_problem, picture
from ikkan.ledger.models import Case, Document
from ikkan.rooms.intake.models import Draft, Filing


def start(program: Program, given: object) -> str:
    made = program.post("/nursery/drafts", {"answers": given})
    assert made.status_code == 201, made.content.decode()
    return str(made.json()["id"])


def test_the_form_comes_with_its_schema_and_layout(applicant: Program) -> None:
    form = applicant.get("/nursery/form").json()
    assert form["version"] == "1"
    assert "start_month" in form["schema"]["required"]
    assert any(field["to"] for section in form["layout"] for page in section["pages"] for field in page["fields"])
    assert "nursery" in [one["code"] for one in applicant.get("/procedures").json()]


def test_an_unknown_procedure_is_not_there(applicant: Program) -> None:
    assert is_problem(applicant.get("/fishing/form"), 404)
    assert is_problem(applicant.post("/fishing/drafts", {"answers": {}}), 404)


def test_a_draft_tells_its_faults_and_a_whole_one_has_none(applicant: Program) -> None:
    made = applicant.post("/nursery/drafts", {"answers": {"start_month": "2027-04-01"}}).json()
    assert {"path", "code", "ja", "en"} <= set(made["faults"][0])
    at = f"/nursery/drafts/{made['id']}"
    saved = applicant.put(at, {"answers": answers(), "version": made["version"]})
    assert saved.status_code == 200, saved.content.decode()
    assert saved.json()["faults"] == []
    assert applicant.get(at).json()["answers"]["children"] == answers()["children"]


def test_a_save_over_a_newer_one_is_refused_and_nothing_is_lost(applicant: Program) -> None:
    draft = start(applicant, {"start_month": "2027-04-01"})
    at = f"/nursery/drafts/{draft}"
    assert applicant.put(at, {"answers": {"welfare": True}, "version": 0}).status_code == 200
    assert is_problem(applicant.put(at, {"answers": {}, "version": 0}), 409, "changed_elsewhere")
    assert applicant.get(at).json()["answers"] == {"welfare": True}


def test_a_second_draft_for_the_same_thing_is_refused(applicant: Program) -> None:
    draft = start(applicant, {"welfare": True})
    second = applicant.post("/nursery/drafts", {"answers": {"welfare": False}})
    assert is_problem(second, 409, "draft_exists")
    assert draft in second.json()["en"]
    assert [one["id"] for one in applicant.get("/nursery/drafts").json()] == [draft]


def test_a_strangers_draft_is_not_there(applicant: Program, stranger: Program) -> None:
    at = f"/nursery/drafts/{start(applicant, {})}"
    assert is_problem(stranger.get(at), 404)
    assert is_problem(stranger.put(at, {"answers": {}, "version": 0}), 404)
    assert is_problem(stranger.delete(at), 404)
    assert is_problem(stranger.post(f"{at}/submit"), 404)
    assert is_problem(stranger.attach(at.rpartition("/")[2], picture()), 404)


def test_a_draft_is_deleted(applicant: Program) -> None:
    at = f"/nursery/drafts/{start(applicant, {})}"
    assert applicant.delete(at).status_code == 204
    assert is_problem(applicant.get(at), 404)


def test_a_draft_with_a_file_becomes_a_case_with_a_receipt(applicant: Program) -> None:
    draft = start(applicant, {**answers(), "documents": []})
    given = applicant.attach(draft, picture(), facts='{"month_hours": 160}')
    assert given.status_code == 201, given.content.decode()
    answer = applicant.post(f"/nursery/drafts/{draft}/submit", {})
    assert answer.status_code == 201, answer.content.decode()
    receipt = answer.json()
    assert receipt["expected_on"]
    assert receipt["links"]["case"].endswith(receipt["number"])
    case = case_of(receipt["number"])
    assert case.channel == "api"
    assert Document.objects.get(case=case).sha256 == given.json()["sha256"]
    filed = Filing.objects.get(case=case).answers["documents"]
    assert [(one["kind"], one["facts"]) for one in filed] == [("work_certificate", {"month_hours": 160})]
    assert not Draft.objects.exists()


def test_the_same_submit_again_gives_the_first_receipt(applicant: Program) -> None:
    draft = start(applicant, answers())
    first = applicant.post(f"/nursery/drafts/{draft}/submit", {}, key="once")
    again = applicant.post(f"/nursery/drafts/{draft}/submit", {}, key="once")
    assert again.status_code == 201, again.content.decode()
    assert again.json() == first.json()
    assert Case.objects.count() == 1


def test_a_faulty_form_is_told_every_fault_at_its_place(applicant: Program) -> None:
    wrong = answers()
    wrong["parents"][0]["birth"] = "2999-01-01"
    wrong["children"][0]["wishes"] = ["9999999999"]
    answer = applicant.post("/nursery/applications", {"answers": wrong})
    assert is_problem(answer, 422, "faults")
    assert {"parents.0.birth", "children.0.wishes.0"} <= {fault["path"] for fault in answer.json()["faults"]}
    assert not Case.objects.exists()


def test_a_month_without_a_round_is_refused(applicant: Program) -> None:
    answer = applicant.post("/nursery/applications", {"answers": {**answers(), "start_month": "2027-06-01"}})
    assert is_problem(answer, 422, "no_open_round")
    assert answer.json()["faults"][0]["path"] == "start_month"


def test_a_file_that_cannot_be_read_is_kept_or_refused_as_asked(applicant: Program) -> None:
    draft = start(applicant, {})
    kept = applicant.attach(draft, b"no picture")
    assert kept.status_code == 201
    assert kept.json()["note"]
    assert is_problem(applicant.attach(draft, b"no picture", keep_unreadable="false"), 422)


def test_a_file_is_taken_off_again(applicant: Program) -> None:
    draft = start(applicant, {})
    given = applicant.attach(draft, picture()).json()
    at = f"/nursery/drafts/{draft}"
    assert applicant.get(at).json()["answers"]["documents"][0]["sha256"] == given["sha256"]
    assert applicant.delete(f"{at}/attachments/{given['id']}").status_code == 204
    after = applicant.get(at).json()
    assert after["attachments"] == []
    assert after["answers"]["documents"] == []
    assert is_problem(applicant.delete(f"{at}/attachments/{given['id']}"), 404)


def test_facts_must_be_an_object(applicant: Program) -> None:
    draft = start(applicant, {})
    for facts in ("[1]", "{", '{"a": "\\u0000"}', '{"a": "\\ud800"}', '{"a": NaN}'):
        assert is_problem(applicant.attach(draft, picture(), facts=facts), 422, "facts_unreadable"), facts


def test_a_file_larger_than_the_town_takes_is_refused(applicant: Program, settings: object) -> None:
    settings.IKKAN_MAX_UPLOAD_MB = 0  # type: ignore[attr-defined]
    draft = start(applicant, {})
    assert is_problem(applicant.attach(draft, picture()), 413, "file_too_large")
