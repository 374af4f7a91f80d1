"""Each fault of a form that its schema cannot express, on the sample with one thing spoilt."""

import json
from datetime import date
from pathlib import Path

import pytest

from ikkan.counter.forms.paths import value_at, with_value
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.procedures.nursery.validation import FacilityFacts, validate

ANSWERS: JsonObject = json.loads((Path(__file__).parent / "data" / "answers.json").read_text(encoding="utf-8"))
ALL = frozenset(range(6))
FACILITIES = {
    "0013020001": FacilityFacts("0013020001", "みなと保育園", ALL),
    "0013020007": FacilityFacts("0013020007", "すみれこども園", ALL),
    "0013020012": FacilityFacts("0013020012", "くすのき保育園", frozenset({0, 1, 2})),
}
TODAY = date(2026, 11, 10)
CHILD = value_at(ANSWERS, "children.0")
ROW: JsonValue = {"c1": "0013020001", "c2": ""}


def faults(*changes: tuple[str, JsonValue]) -> list[tuple[str, str]]:
    answers = ANSWERS
    for path, value in changes:
        answers = with_value(answers, path, value)
    found = validate(answers, facilities=FACILITIES, today=TODAY)
    for one in found:
        assert one.ja
        assert one.en.isascii() or "園" in one.en
    return [(one.code, one.field) for one in found]


def test_the_sample_has_none() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ([("start_month", "2027-04-02")], "start_not_first_of_month", "start_month"),
        ([("start_month", "2026-10-01")], "start_in_the_past", "start_month"),
        ([("children.0.wishes", ["0013020001", "0013020001"])], "wished_twice", "children.0.wishes.1"),
        ([("children.0.wishes", ["9999999999"])], "unknown_facility", "children.0.wishes.0"),
        ([("children.1.wishes", ["0013020012"])], "class_not_there", "children.1.wishes.0"),
        ([("children.1.id", "c1")], "child_id_twice", "children.0.id"),
        ([("children.0.birth", "2026-11-11")], "date_in_the_future", "children.0.birth"),
        ([("children.0.birth", None), ("children.0.due", "2027-04-02")], "due_after_start", "children.0.due"),
        ([("children.0.birth", None), ("children.0.due", "2027-03-20"), ("start_month", "2027-05-01")],
         "unborn_only_for_april", "children.0.due"),
        ([("children.0.present_facility", "0013020001")], "facility_without_nursery", "children.0.present_facility"),
        ([("children.0.graduate_of", "0013020001")], "facility_without_nursery", "children.0.graduate_of"),
        ([("children.0.present_care", "nursery"), ("children.0.present_facility", "1")], "unknown_facility",
         "children.0.present_facility"),
        ([("parents.1.relation", "mother")], "relation_twice", "parents.1.relation"),
        ([("parents.1.id", "parent1")], "parent_id", "parents.1.id"),
        ([("parents.0.birth", "2030-01-01")], "date_in_the_future", "parents.0.birth"),
        ([("parents.0.birth", "2024-01-01")], "parent_younger_than_child", "parents.0.birth"),
        ([("family.0.birth", "2030-01-01")], "date_in_the_future", "family.0.birth"),
        ([("applicant.birth", "2030-01-01")], "date_in_the_future", "applicant.birth"),
        ([("documents.0.of", "c7")], "document_of_nobody", "documents.0.of"),
        ([("agreements.registers_read", False)], "not_agreed", "agreements.registers_read"),
        ([("siblings.pattern", "combination"), ("siblings.combination", [{"c1": "0013020001"}])],
         "combination_children", "siblings.combination.0"),
        ([("siblings.pattern", "combination"), ("siblings.combination", [ROW, {"c1": "", "c2": "0013020012"}])],
         "combination_not_wished", "siblings.combination.1"),
    ],
)  # fmt: skip
def test_each_fault_has_its_name_and_its_place(changes: list[tuple[str, JsonValue]], code: str, field: str) -> None:
    assert (code, field) in faults(*changes)


def test_the_same_child_twice_is_told() -> None:
    again: JsonObject = {**CHILD, "id": "c3"} if isinstance(CHILD, dict) else {}
    assert ("child_twice", "children.2") in faults(("children.2", again))


def test_a_pattern_needs_two_children_and_the_applicant_a_parent() -> None:
    found = faults(
        ("children", [CHILD if isinstance(CHILD, dict) else {}]),
        ("siblings.pattern", "apart_same_time_prefer_same"),
        ("applicant.is_parent", "parent2"),
        ("parents", [value for value in [value_at(ANSWERS, "parents.0")] if isinstance(value, dict)]),
        ("documents", []),
    )
    assert found == [("applicant_is_no_parent", "applicant.is_parent"), ("pattern_needs_siblings", "siblings.pattern")]


def test_a_child_born_on_the_first_of_april_is_in_the_older_class() -> None:
    wish: tuple[str, JsonValue] = ("children.1.wishes", ["0013020012"])
    assert faults(("children.1.birth", "2024-04-02"), wish) == []
    assert ("class_not_there", "children.1.wishes.0") in faults(("children.1.birth", "2024-04-01"), wish)


def test_half_filled_answers_never_raise() -> None:
    for odd in ({}, {"children": None, "parents": [1]}, {"children": [{}], "siblings": [], "start_month": 1}):
        answers: JsonObject = json.loads(json.dumps(odd))
        assert validate(answers, facilities={}, today=TODAY)
