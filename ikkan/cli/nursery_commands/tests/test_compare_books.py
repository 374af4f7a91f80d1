"""Two towns' books rank the same families: who moves, by which rows, and what cannot be compared."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ikkan.cli.main import APP

WORK = {"kind": "employee", "days_a_week": 5}


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(APP, ["nursery", "compare-books", *map(str, arguments)])
    return done.exit_code, done.output


def household(name: str, *hours: int, **answers: Any) -> dict[str, Any]:
    parents = [
        {"id": f"parent{at}", "relation": relation, "reason": "work", "work": {**WORK, "month_hours": own}}
        for at, (relation, own) in enumerate(zip(("mother", "father"), hours, strict=False), start=1)
    ]
    child = {"id": "c1", "birth": "2025-06-01", "present_care": "home", "wishes": ["A"]}
    return {"id": name, "answers": {"children": [child], "parents": parents, **answers}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a full-time couple, a couple with one of 112 hours, and a single mother of 64 hours."""
    path = tmp_path / "households.json"
    content = [
        household("full", 160, 160),
        household("part", 112, 160),
        household("single", 64, single_parent=True, absence="divorced"),
    ]
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def ranks(said: str, side: str) -> dict[str, int]:
    return {child["household"]: child[side]["rank"] for child in json.loads(said)["children"]}


def test_the_same_families_stand_otherwise_by_another_book(file: Path) -> None:
    # 藤沢: 10, 9, single 11.  浦添: 20 + 20, 20 + 14, single 10 + 26.
    code, said = run("fujisawa", "472085", "--households", file, "--json")
    assert code == 0
    assert ranks(said, "first") == {"single": 1, "full": 2, "part": 3}
    assert ranks(said, "second") == {"full": 1, "single": 2, "part": 3}
    found = {child["household"]: child for child in json.loads(said)["children"]}
    assert (found["full"]["moved"], found["single"]["moved"], found["part"]["moved"]) == (-1, 1, 0)
    assert [found[name]["second"]["total"] for name in ("full", "part", "single")] == [40, 34, 36]


def test_the_rows_that_move_a_child_are_named_with_their_source(file: Path) -> None:
    _, said = run("fujisawa", "urasoe", "--households", file, "--json")
    (single,) = (child for child in json.loads(said)["children"] if child["household"] == "single")
    weightiest = single["second"]["rows"][0]
    assert (weightiest["row"], weightiest["points"], weightiest["usual"]) == ("adjustment[single_parent]", 26, 0)
    assert weightiest["label"] == "母子・父子世帯等"
    assert "令和8年度" in weightiest["source"]
    assert all(row["points"] != row["usual"] for row in single["second"]["rows"])


def test_a_book_against_itself_moves_nobody() -> None:
    code, said = run("itoman", "itoman", "--families", "30", "--json")
    children = json.loads(said)["children"]
    assert code == 0
    assert len(children) >= 30
    assert not any(child["moved"] for child in children)
    assert [child["first"] for child in children] == [child["second"] for child in children]


def test_made_up_families_are_the_same_for_a_seed() -> None:
    one, same, other = (run("model", "yaese", "--families", "20", "--seed", seed, "--json")[1] for seed in "223")
    assert one == same
    assert one != other


def test_a_child_that_one_town_keeps_out_of_the_round_has_no_rank(tmp_path: Path) -> None:
    path = tmp_path / "households.json"
    held = household("held", 160, 160, extension={"accepts_hold": True})
    path.write_text(json.dumps([held, household("full", 160, 160)]), encoding="utf-8")
    _, said = run("fujisawa", "urasoe", "--households", path, "--json")
    assert ranks(said, "first") == {"held": None, "full": 1}
    assert ranks(said, "second") == {"held": 2, "full": 1}
    assert "審査しない" in run("fujisawa", "urasoe", "--households", path)[1]


def test_table_for_people_with_what_the_books_lack(file: Path) -> None:
    code, said = run("fujisawa", "urasoe", "--households", file)
    assert code == 0
    assert "142051-fujisawa と 472085-urasoe" in said
    assert "+26" in said
    assert "この表に足りないもの" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("fujisawa", "mars"), "IKKAN_BOOKS/mars-<name>/nursery, or name one of: model, 111007-saitama"),
        (("", "fujisawa"), "a town without a name"),
        (("fujisawa", "akashi"), "none of its rows of need was read"),
        (("fujisawa", "urasoe", "--month", "2027"), "no month of admission"),
        (("fujisawa", "urasoe", "--month", "2020-04"), "first block begins on"),
        (("fujisawa", "urasoe", "--households", "nowhere.json"), "cannot be read"),
    ],
)
def test_what_cannot_be_compared_is_said(arguments: tuple[str, ...], says: str) -> None:
    code, said = run(*arguments)
    assert code == 2
    assert says in " ".join(said.split())
