import pytest

from ikkan.counter.forms.reading import read_page
from ikkan.counter.forms.tests import sample


def read(key: str, **boxes: str) -> tuple[object, list[tuple[str, str]]]:
    posted = {name.replace("__", "-"): [value] for name, value in boxes.items()}
    page = read_page(sample.form(), sample.place(key), posted, sample.ANSWERS, sample.AROUND)
    return page.answers, [(fault.code, fault.box) for fault in page.faults]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("花\x00子", "control"), ("花\ud800子", "broken"), ("花\u202e子", "direction"), ("花" * 10**6, "too_long")],
)
def test_a_name_that_cannot_be_kept_is_refused_at_its_box(typed: str, code: str) -> None:
    answers, faults = read("owner/name", name__family="髙橋", name__given=typed)
    assert faults == [(code, "name-given")]
    assert answers == sample.ANSWERS


@pytest.mark.parametrize("typed", ["葛\U000e0100", "髙\ue000", "神\ufa19", "か゛"])
def test_rare_characters_are_kept_as_typed(typed: str) -> None:
    answers, faults = read("owner/name", name__family=typed, name__given="")
    assert not faults
    assert answers["name"]["family"] == typed  # type: ignore[index]  # parsed JSON


@pytest.mark.parametrize(
    ("year", "month", "day", "box"),
    [("2023", "2", "29", "birth_year"), ("昭和64", "1", "8", "birth_year"), ("令和元", "4", "30", "birth_year"),
     ("2023", "13", "1", "birth_year"), ("2023", "2", "", "birth_day"), ("", "", "", "birth_year"),
     ("2099", "1", "1", "birth_year"), ("9" * 1000, "1", "1", "birth_year")],
)  # fmt: skip
def test_impossible_days_are_refused(year: str, month: str, day: str, box: str) -> None:
    _, faults = read("owner/birth", birth_year=year, birth_month=month, birth_day=day)
    assert [found for _, found in faults] == [box]


def test_every_spelling_of_a_day_gives_the_same_day() -> None:
    for year in ("2024", "令和6", "R6", "ｒ６", "２０２４"):
        answers, faults = read("owner/birth", birth_year=year, birth_month="４", birth_day="2")
        assert not faults
        assert answers["birth"] == "2024-04-02"  # type: ignore[index]  # parsed JSON


def test_an_answer_that_is_no_option_is_refused() -> None:
    _, faults = read("owner/car", has_car="maybe")
    assert faults == [("empty", "has_car")]


def test_clearing_an_optional_box_takes_the_answer_out() -> None:
    before = {**sample.ANSWERS, "hours": 12, "phone": "+81720000000"}
    page = read_page(
        sample.form(), sample.place("owner/contact"), {"phone": [""], "hours": [""]}, before, sample.AROUND
    )
    assert "hours" not in page.answers
    assert page.answers["phone"] == ""


def test_a_fault_in_one_box_keeps_what_the_other_said() -> None:
    posted = {"phone": ["０７２-000-0000"], "hours": ["たくさん"]}
    page = read_page(sample.form(), sample.place("owner/contact"), posted, sample.ANSWERS, sample.AROUND)
    assert [fault.box for fault in page.faults] == ["hours"]
    assert page.answers["phone"] == "+81720000000"


def test_words_are_given_in_three_languages() -> None:
    page = read_page(sample.form(), sample.place("owner/contact"), {"phone": ["12"]}, sample.ANSWERS, sample.AROUND)
    words = page.faults[0].text
    assert "電話番号" in words.ja
    assert "phone number" in words.en
    assert words.easy not in ("", words.ja)
