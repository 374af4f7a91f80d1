"""A person's own data."""

from django.utils import timezone

from ikkan.api.tests.cast import Program, citizen, is_problem
from ikkan.registers.models import Reading


def read(number: str) -> None:
    Reading.objects.create(
        resident=number, at=timezone.now(), purpose="審査", case_number="H-1", fields=["birth"], ground="法24条"
    )  # fmt: skip


def test_who_looked_at_my_data_is_told_to_me_alone(applicant: Program, stranger: Program) -> None:
    read(applicant.account.resident_number)
    found = applicant.get("/me/readings").json()
    assert [(one["purpose"], one["fields"], one["by_machine"]) for one in found] == [("審査", ["birth"], True)]
    assert stranger.get("/me/readings").json() == []


def test_readings_come_page_by_page(applicant: Program) -> None:
    for _ in range(3):
        read(applicant.account.resident_number)
    assert len(applicant.get("/me/readings?limit=2").json()) == 2
    assert len(applicant.get("/me/readings?limit=2&offset=2").json()) == 1
    assert is_problem(applicant.get("/me/readings?limit=0"), 422, "faults")
    assert is_problem(applicant.get("/me/readings?offset=x"), 422, "faults")


def test_an_export_holds_all_and_only_mine(applicant: Program, stranger: Program) -> None:
    number = applicant.filed()
    applicant.post("/nursery/drafts", {"answers": {"welfare": True}})
    found = applicant.get("/me/export").json()
    assert found["account"]["username"] == "applicant"
    assert [case["number"] for case in found["cases"]] == [number]
    assert found["cases"][0]["filings"][0]["answers"]["children"]
    assert [event["name"] for event in found["cases"][0]["events"]][-1] == "intake.received"
    assert found["drafts"][0]["answers"] == {"welfare": True}
    empty = stranger.get("/me/export").json()
    assert empty["cases"] == empty["drafts"] == empty["readings"] == []


def test_my_data_need_their_own_scope(applicant: Program) -> None:
    narrow = Program(citizen("narrow"), ("nursery:read",))
    assert is_problem(narrow.get("/me/export"), 403, "token_scope")
