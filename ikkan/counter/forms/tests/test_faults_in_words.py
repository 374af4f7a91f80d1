import pytest

from ikkan.counter.forms.paths import with_value, without
from ikkan.counter.forms.tests import sample
from ikkan.counter.forms.validity import find_faults
from ikkan.kernel.json_value import JsonValue


def test_a_good_document_has_none() -> None:
    assert find_faults(sample.form(), sample.ANSWERS) == ()


@pytest.mark.parametrize(
    ("path", "value", "code", "ja"),
    [
        ("dogs.0.called", "ポ" * 21, "maxLength", "呼び名は20文字までで入力してください"),
        ("dogs.0.size", "huge", "enum", "「大きさ」は選択肢から選んでください"),
        ("birth", "2023-02-29", "format", "「生年月日」の書き方を確かめてください。読み取れませんでした"),
        ("hours", 101, "maximum", "時間は100以下の数を入力してください"),
        ("hours", "8", "type", "「時間」の書き方を確かめてください。読み取れませんでした"),
        ("name.family", "花\x00", "format", "「お名前」の書き方を確かめてください。読み取れませんでした"),
        ("parks", [], "missing", "「公園」を選んでください"),
    ],
)
def test_each_fault_says_what_and_how(path: str, value: JsonValue, code: str, ja: str) -> None:
    faults = find_faults(sample.form(), with_value(sample.ANSWERS, path, value))
    assert [(fault.path, fault.code, fault.text.ja) for fault in faults] == [(path, code, ja)]
    assert faults[0].text.en
    assert faults[0].text.easy


def test_a_missing_answer_is_named_at_its_path() -> None:
    faults = find_faults(sample.form(), without(sample.ANSWERS, "dogs.0.called"))
    assert [(fault.path, fault.code, fault.text.ja) for fault in faults] == [
        ("dogs.0.called", "missing", "呼び名を入力してください")
    ]


def test_an_unknown_item_is_named() -> None:
    faults = find_faults(sample.form(), {**sample.ANSWERS, "is_admin": True})
    assert [(fault.path, fault.code) for fault in faults] == [("is_admin", "unknown_item")]


def test_a_condition_asks_for_what_it_needs() -> None:
    faults = find_faults(sample.form(), {**sample.ANSWERS, "has_car": True})
    assert [(fault.path, fault.code) for fault in faults] == [("car", "missing")]


def test_odd_documents_never_raise_and_end() -> None:
    many: JsonValue = {f"k{n}": 1 for n in range(100_000)}
    for odd in (None, [], "x", 1, {}, many):
        assert find_faults(sample.form(), odd)
    assert len(find_faults(sample.form(), many)) <= 110
