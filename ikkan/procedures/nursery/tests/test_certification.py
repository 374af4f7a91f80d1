"""Certification by age, hours and ground, with its term; refusals say why."""

from datetime import date

import pytest

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Decision
from ikkan.procedures.nursery.rules import certification, hours_of, required_documents
from ikkan.procedures.nursery.tests.worked_examples import answers_of, open_book

AT = open_book().at(date(2027, 4, 1))
WORK = {"relation": "father", "hours": 160}


def decide(*parents: dict[str, object], birth: str | None = "2025-06-01", **household: object) -> Decision:
    child: JsonObject = {"birth": birth}
    answers = answers_of({"parents": list(parents), "children": [child], "household": household})
    return certification(answers, {"id": "c1", **child}, AT)


@pytest.mark.parametrize(
    ("birth", "result", "until"),
    [
        ("2025-06-01", "category_3", "2028-05-30"),
        ("2024-04-02", "category_2", "2031-03-31"),
        ("2024-04-03", "category_3", "2027-04-01"),
        ("2021-04-02", "category_2", "2028-03-31"),
    ],
)
def test_category_and_term_follow_the_age(birth: str, result: str, until: str) -> None:
    decision = decide(WORK, birth=birth)
    assert decision.result == result
    assert decision.figures["valid_until"] == until


@pytest.mark.parametrize(("hours", "expected"), [(48, "short"), (119.5, "short"), (120, "standard"), (160, "standard")])
def test_hours_follow_the_parent_with_less(hours: float, expected: str) -> None:
    decision = decide(WORK, {"relation": "mother", "hours": hours})
    assert decision.figures["hours"] == expected
    assert decision.grants_less is (expected == "short")
    assert any(reason.unconfirmed for reason in decision.reasons)


def test_too_few_hours_are_refused_with_the_minimum() -> None:
    decision = decide(WORK, {"relation": "mother", "hours": 47})
    assert (decision.result, decision.grants_less) == ("refused", True)
    assert "47時間" in decision.reasons[0].ja
    assert "48時間" in decision.reasons[0].ja
    assert "1条の5" in decision.reasons[0].article


def test_parent_without_ground_is_refused() -> None:
    assert decide(WORK, {"reason": ""}).reasons[0].code == "certification.no_ground"
    assert decide(WORK, {"reason": "leave"}).result == "refused"


def test_other_ground_and_unknown_birth_go_to_an_officer() -> None:
    assert decide(WORK, {"reason": "other"}).result == "staff"
    assert decide(WORK, birth=None).result == "staff"


@pytest.mark.parametrize(
    ("parent", "until"),
    [({"reason": "job_search"}, "2027-06-29"), ({"reason": "birth", "birth_due": "2027-05-01"}, "2027-06-30")],
)
def test_ground_limits_the_term(parent: dict[str, object], until: str) -> None:
    assert decide(WORK, parent).figures["valid_until"] == until


def test_short_hours_on_request_grant_nothing_less() -> None:
    decision = decide(WORK, hours_need="short")
    assert (decision.figures["hours"], decision.grants_less) == ("short", False)


def test_documents_follow_reason_and_facts() -> None:
    answers = answers_of(
        {
            "parents": [WORK, {"reason": "care"}],
            "children": [{"present_care": "unlicensed", "paid_care_hours": 80}],
            "household": {"welfare": True},
        }
    )
    assert [(one.kind, one.of) for one in required_documents(answers, AT)] == [
        ("work_certificate", "parent1"),
        ("care_report", "parent2"),
        ("diagnosis", "parent2"),
        ("welfare_proof", "household"),
        ("paid_care_proof", "c1"),
    ]


def test_counted_hours_follow_the_town() -> None:
    parent = answers_of({"parents": [{"hours": 160, "days": 5, "break": 75}]})["parents"]
    assert isinstance(parent, list)
    assert isinstance(parent[0], dict)
    assert hours_of(parent[0], AT) == 155
    assert hours_of(parent[0], open_book("142051-fujisawa").at(date(2027, 4, 1))) == 135
