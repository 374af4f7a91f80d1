from ikkan.counter.forms.pressing import press
from ikkan.counter.forms.tests import sample
from ikkan.kernel.json_value import JsonObject


def after(key: str, button: str, answers: JsonObject) -> JsonObject | None:
    return press(sample.place(key), button, {}, answers, sample.AROUND)


def test_adding_gives_ids_that_are_free_and_stops_at_the_most() -> None:
    dogs: JsonObject = {"dogs": [{"id": "d2"}]}
    for _ in range(5):
        dogs = after("dogs/dogs", "add", dogs) or {}
    assert dogs["dogs"] == [{"id": "d2"}, {"id": "d1"}, {"id": "d3"}]


def test_the_same_as_above_takes_over_what_the_form_says() -> None:
    assert after("dogs/dogs", "add_same", sample.ANSWERS) == {
        **sample.ANSWERS, "dogs": [{"id": "d1", "called": "ポチ", "size": "small"}, {"id": "d2", "size": "small"}]
    }  # fmt: skip


def test_removing_takes_the_right_one() -> None:
    answers: JsonObject = {"dogs": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}
    assert after("dogs/dogs", "remove:1", answers) == {"dogs": [{"id": "a"}, {"id": "c"}]}


def test_moving_and_picking_keep_an_order() -> None:
    answers: JsonObject = {"parks": ["p1", "p2"]}
    key = "send/parks"
    assert after(key, "down:0", answers) == {"parks": ["p2", "p1"]}
    assert after(key, "up:1", answers) == {"parks": ["p2", "p1"]}
    assert after(key, "pick:p3", answers) == {"parks": ["p1", "p2", "p3"]}


def test_an_old_or_forged_button_changes_nothing() -> None:
    answers: JsonObject = {"parks": ["p1", "p2"]}
    for button in ("up:0", "down:1", "up:9", "remove:x", "remove:²", "remove:" + "9" * 99, "pick:p1", "pick:nowhere"):
        assert after("send/parks", button, answers) == answers, button
    assert after("send/parks", "explode:1", answers) is None


def test_the_given_answers_are_never_changed() -> None:
    answers: JsonObject = {"dogs": [{"id": "a"}]}
    after("dogs/dogs", "add", answers)
    assert answers == {"dogs": [{"id": "a"}]}
