from ikkan.counter.forms.progress import complete, next_place, task_groups
from ikkan.counter.forms.tests import sample
from ikkan.kernel.json_value import JsonObject


def states(answers: JsonObject, *faults: str) -> list[str]:
    groups, done, count = task_groups(
        sample.form(), answers, marks={}, language="ja", url=lambda place: place.key, fault_paths=faults
    )
    found: list[str] = [task.state for group in groups for task in group.tasks]
    assert count == len(found)
    assert done == found.count("done")
    return found


def test_nothing_is_begun_and_the_last_is_locked() -> None:
    assert states({}) == ["todo", "todo", "locked"]


def test_a_section_is_doing_until_its_last_answer() -> None:
    assert states({"birth": "1992-05-03"})[0] == "doing"
    done = {name: sample.ANSWERS[name] for name in ("name", "birth", "has_car")}
    assert states(done)[0] == "done"
    assert states({**done, "has_car": True})[0] == "doing"


def test_the_last_opens_when_the_others_are_done() -> None:
    rest = {name: part for name, part in sample.ANSWERS.items() if name != "parks"}
    assert states(rest) == ["done", "done", "todo"]
    assert states(sample.ANSWERS) == ["done", "done", "done"]


def test_a_fault_found_later_asks_to_look_again() -> None:
    assert states(sample.ANSWERS, "dogs.0.called") == ["done", "check", "done"]


def test_only_the_page_that_the_answer_leads_to_comes_next() -> None:
    car = sample.place("owner/car")
    assert next_place(car, {**sample.ANSWERS, "has_car": False}, {}) is None
    following = next_place(car, {**sample.ANSWERS, "has_car": True}, {})
    assert following is not None
    assert following.key == "owner/car_name"


def test_filing_takes_out_what_is_no_longer_asked_and_fills_in_defaults() -> None:
    filed = complete(sample.form(), {**sample.ANSWERS, "car": "きいろ", "has_car": False})
    assert filed["car"] == ""
    assert filed["phone"] == ""
    kept = complete(sample.form(), {**sample.ANSWERS, "car": "きいろ", "has_car": True})
    assert kept["car"] == "きいろ"
