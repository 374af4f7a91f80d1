"""A file of households is scored with reasons by any town's book, from JSON and from CSV alike."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ikkan.cli.main import APP

HOUSEHOLD: dict[str, Any] = {
    "start_month": "2027-04-01",
    "children": [{"id": "c1", "birth": "2025-06-01", "present_care": "home", "wishes": ["0013020001", "0013020007"]}],
    "parents": [
        {
            "id": "parent1",
            "relation": "father",
            "reason": "work",
            "work": {"kind": "employee", "month_hours": 160, "days_a_week": 5},
        },
        {
            "id": "parent2",
            "relation": "mother",
            "reason": "work",
            "work": {"kind": "employee", "month_hours": 120, "days_a_week": 5},
        },
    ],
    "single_parent": False,
}
CSV = (
    "id,start_month,children.0.id,children.0.birth,children.0.present_care,children.0.wishes,parents.0.id,"
    "parents.0.relation,parents.0.reason,parents.0.work.kind,parents.0.work.month_hours,parents.0.work.days_a_week,"
    "parents.1.id,parents.1.relation,parents.1.reason,parents.1.work.kind,parents.1.work.month_hours,"
    "parents.1.work.days_a_week,single_parent,known.sibling_facilities\n"
    "1,2027-04-01,c1,2025-06-01,home,0013020001;0013020007,parent1,father,work,employee,160,5,"
    "parent2,mother,work,employee,120,5,false,0013020007\n"
)


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(APP, ["nursery", "score", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "households.json"
    content = [{"id": "1", "answers": HOUSEHOLD, "known": {"sibling_facilities": ["0013020007"]}}]
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_points_and_reasons(file: Path) -> None:
    # 160 and 120 hours, as the first worked case of examples.toml
    code, said = run(file, "--town", "model", "--assume-papers", "--json")
    (child,) = json.loads(said)
    assert code == 0
    assert (child["household"], child["child"], child["base"], child["total"]) == ("1", "c1", 36, 36)
    assert sum(item["points"] for item in child["items"] if item["counts"]) == 36
    assert all(item["ja"] and item["source"] and item["row"] for item in child["items"])
    assert child["facility_bonus"] == {"0013020007": 3}


def test_missing_papers_count(file: Path) -> None:
    (child,) = json.loads(run(file, "--town", "model", "--json")[1])
    assert child["total"] < 36
    assert child["evidence"]


def test_csv_gives_the_same(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "households.csv"
    path.write_text(CSV, encoding="utf-8-sig")
    options = ("--town", "model", "--assume-papers", "--json")
    assert run(path, *options) == run(file, *options)


def test_town_has_a_book_of_its_own(file: Path) -> None:
    (model,) = json.loads(run(file, "--town", "model", "--assume-papers", "--json")[1])
    (own,) = json.loads(run(file, "--town", "142051", "--assume-papers", "--json")[1])
    assert own["edition"] != model["edition"]
    assert own["total"] != model["total"]
    code, said = run(file, "--town", "999999")
    assert code == 2
    assert "IKKAN_BOOKS/999999" in said


def test_table_for_people(file: Path) -> None:
    code, said = run(file, "--town", "model", "--assume-papers", "--month", "2027-05")
    assert code == 0
    assert "合計 36 点" in said
    assert "2027-05" in said
    assert "base[work_160]" in said


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.json", "{", "line 1"),
        ("a.json", "[]", "no household"),
        ("a.json", '[{"parents": []}]', "has no children"),
        ("a.json", '[{"answers": {"children": [{"id": "c1"}]}, "known": {"moon": 1}}]', "known has no 'moon'"),
        ("a.json", '[{"answers": {"children": [{"id": "c1"}]}, "known": {"findings": ["moon"]}}]', "no finding moon"),
        ("a.json", '[{"children": [{"id": "c1"}]}]', "--month"),
        ("a.jsonl", "[1]\n", "is no object"),
        ("a.csv", "moon\n1\n", "unknown column 'moon'"),
        ("a.csv", "children.1.id\nc1\n", "Fill place 0 first"),
        ("a.csv", "children.0.id\nc1,x\n", "more cells"),
    ],
)
def test_unusable_file(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    code, said = run(path, "--town", "model")
    assert code == 2
    assert says in said
