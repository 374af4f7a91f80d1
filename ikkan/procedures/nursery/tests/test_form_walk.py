"""The form filled in page by page with plain POSTs, as a parent without JavaScript would."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest

from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.paths import value_at, with_value
from ikkan.counter.forms.places import places
from ikkan.counter.forms.prefill import apply_prefill
from ikkan.counter.forms.progress import complete
from ikkan.counter.forms.reading import read_page
from ikkan.counter.forms.showing import fitting_row
from ikkan.counter.forms.uploads import wanted_papers
from ikkan.counter.forms.validity import find_faults
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.placement.siblings import Alone, Pattern
from ikkan.procedures.nursery.tests.form_hand import AROUND, Hand

FOLDER = Path(__file__).parents[1]
ANSWERS: JsonObject = json.loads((FOLDER / "tests" / "data" / "answers.json").read_text(encoding="utf-8"))
REASONS: dict[str, tuple[list[str], JsonObject, str]] = {
    "birth": (["birth_due"], {"birth_due": "2027-05-01"}, "maternity_book"),
    "illness": (["illness"], {"illness": "hospital"}, "diagnosis"),
    "disability": (["disability"], {"disability": "middle"}, "disability_card"),
    "care": (["care_hours"], {"care_hours": 100}, "care_report"),
    "study": (["study_hours"], {"study_hours": 90}, "student_proof"),
    "disaster": (["note"], {"note": "床上浸水"}, "disaster_proof"),
    "job_search": (["note"], {}, ""),
    "abuse": (["note"], {}, ""),
    "leave": (["work_place", "work_hours", "work_leave", "leave_until"], {}, "work_certificate"),
    "work": (["work_place", "work_hours", "work_leave"], {}, "work_certificate"),
}


@pytest.fixture
def form() -> Form:
    return load_form(FOLDER)


def one_child() -> JsonObject:
    """Return a family of two employed parents with one child, three wishes and nobody else."""
    answers = deepcopy(ANSWERS)
    for name, kept in (("children", 1), ("documents", 2), ("family", 0)):
        whole = answers[name]
        assert isinstance(whole, list)
        answers[name] = whole[:kept]
    return answers


def known_of(answers: JsonObject) -> JsonObject:
    """Return what the register would hold of that family."""
    own = {name: value_at(answers, f"applicant.{name}") for name in ("name", "kana", "birth", "address", "is_parent")}
    child = {name: value_at(answers, f"children.0.{name}") for name in ("id", "name", "kana", "birth")}
    other = {name: value_at(answers, f"parents.1.{name}") for name in ("name", "kana", "birth", "relation")}
    known: JsonObject = json.loads(
        json.dumps(
            {
                "resident": {**own, "lives_in_town": "yes", "relation": "mother"},
                "household": {"children": [child], "family": [], "other_parent": other},
            }
        )
    )
    return known


def same_but_documents(left: JsonObject, right: JsonObject) -> None:
    for name in right:
        if name not in ("documents", "siblings"):
            assert left[name] == right[name], name


def test_the_sample_is_valid_and_filing_leaves_it_as_it_is(form: Form) -> None:
    assert find_faults(form, ANSWERS) == ()
    assert complete(form, ANSWERS) == ANSWERS


def test_a_whole_form_written_by_hand_comes_out_as_wanted(form: Form) -> None:
    filed = complete(form, Hand(form, ANSWERS).walk())
    same_but_documents(filed, ANSWERS)
    assert find_faults(form, filed) == ()


def test_prefilled_it_takes_at_most_22_pages_and_70_taps(form: Form) -> None:
    wanted = one_child()
    answers, marks = apply_prefill(form, {}, known_of(wanted), on=date(2026, 11, 10))
    hand = Hand(form, wanted, answers=answers, marks=marks)
    filed = complete(form, hand.walk())
    same_but_documents(filed, wanted)
    assert find_faults(form, filed) == ()
    assert len(hand.pages) <= 22
    assert hand.taps <= 70
    assert "children/children" in hand.pages


def test_a_single_parent_is_not_asked_about_another(form: Form) -> None:
    wanted = with_value(with_value(one_child(), "single_parent", True), "absence", "divorced")
    parents = wanted["parents"]
    assert isinstance(parents, list)
    wanted["parents"] = parents[:1]
    hand = Hand(form, wanted)
    filed = complete(form, hand.walk())
    same_but_documents(filed, wanted)
    assert not [key for key in hand.pages if key.startswith("parent2/")]
    assert "documents/paper_single" in hand.pages
    assert find_faults(form, filed) == ()


@pytest.mark.parametrize("reason", REASONS)
def test_only_the_chosen_reason_has_its_pages_and_its_paper(form: Form, reason: str) -> None:
    pages, given, paper = REASONS[reason]
    wanted = with_value(one_child(), "parents.0.reason", reason)
    for name, value in given.items():
        wanted = with_value(wanted, f"parents.0.{name}", value)
    if reason == "leave":
        wanted = with_value(wanted, "parents.0.work.leave", "childcare")
        wanted = with_value(wanted, "parents.0.work.leave_until", "2027-03-31")
    hand = Hand(form, wanted)
    filed = complete(form, hand.walk())
    asked = [key.partition("/")[2] for key in hand.pages if key.startswith("parent1/")]
    assert asked == ["parent_name", "parent_birth", "reason", *pages]
    papers = [one.kind for one in wanted_papers(form, filed) if one.of == "parent1"]
    assert papers == ([paper] if paper else [])
    assert find_faults(form, filed) == ()


def test_changing_the_reason_takes_the_old_answers_out_of_the_filing_only(form: Form) -> None:
    draft = with_value(with_value(one_child(), "parents.0.reason", "care"), "parents.0.care_hours", 80)
    filed = complete(form, draft)
    parents = filed["parents"]
    assert isinstance(parents, list)
    assert isinstance(parents[0], dict)
    assert "work" not in parents[0]
    assert value_at(draft, "parents.0.work.month_hours") == 160
    assert find_faults(form, filed) == ()


def test_an_unborn_child_has_a_due_date_and_may_have_no_name(form: Form) -> None:
    wanted = one_child()
    spoilt: JsonObject = {"birth": None, "due": "2027-01-20", "name": {"family": "", "given": ""}}
    for name, value in spoilt.items():
        wanted = with_value(wanted, f"children.0.{name}", value)
    wanted = with_value(wanted, "children.0.kana", {"family": "", "given": ""})
    filed = complete(form, Hand(form, wanted).walk())
    same_but_documents(filed, wanted)
    assert find_faults(form, filed) == ()


def test_the_plain_questions_reach_every_pattern_and_back(form: Form) -> None:
    section = form.section("options")
    assert section is not None
    place = next(one for one in places(section, ANSWERS) if one.page.code == "siblings")
    field = place.page.fields[0]
    reached = set()
    for same_time in ("yes", "no", "own"):
        for same_place in ("must", "prefer", "no"):
            for first in ("wait", "older", "younger", "either"):
                posted = {"same_time": [same_time], "same_place": [same_place], "first": [first]}
                read = read_page(form, place, posted, ANSWERS, AROUND)
                if read.faults:
                    assert same_time == "yes"
                    assert first != "wait"
                    assert [fault.code for fault in read.faults] == ["contradiction"]
                    continue
                kept = read.answers["siblings"]
                assert isinstance(kept, dict)
                row = fitting_row(field, kept)
                assert row is not None
                assert kept == {**kept, **row.values}
                reached.add((kept["pattern"], kept["alone"]))
    assert {pattern for pattern, _ in reached} == {pattern.value for pattern in Pattern}
    assert {alone for _, alone in reached} == {alone.value for alone in Alone}


def test_the_third_question_is_asked_for_when_it_matters(form: Form) -> None:
    section = form.section("options")
    assert section is not None
    place = next(one for one in places(section, ANSWERS) if one.page.code == "siblings")
    read = read_page(form, place, {"same_time": ["no"], "same_place": ["must"]}, ANSWERS, AROUND)
    assert [(fault.code, fault.box) for fault in read.faults] == [("empty", "first")]
    waits = read_page(form, place, {"same_time": ["yes"], "same_place": ["must"]}, ANSWERS, AROUND)
    assert waits.faults == ()


def test_a_hard_case_lists_its_own_combinations(form: Form) -> None:
    wanted = with_value(ANSWERS, "siblings.pattern", "combination")
    rows = [{"c1": "0013020001", "c2": "0013020001"}, {"c1": "", "c2": "0013020007"}]
    wanted = with_value(wanted, "siblings.combination", json.loads(json.dumps(rows)))
    filed = complete(form, Hand(form, wanted).walk())
    assert value_at(filed, "siblings.combination") == rows
    assert find_faults(form, filed) == ()
