"""The checker reads every lawful way to write the files, and refuses the others by name."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.checker import UnreadableError, Verdict, check_folder
from ikkan.procedures.nursery.placement.tests.folders import valid_files, write_files

RIGHT = "child,facility\nc1,B\nc2,B\nc3,A\n"
PLAIN = ("seats.csv", "children.csv", "wishes.csv", "priority.csv")


@pytest.fixture
def market(tmp_path: Path) -> Path:
    return write_files(tmp_path, valid_files())


def _check(folder: Path, placement: str = RIGHT) -> Verdict:
    (folder / "placement.csv").write_text(placement, encoding="utf-8")
    return check_folder(folder, folder)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: "\n" + text,
        lambda text: "\n".join(",".join(f'"{cell}"' for cell in row.split(",")) for row in text.splitlines()),
        lambda text: "\n".join([text.splitlines()[0], *reversed(text.splitlines()[1:])]),
        lambda text: "\n".join(",".join(reversed(row.split(","))) for row in text.splitlines()),
    ],
    ids=[
        "crlf",
        "bom",
        "no last line end",
        "blank lines",
        "blank first",
        "quoted",
        "rows reversed",
        "columns reversed",
    ],
)
def test_the_same_files_written_otherwise_are_judged_alike(market: Path, rewrite: object) -> None:
    assert callable(rewrite)
    for file in PLAIN:
        path = market / file
        path.write_bytes(rewrite(path.read_text(encoding="utf-8")).encode())
    verdict = _check(market)
    assert (verdict.stable, verdict.placed, verdict.problems) == (True, 3, ())
    assert _check(market, "child,facility\nc1,\nc2,\nc3,A\n").blocking_families == ("f1", "f2")


@pytest.mark.parametrize("name", ["保育所、甲", 'the "A", by the river'])
def test_names_may_be_of_any_letters(market: Path, name: str) -> None:
    cell = '"' + name.replace('"', '""') + '"'
    for file in PLAIN:
        rows = (market / file).read_text(encoding="utf-8").splitlines()
        renamed = [",".join(cell if part == "A" else part for part in row.split(",")) for row in rows]
        (market / file).write_text("\n".join(renamed), encoding="utf-8")
    assert _check(market, f"child,facility\nc1,B\nc2,B\nc3,{cell}\n").stable
    assert not _check(market, "child,facility\nc1,B\nc2,B\nc3,A\n").feasible


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("seats.csv", "", "columns are"),
        ("seats.csv", "facility,age\nA,1\n", "columns are"),
        ("seats.csv", "facility,age,seats,seats\nA,1,1,1\n", "columns are"),
        ("seats.csv", "facility,age,seats,colour\nA,1,1,red\n", "columns are"),
        ("seats.csv", "facility,age,seats\nA,1\nA,2,1,1\n", "a row has 2 cells"),
        ("seats.csv", 'facility,age,seats\n"A,1,1\n', "cannot be read"),
        ("seats.csv", "facility,age,seats\nA,１,1\n", "age is '１'"),
        ("seats.csv", "facility,age,seats\nA,1,1.0\n", "seats is '1.0'"),
        ("seats.csv", f"facility,age,seats\nA,1,{'9' * 5000}\n", "seats is '999"),
        ("seats.csv", "facility,age,seats\n,1,1\n", "is blank"),
        ("children.csv", "child,family,age,current_facility\nc1,f1,1,\nc1,f1,1,\n", "stands twice"),
        ("wishes.csv", "family,wish,child,facility\nf9,1,c1,A\n", "'f9' is not in children.csv"),
        ("wishes.csv", "family,wish,child,facility\nf1,1,c9,A\n", "'c9' is not in children.csv"),
        ("wishes.csv", "family,wish,child,facility\nf1,0,c1,A\n", "wish is '0'"),
        ("wishes.csv", "family,wish,child,facility\nf1,1,c1,A\n", "family f1"),
        ("wishes.csv", "family,wish,child,facility\nf1,1,c1,A\nf1,1,c3,A\n", "family f1"),
        ("wishes.csv", "family,wish,child,facility\nf1,2,c1,A\nf1,2,c2,\n", "family f1"),
        ("wishes.csv", "family,wish,child,facility\n", "last wish is not to stay"),
        ("priority.csv", "facility,age,child,rank\nA,1,c9,1\n", "'c9' is not in children.csv"),
        ("priority.csv", "facility,age,child,rank\nA,1,c1,0\n", "rank is '0'"),
        ("priority.csv", "facility,age,child,rank\nA,1,c1,1\n", "no rank where it wishes"),
        ("placement.csv", "child,facility,kind\nc1,B,\n", "columns are"),
    ],
)
def test_what_is_written_wrongly_is_refused_by_name(market: Path, file: str, text: str, said: str) -> None:
    (market / "placement.csv").write_text(RIGHT, encoding="utf-8")
    (market / file).write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableError) as told:
        check_folder(market, market)
    assert said in str(told.value)


def test_bytes_that_are_no_text_are_refused(market: Path) -> None:
    (market / "wishes.csv").write_bytes(b"family,wish,child,facility\n\xff\n")
    with pytest.raises(UnreadableError, match=r"wishes\.csv: cannot be read"):
        _check(market)


def test_the_collection_of_circles_is_as_it_was(market: Path) -> None:
    assert gc.isenabled()
    _check(market)
    assert gc.isenabled()
    (market / "seats.csv").unlink()
    with pytest.raises(UnreadableError):
        _check(market)
    assert gc.isenabled()
