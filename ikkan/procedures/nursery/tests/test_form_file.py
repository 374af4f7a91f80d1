"""What form.json promises: every answer asked, words in three languages, the schema held by two validators."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ikkan.counter.forms.api_schema import api_schema
from ikkan.counter.forms.copy import copy_rows
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.paths import matching, shape_of, value_at, with_value, without
from ikkan.counter.forms.places import place_of
from ikkan.counter.forms.text_formats import format_checker
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.procedures.nursery.tests.form_hand import AROUND

FOLDER = Path(__file__).parents[1]
FORM = load_form(FOLDER)
ANSWERS: JsonObject = json.loads((FOLDER / "tests" / "data" / "answers.json").read_text(encoding="utf-8"))
SLOW = Draft202012Validator(FORM.schema, format_checker=format_checker())
ODD: list[JsonValue] = [
    None, True, 0, 1, -1, 1.5, "", "x", "2023-02-29", "2027-04-01", "花\x00", "髙\ud800", [], {}, ["x"], {"x": 1}, "c9",
    "parent2", "care", "nursery", "x" * 300, 10**9,
]  # fmt: skip


BARE_KANJI = re.compile(r"[\u4e00-\u9fff々](?![\u4e00-\u9fff々]|（[ぁ-ゖー]+）)")


def leaves(value: JsonValue, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from leaves(part, f"{path}.{index}")
    if path:
        yield path


PLACES = sorted(set(leaves(ANSWERS)))


def texts(value: JsonValue) -> Iterator[JsonObject]:
    if isinstance(value, dict):
        if set(value) == {"ja", "easy", "en"}:
            yield value
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def test_every_answer_is_asked_or_has_a_default() -> None:
    asked = {
        "documents",
        *(to.replace("parents.0", "parents.*").replace("parents.1", "parents.*") for to, _ in FORM.defaults),
    }
    for section in FORM.sections:
        base = "parents.*" if section.at else ""
        for page in section.pages:
            at = f"{page.each}.*" if page.each else base
            if page.listing is not None:
                asked.add(f"{page.listing.at}.*.id")
            asked |= {f"{at}.{to}" if at else to for field in page.fields for to in field.paths}
    for path in PLACES:
        shape = shape_of(path)
        if isinstance(value_at(ANSWERS, path), dict | list) or shape.startswith("documents."):
            continue
        assert any(shape == one or shape.startswith(one + ".") for one in asked), path


def test_every_text_is_short_and_easy_ones_have_readings_of_their_own() -> None:
    written = json.loads((FOLDER / "form.json").read_text(encoding="utf-8"))
    found = list(texts(written))
    assert len(found) > 200
    for one in found:
        assert len(str(one["ja"])) <= 60, one
        assert str(one["en"]).isascii(), one
        assert not BARE_KANJI.search(str(one["easy"])), one


def test_a_fault_can_be_led_back_to_its_page() -> None:
    for path, key in (
        ("parents.1.work.month_hours", "parent2/work_hours"),
        ("children.0.wishes", "wishes/wishes/0"),
        ("children.1.birth", "children/child_birth/1"),
        ("agreements.true_statement", "send/review"),
        ("applicant.address.block", "applicant/applicant_address"),
    ):
        place = place_of(FORM, path, ANSWERS)
        assert place is not None, path
        assert place.key == key


def test_the_schema_for_the_api_says_the_same_without_references() -> None:
    plain = api_schema(FORM)
    assert "$ref" not in json.dumps(plain)
    Draft202012Validator.check_schema(plain)
    assert Draft202012Validator(plain).is_valid(ANSWERS)


def test_the_copy_holds_every_answer_as_people_read_it() -> None:
    rows = [row for _, found in copy_rows(FORM, ANSWERS, AROUND) for row in found]
    shown = dict(rows)
    assert shown["入所したい月"] == "令和9年4月"
    assert shown["きょうだいの入り方"] == "全員が同じ園に入れるまで待ちます"
    assert shown["お子さん1（湊）　えらんだ園（上から順）"].startswith("1. みなと保育園 2. ")
    assert shown["花子　就労証明書：証明書の日付"] == "令和8年10月20日（2026年）"
    assert len(rows) > 60


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from([*ODD, "gone"])), min_size=1, max_size=3))
def test_the_compiled_schema_says_what_the_library_says(changes: list[tuple[str, JsonValue]]) -> None:
    spoilt = ANSWERS
    for path, value in changes:
        if value == "gone":
            spoilt = without(spoilt, path)
        elif next(matching(path, spoilt), None):
            spoilt = with_value(spoilt, path, value)
    assert FORM.is_valid(spoilt) == SLOW.is_valid(spoilt)
