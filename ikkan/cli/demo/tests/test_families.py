"""Families without fault fill in a valid form that agrees with the registers."""

import json
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from ikkan.cli.demo.families import make_families
from ikkan.cli.demo.family import Family
from ikkan.cli.demo.people_of_town import People
from ikkan.cli.demo.plan_of_families import plan_families
from ikkan.cli.demo.seats import Nursery
from ikkan.cli.demo.tests.conftest import FILED_ON, START, chance, facts_of, small_round
from ikkan.cli.demo.town import places_of_town, read_data
from ikkan.kernel.book import Book
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.terms import class_age, fiscal_year_of
from ikkan.procedures.nursery.placement.siblings import ChildWishes, Pattern, expand
from ikkan.procedures.nursery.rules import required_documents
from ikkan.procedures.nursery.validation import validate


def objects(answers: JsonObject, key: str) -> list[JsonObject]:
    value = answers[key]
    assert isinstance(value, list)
    return [one for one in value if isinstance(one, dict)]


def class_of(child: JsonObject) -> int:
    return class_age(date.fromisoformat(str(child["birth"] or child["due"])), fiscal_year_of(START))


def test_the_same_seed_gives_the_same_families(
    people: People, nurseries: tuple[Nursery, ...], families: list[Family]
) -> None:
    assert [one.answers for one in small_round(people, nurseries)] == [one.answers for one in families]


def test_the_number_of_children_and_their_classes_come_out_as_wanted(families: list[Family]) -> None:
    children = [child for one in families for child in objects(one.answers, "children")]
    assert len(children) == sum(one.children for one in families) == 150
    classes = Counter(map(class_of, children))
    for age, wanted in enumerate((37, 66, 24, 20, 3, 2)):
        assert abs(classes[age] - wanted) <= 2


def test_every_form_is_valid(families: list[Family], nurseries: tuple[Nursery, ...]) -> None:
    path = files("ikkan.procedures.nursery") / "form.json"
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8"))["schema"])
    for one in families:
        assert not [error.message for error in validator.iter_errors(one.answers)]
        assert validate(one.answers, facilities=facts_of(nurseries), today=FILED_ON) == ()


def test_every_document_that_the_model_book_asks_for_is_there(families: list[Family]) -> None:
    book = Book.open([Path(str(files("ikkan.procedures.nursery") / "book"))]).at(START)
    for one in families:
        held = {(paper["kind"], paper["of"]) for paper in objects(one.answers, "documents")}
        assert not {(needed.kind, needed.of) for needed in required_documents(one.answers, book)} - held


def test_answers_agree_with_the_register(families: list[Family]) -> None:
    for one in families:
        known = {(row.family_name, row.given_name, row.birth.isoformat()) for row in one.household}
        people = [*objects(one.answers, "parents"), *objects(one.answers, "children")]
        for person in people:
            name = person["name"]
            if isinstance(name, dict) and person["birth"] is not None:
                assert (name["family"], name["given"], person["birth"]) in known
        assert one.resident_number_of_applicant in {row.number for row in one.household}
        assert one.clean


def test_wishes_have_the_childs_class_and_never_the_present_place(
    families: list[Family], nurseries: tuple[Nursery, ...]
) -> None:
    by_code = {one.code: one for one in nurseries}
    for one in families:
        for child in objects(one.answers, "children"):
            wishes = child["wishes"]
            assert isinstance(wishes, list)
            assert len(set(map(str, wishes))) == len(wishes) >= 1
            assert all(by_code[str(code)].takes(class_of(child)) for code in wishes)
            assert child["present_facility"] not in wishes


def test_sibling_wishes_can_be_expanded(families: list[Family]) -> None:
    seen = set()
    for one in families:
        children = objects(one.answers, "children")
        siblings = one.answers["siblings"]
        assert isinstance(siblings, dict)
        rows = siblings["combination"]
        assert isinstance(rows, list)
        free = [tuple(str(code) or None for code in row.values()) for row in rows if isinstance(row, dict)]
        wishes = [
            ChildWishes(str(child["id"]), tuple(map(str, codes)))
            for child in children
            if isinstance(codes := child["wishes"], list)
        ]
        assert expand(wishes, Pattern(siblings["pattern"]), combination=free)
        if len(children) > 1:
            seen.add(siblings["pattern"])
    assert len(seen) >= 4


def test_each_parent_at_work_has_a_certificate_that_says_the_same(families: list[Family]) -> None:
    for one in families:
        papers = {(str(paper["kind"]), str(paper["of"])): paper for paper in objects(one.answers, "documents")}
        for parent in objects(one.answers, "parents"):
            if parent["reason"] in ("work", "leave"):
                facts, work = papers["work_certificate", str(parent["id"])]["facts"], parent["work"]
                assert isinstance(facts, dict)
                assert isinstance(work, dict)
                assert facts["month_hours"] == work["month_hours"]
                assert (FILED_ON - date.fromisoformat(str(facts["issued_on"]))).days < 90
        assert {str(paper["sha256"]) for paper in papers.values()} <= set(one.files)


def test_transfers_and_siblings_in_care_are_enrolled(families: list[Family]) -> None:
    transfers = [
        (one, child)
        for one in families
        for child in objects(one.answers, "children")
        if child["present_care"] == "nursery"
    ]
    assert transfers
    for one, child in transfers:
        assert child["present_facility"] in {enrolled.facility for enrolled in one.enrolments}
    births = {row.number: row.birth for one in families for row in one.household}
    assert all(births[row.child] < row.since for one in families for row in one.enrolments)


def test_unborn_single_and_extension_families_occur(families: list[Family]) -> None:
    assert any(child["due"] is not None for one in families for child in objects(one.answers, "children"))
    assert any(one.answers["single_parent"] for one in families)
    assert any(one.answers["extension"] == {"accepts_hold": True} for one in families)


def test_a_town_too_small_is_refused(people: People, nurseries: tuple[Nursery, ...]) -> None:
    with pytest.raises(ValueError, match="small children too few"):
        make_families(
            dict(list(people.by_household().items())[:20]),
            nurseries,
            children=100,
            start_month=START,
            filed_on=FILED_ON,
            seed=1,
            places=places_of_town(),
            shares=read_data("families.toml"),
            names=read_data("names.toml"),
        )


def test_a_monthly_round_has_no_unborn_children(people: People) -> None:
    plans = plan_families(
        people.by_household(),
        children=20,
        start_month=date(2026, 12, 1),
        filed_on=FILED_ON,
        shares=read_data("families.toml"),
        random=chance(),
    )
    assert sum(len(plan.applying) for plan in plans) == 20
    assert not any(plan.due for plan in plans)
