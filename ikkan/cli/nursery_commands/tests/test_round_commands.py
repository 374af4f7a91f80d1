"""``ikkan nursery round``: places a round of the database, judges what was placed, and writes its files."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ikkan.cli.main import APP
from ikkan.corridor.rounds import close_round
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.models import Run
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import HAMA, MINATO
from ikkan.store.blobs import blob_path, keep_blob, read_blob

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(APP, ["nursery", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def cases(db: None) -> list[Case]:
    """File three families for one seat at MINATO and one at HAMA, and close their round."""
    town = hall.make_town(seats=0)
    hall.seats_at(town.first, MINATO, 1, 1)
    hall.seats_at(town.first, HAMA, 1, 1)
    filed = [
        hall.file(hall.home(1, hours=100)),
        hall.file(hall.home(2, hours=160)),
        hall.file(hall.home(3, hours=140, wishes=(MINATO, HAMA))),
    ]
    close_round(round_=town.first, account=town.officer, why="試験", now=hall.DECIDED)
    return filed


@pytest.fixture
def number(cases: list[Case]) -> str:
    return Round.objects.get().number


@pytest.fixture
def placed(number: str) -> str:
    code, said = run("round", number, "place")
    assert code == 0, said
    return number


def current() -> Run:
    return Run.objects.get(is_current=True)


def replace_placement(old: str, new: str) -> None:
    """Let the current run keep another placement than the one that was decided."""
    made = current()
    data = read_blob(str(made.files["placement.csv"]))
    assert old.encode() in data
    made.files["placement.csv"] = keep_blob(data.replace(old.encode(), new.encode()), at=hall.DECIDED)
    made.save()


def test_place_decides_by_points_and_tells_it_as_json(number: str, cases: list[Case]) -> None:
    code, said = run("round", number, "place")
    assert code == 0, said
    assert isinstance(json.loads(said), dict)
    assert [hall.where(case) for case in cases] == ["", MINATO, HAMA]


def test_place_anew_replaces_the_run(placed: str, cases: list[Case]) -> None:
    before = current()
    assert run("round", placed, "place")[0] == 0
    after = current()
    assert after.number == before.number + 1
    assert after.files == before.files
    assert [hall.where(case) for case in cases] == ["", MINATO, HAMA]


def test_an_open_round_is_not_placed(number: str) -> None:
    Round.objects.update(room="intake")
    code, said = run("round", number, "place")
    assert code == 2
    assert "この回はいま判定できません" in said
    assert "cannot be decided now" in said
    assert not Run.objects.exists()


def test_check_finds_the_placement_stable(placed: str) -> None:
    code, said = run("round", placed, "check")
    assert code == 0, said
    assert "feasible: yes" in said
    assert "placed: 2" in said
    assert "stable: yes" in said


def test_check_finds_a_seat_that_went_past_a_better_child(placed: str) -> None:
    # the seat stays empty though two children wish for it
    replace_placement(MINATO, "")
    code, said = run("round", placed, "check")
    assert code == 1
    assert "stable: no" in said
    assert "blocking: " in said


def test_check_finds_more_children_than_seats(placed: str) -> None:
    replace_placement(HAMA, MINATO)
    code, said = run("round", placed, "check")
    assert code == 1
    assert "feasible: no" in said


def test_check_cannot_judge_a_file_that_was_altered_on_disk(placed: str) -> None:
    path = blob_path(str(current().files["seats.csv"]))
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"x")
    code, said = run("round", placed, "check")
    assert code == 2
    assert "seats.csv" in said
    assert "ikkan verify" in said


@pytest.mark.parametrize("deed", ["check", "export"])
def test_what_was_not_placed_has_no_files(number: str, deed: str, tmp_path: Path) -> None:
    code, said = run("round", number, deed, *([tmp_path / "out"] if deed == "export" else []))
    assert code == 2
    assert f"ikkan nursery round {number} place" in said
    assert not (tmp_path / "out").exists()


def test_export_gives_the_files_that_the_independent_checker_reads(placed: str, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    code, said = run("round", placed, "export", folder)
    assert code == 0, said
    assert {path.name for path in (folder / "out").iterdir()} == {"placement.csv", "verdict.json", "explanations.csv"}
    for name, sha256 in current().files.items():
        (path,) = folder.glob(f"*/{name}")
        assert path.read_bytes() == read_blob(str(sha256))
    code, said = run("check", folder / "market", folder / "out")
    assert (code, "stable: yes" in said) == (0, True), said


def test_export_overwrites_nothing_and_needs_a_folder(placed: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    code, said = run("round", placed, "export", mine)
    assert (code, "is not overwritten" in said) == (2, True)
    assert not list(mine.iterdir())
    code, said = run("round", placed, "export")
    assert (code, "export needs a folder" in said) == (2, True)


def test_an_unknown_round_is_answered_with_the_known_ones(number: str) -> None:
    code, said = run("round", "R-0", "check")
    assert code == 2
    assert number in said
