from datetime import date

from ikkan.counter.forms.places import find_place
from ikkan.counter.forms.prefill import Mark, apply_prefill, is_changed
from ikkan.counter.forms.progress import first_place, known_before, next_place
from ikkan.counter.forms.summary import summarise
from ikkan.counter.forms.tests import sample
from ikkan.kernel.json_value import JsonObject

DAY = date(2026, 11, 10)
KNOWN: JsonObject = {"resident": {"name": {"family": "髙橋", "given": "花子"}, "birth": "1992-05-03"}}


def test_what_the_town_holds_is_filled_in_with_source_and_day() -> None:
    answers, marks = apply_prefill(sample.form(), {}, KNOWN, on=DAY)
    assert answers == KNOWN["resident"]
    assert marks["birth"].source.ja == "住民記録から"
    assert Mark.from_json(marks["birth"].as_json()) == marks["birth"]


def test_an_answer_of_the_person_is_never_overwritten() -> None:
    answers, marks = apply_prefill(sample.form(), {"birth": "1990-01-01"}, KNOWN, on=DAY)
    assert answers["birth"] == "1990-01-01"
    assert "birth" not in marks


def test_known_pages_are_passed_over_and_shown_above_the_next() -> None:
    form = sample.form()
    answers, marks = apply_prefill(form, {}, KNOWN, on=DAY)
    first = first_place(form.sections[0], answers, marks)
    assert first is not None
    assert first.key == "owner/contact"
    assert [place.key for place in known_before(first, answers, marks)] == ["owner/name", "owner/birth"]
    after_name = next_place(sample.place("owner/name"), answers, marks)
    assert after_name is not None
    assert after_name.key == "owner/contact"


def test_a_changed_answer_is_tagged_and_its_page_is_shown_again() -> None:
    form = sample.form()
    answers, marks = apply_prefill(form, {}, KNOWN, on=DAY)
    answers = {**answers, "birth": "1991-05-03"}
    assert is_changed(marks, "birth", answers)
    assert not is_changed(marks, "name", answers)
    first = find_place(form, "owner/name", answers)
    assert first is not None
    following = next_place(first, answers, marks)
    assert following is not None
    assert following.key == "owner/birth"
    owner = summarise(form, answers, sample.AROUND, marks=marks, url=lambda place: place.key)[0]
    tags = {row.label: row.tag for card in owner.cards for row in card.answers}
    assert tags["生年月日"] == "differs"
    assert tags["お名前"] == ""
