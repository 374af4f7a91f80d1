"""An earlier paper given again through the API: one's own only."""

from ikkan.api.tests.cast import Program, answers, is_problem, picture, work
from ikkan.ledger.models import Round


def draft_of(program: Program, given: dict[str, object]) -> str:
    begun = program.post("/nursery/drafts", {"answers": given})
    assert begun.status_code == 201, begun.content.decode()
    return str(begun.json()["id"])


def test_own_paper_is_listed_and_given_again_and_nobody_elses(
    applicant: Program, stranger: Program, april: Round
) -> None:
    first = draft_of(applicant, {**answers(), "documents": []})
    assert applicant.attach(first, picture()).status_code == 201
    filed = applicant.post(f"/nursery/drafts/{first}/submit")
    assert filed.status_code == 201, filed.content.decode()
    work()
    second = draft_of(applicant, {**answers(), "documents": []})
    at = f"/nursery/drafts/{second}/earlier-papers"
    (found,) = applicant.get(f"{at}?kind=work_certificate&of=parent1").json()
    assert found["case"] == filed.json()["number"]
    assert applicant.get(f"{at}?kind=work_certificate&of=parent2").json() == []
    other = draft_of(stranger, {**answers(), "documents": []})
    asked = {"paper": found["id"], "kind": "work_certificate", "of": "parent1"}
    assert stranger.get(f"/nursery/drafts/{other}/earlier-papers?kind=work_certificate&of=parent1").json() == []
    assert is_problem(stranger.post(f"/nursery/drafts/{other}/earlier-papers", asked), 404)
    assert is_problem(stranger.post(at, asked), 404)
    given = applicant.post(at, asked)
    assert given.status_code == 201, given.content.decode()
    documents = applicant.get(f"/nursery/drafts/{second}").json()["answers"]["documents"]
    assert [one["sha256"] for one in documents] == [given.json()["sha256"]]
