"""The figures of a report, counted by hand on a small market; small numbers are hidden in the public edition."""

from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.report.figures import (
    ClassFigures,
    Place,
    PlacesFileError,
    RoundFigures,
    figures_of,
    read_places,
)

# A has 3 places and 5 who wish it; h keeps its place there; B has 1 place; s1 and s2 are of one family
FILES = {
    "seats.csv": "facility,age,seats\nA,1,3\nB,1,1\nB,3,1\n",
    "children.csv": "child,family,age,current_facility\nc1,f1,1,\nc2,f2,1,\nc3,f3,1,\nc4,f4,1,\n"
    "h,f5,1,A\ns1,f6,1,\ns2,f6,3,\n",
    "wishes.csv": "family,wish,child,facility\nf1,1,c1,A\nf2,1,c2,A\nf3,1,c3,A\nf3,2,c3,B\nf4,1,c4,A\nf4,2,c4,B\n"
    "f5,1,h,A\nf6,1,s1,B\nf6,1,s2,B\n",
    "priority.csv": "facility,age,child,rank,score\nA,1,h,1,\nA,1,c1,2,44\nA,1,c2,3,42\nA,1,c3,4,40\nA,1,c4,5,38\n"
    "B,1,c4,3,38\nB,1,c3,2,40\nB,1,s1,1,41\nB,3,s2,1,41\n",
}


@pytest.fixture
def market(tmp_path: Path) -> Market:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Market.read(tmp_path)


def figures(market: Market, fewest: int) -> RoundFigures:
    return figures_of(market, place(market), places={"A": Place("あおば")}, fewest=fewest)


def test_every_class_is_counted(market: Market) -> None:
    told = figures(market, 0)
    assert told.classes == (
        ClassFigures("A", 1, 5, 4, 4, 40.0, 4, 1),
        ClassFigures("B", 1, 3, 1, 1, 41.0, 1, 1),
        ClassFigures("B", 3, 1, 1, 1, 41.0, 1, 0),
    )


def test_children_are_counted_by_the_wish_reached(market: Market) -> None:
    told = figures(market, 0)
    assert (told.wishes, told.kept, told.unplaced) == ((5, 0, 0, 0, 0, 0), 1, 1)
    assert (told.children, told.placed, told.families) == (7, 6, 6)
    assert [(one.age, one.children, one.places, one.placed) for one in told.ages] == [(1, 6, 5, 5), (3, 1, 1, 1)]


def test_the_public_edition_tells_no_last_one_of_few(market: Market) -> None:
    at_a, at_b, _ = figures(market, 3).classes
    assert (at_a.last_score, at_a.last_rank, at_a.not_admitted, at_a.is_hidden) == (40.0, 4, None, True)
    assert (at_b.last_score, at_b.last_rank, at_b.not_admitted, at_b.is_hidden) == (None, None, None, True)
    assert (at_b.applications, at_b.places, at_b.placed) == (3, 1, 1)


def test_a_better_wish_reached_is_no_refusal(market: Market, tmp_path: Path) -> None:
    (tmp_path / "seats.csv").write_text("facility,age,seats\nA,1,4\nB,1,0\nB,3,1\n", encoding="utf-8")
    told = figures(Market.read(tmp_path), 0)
    assert [one.not_admitted for one in told.classes if one.facility == "B"] == [1, 1]
    assert told.classes[0].not_admitted == 0


def test_rows_name_the_facility(market: Market) -> None:
    assert [row["name"] for row in figures(market, 0).rows()] == ["あおば", "B", "B"]


def test_places_are_read_and_wrong_ones_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("facility,name,area,lat,lon\nA,あおば,北,34.8,138.3\nB,,,,\n", encoding="utf-8")
    assert read_places(path) == {"A": Place("あおば", "北", (34.8, 138.3)), "B": Place("B")}
    path.write_text("facility,lat,lon\nA,34.8,138.3\nB,north,1\n", encoding="utf-8")
    with pytest.raises(PlacesFileError, match="line 3: north, 1 is no position"):
        read_places(path)
    path.write_text("name\nA\n", encoding="utf-8")
    with pytest.raises(PlacesFileError, match="no column facility"):
        read_places(path)
