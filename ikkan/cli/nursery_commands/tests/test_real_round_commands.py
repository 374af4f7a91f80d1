"""A published round from the command line: made, placed, set beside, drawn."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ikkan.cli.main import APP
from ikkan.procedures.nursery.real_round.tests.made_up_town import ROUND, SEATS, write


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(APP, ["nursery", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = write(tmp_path, ROUND)
    code, said = run("real-round", path, "--out", tmp_path / "market")
    assert code == 0, said
    assert "applications 114, as published, class by class" in said
    assert run("place", tmp_path / "market", "--out", tmp_path / "out")[0] == 0
    return path


def test_offers_are_set_beside_those_published(town: Path, tmp_path: Path) -> None:
    market, out, told = tmp_path / "market", tmp_path / "out", tmp_path / "beside.csv"
    code, said = run("compare-round", market, out, town, "--to", told)
    assert code == 0, said
    assert "Applications agree in every class: the families are drawn so." in said
    rows = list(csv.DictReader(told.open(encoding="utf-8")))
    assert len(rows) == 20
    assert all(int(row["offers"]) <= int(row["published_seats"]) for row in rows)
    assert all(row["applications"] == row["published_applications"] for row in rows)
    equal = sum(row["difference"] == "0" and row["published_seats"] != "0" for row in rows)
    offering = sum(row["published_seats"] != "0" for row in rows)
    offers = sum(int(row["offers"]) for row in rows)
    assert f"of {offering} classes with places {equal} have as many" in " ".join(said.split())
    assert f"{offers} offers in all beside 45" in " ".join(said.split())


def test_the_market_of_another_file_is_refused(town: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text(ROUND.replace(",7,3,", ",7,4,"), encoding="utf-8")
    code, said = run("compare-round", tmp_path / "market", tmp_path / "out", other)
    assert code == 2
    assert "つくりもの一番園, age 0" in said


def test_a_file_of_the_other_layout_is_refused_with_its_missing_columns(tmp_path: Path) -> None:
    code, said = run("real-round", write(tmp_path, SEATS), "--out", tmp_path / "market")
    assert code == 2
    assert "applications_age0" in said
    assert not (tmp_path / "market").exists()
    assert run("real-round", write(tmp_path, SEATS), "--layout", "seats", "--out", tmp_path / "market")[0] == 0


@pytest.mark.django_db
def test_the_round_is_drawn_by_area(town: Path, tmp_path: Path) -> None:
    code, said = run("report", tmp_path / "market", tmp_path / "out", "--to", tmp_path / "report")
    assert code == 0, said
    names = {path.name for path in (tmp_path / "report").iterdir()}
    assert {"index.html", "part-01.html", "part-02.html", "report.pdf", "figures.csv", "ages.svg", "ikkan.css"} <= names
    assert "つくり南" in (tmp_path / "report" / "part-01.html").read_text(encoding="utf-8")
    assert "公表用の版" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
