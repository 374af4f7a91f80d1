"""Every page of the form as HTML, in three languages, whole and refused."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.progress import task_groups
from ikkan.counter.forms.reading import read_page
from ikkan.counter.forms.rendering import FREE, render_page
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.tests.form_hand import TODAY, choices, every_place

FOLDER = Path(__file__).parents[1]
FORM = load_form(FOLDER)
ANSWERS: JsonObject = json.loads((FOLDER / "tests" / "data" / "answers.json").read_text(encoding="utf-8"))
PLACES = [place.key for place in every_place(FORM, ANSWERS)]
FRAME = {"town_name": "みほん市", "procedure_title": "保育所の申込み", "csrf_token": "t", "draft_version": 3}
EMPTIED: JsonObject = {
    **ANSWERS,
    "children": [{"id": "c1"}, {"id": "c2"}],
    "parents": [{"id": "parent1", "reason": "work"}, {"id": "parent2", "reason": "work"}],
    "documents": [],
    "siblings": {},
    "applicant": {},
}


def url(place: Place) -> str:
    return f"/apply/{place.key}"


def draw(place: Place, answers: JsonObject, language: str = "ja", **looks: object) -> str:
    around = Surroundings(today=TODAY, choices=choices, language=language)
    view = render_page(FORM, place, answers, around, marks={}, url=url, **looks)  # type: ignore[arg-type]  # faults, posted, query
    return render_to_string(view.template, {**FRAME, **view.context(), "page_language": language})


def place_of_key(key: str) -> Place:
    return next(place for place in every_place(FORM, ANSWERS) if place.key == key)


def assert_sound(html: str) -> None:
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert [one for one, count in Counter(ids).items() if count > 1] == []
    for target in re.findall(r'<label for="([^"]*)"', html):
        assert target in ids, target
    for names in re.findall(r'aria-describedby="([^"]*)"', html):
        assert set(names.split()) <= set(ids), names
    assert html.count("<h1") == 1
    assert not re.search(r"style=|onclick|hx-on|javascript:", html)


@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_every_page_is_sound_in_every_language(language: str) -> None:
    for key in PLACES:
        html = draw(place_of_key(key), ANSWERS, language)
        assert_sound(html)
        assert 'name="_version" value="3"' in html, key
        if language == "en":
            asked = re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL)
            assert "（湊）" in asked or "Save and continue" in asked or "Apply" in asked


def test_every_refused_page_leads_to_its_boxes_and_keeps_what_was_typed() -> None:
    around = Surroundings(today=TODAY, choices=choices)
    refused = 0
    for place in every_place(FORM, EMPTIED):
        read = read_page(FORM, place, {"applicant-phone": ["かな"]}, EMPTIED, around)
        if not read.faults:
            continue
        refused += 1
        posted = {"applicant-phone": ["かな"]}
        html = draw(place, EMPTIED, faults=read.faults, posted=posted)
        assert_sound(html)
        ids = set(re.findall(r'\sid="([^"]*)"', html))
        anchors = re.findall(r'<li><a href="#([^"]*)"', html)
        assert len(anchors) == len(read.faults), place.key
        assert set(anchors) <= ids, (place.key, set(anchors) - ids)
        assert "<title>エラー：" in html
        if place.page.code == "contact":
            assert 'value="かな"' in html
    assert refused > 20


def test_the_address_is_found_by_its_postal_code_or_written_freely() -> None:
    place = place_of_key("applicant/applicant_address")
    assert 'type="radio" name="town"' in draw(place, EMPTIED, query="425-0027")
    nowhere = draw(place, EMPTIED, query="9999999")
    assert "見つかりませんでした" in nowhere
    for html in (nowhere, draw(place, EMPTIED, query=FREE)):
        assert_sound(html)
        assert '<input id="id_town"' in html
    assert 'name="town"' not in draw(place, EMPTIED)


def test_wishes_are_found_added_moved_and_removed_by_plain_buttons() -> None:
    place = place_of_key("wishes/wishes/0")
    html = draw(place, ANSWERS)
    for button in ("up:1", "down:0", "remove:2", "pick:0013020099"):
        assert f'name="_press" value="{button}"' in html, button
    assert "pick:0013020001" not in html
    assert "見つかりませんでした" in draw(place, ANSWERS, query="どこにもない園")


def test_what_a_person_typed_stays_text() -> None:
    evil: JsonObject = {**ANSWERS, "applicant": {"name": {"family": "<script>", "given": "髙（たか）"}}}
    for language in ("ja", "easy"):
        html = draw(place_of_key("applicant/applicant_name"), evil, language)
        assert "<script>" not in html.partition("<body")[2]
        assert "&lt;script&gt;" in html
        assert 'value="髙（たか）"' in html


def test_easy_japanese_has_its_readings_above_the_characters() -> None:
    html = draw(place_of_key("applicant/contact"), ANSWERS, "easy")
    assert "<rt>でんわばんごう</rt>" in html
    assert "<rt>" not in draw(place_of_key("applicant/contact"), ANSWERS, "ja")


def test_the_task_list_has_nine_rows_in_three_groups() -> None:
    groups, done, count = task_groups(FORM, ANSWERS, marks={}, language="ja", url=url)
    html = render_to_string(
        "counter/forms/tasks.html",
        {**FRAME, "page_language": "ja", "page_title": "申込み", "groups": groups, "done": done, "count": count},
    )
    assert (len(groups), done, count) == (3, 9, 9)
    assert_sound(html)
    assert html.count("入力済み") == 9
