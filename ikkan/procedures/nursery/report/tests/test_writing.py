"""A report is a folder that needs nothing else: pages, pictures, figures and the PDF say the same numbers."""

import csv
import json
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from ikkan.procedures.nursery.report.figures import AgeFigures, ClassFigures, Place, RoundFigures
from ikkan.procedures.nursery.report.pictures import report_parts
from ikkan.procedures.nursery.report.writing import write_report

DAY = date(2026, 11, 23)


def many(facilities: int, *, fewest: int = 3, areas: bool = True) -> RoundFigures:
    """Return figures of so many facilities with two classes each; every third class hides its last one."""
    names = [f"n{at:03}" for at in range(facilities)]
    classes = [
        ClassFigures(
            name, age, 9 + at % 7, 4, 4, None if hides else 30.0 + at % 9, None if hides else 4, 5 + at % 3, hides
        )
        for at, name in enumerate(names)
        for age, hides in ((0, at % 3 == 0), (1, False))
    ]
    places = {
        name: Place(f"つくり{name}<園>", f"地区{at % 3}" if areas else "", (34.8 + at % 20 / 500, 138.3 + at / 9000))
        for at, name in enumerate(names)
    }
    ages = tuple(AgeFigures(age, 9 * facilities, 4 * facilities, 4 * facilities) for age in (0, 1))
    return RoundFigures(
        tuple(classes), ages, (5 * facilities, facilities, facilities, 0, 0, facilities), 0, 10 * facilities,
        16 * facilities, "stable", fewest, places,
    )  # fmt: skip


def test_everything_is_written_and_escaped(tmp_path: Path) -> None:
    pages = write_report(many(12), tmp_path, title="つくり<回>", language="ja", made_on=DAY)
    assert pages == 4
    for page in sorted(tmp_path.glob("*.html")):
        text = page.read_text(encoding="utf-8")
        assert "<回>" not in text
        assert "<園>" not in text
        assert "style=" not in text
        assert "<script" not in text
    for picture in tmp_path.glob("*.svg"):
        # S314: the house's own drawing
        assert ET.parse(picture).getroot().get("viewBox")  # noqa: S314
    rows = list(csv.DictReader((tmp_path / "figures.csv").open(encoding="utf-8")))
    assert len(rows) == len(json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))) == 24
    assert [row["last_score"] for row in rows if row["is_hidden"] == "1"] == [""] * 4


def test_the_paper_has_the_pictures_the_tables_and_the_edition(tmp_path: Path) -> None:
    write_report(many(12), tmp_path, title="つくりもの", language="ja", made_on=DAY)
    paper = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in paper).replace(" ", "")
    assert "公表用の版" in text
    assert "つくりn011<園>" in text
    assert "非公表" in text
    again = tmp_path / "again"
    write_report(many(12), again, title="つくりもの", language="ja", made_on=DAY)
    assert (again / "report.pdf").read_bytes() == (tmp_path / "report.pdf").read_bytes()


@pytest.mark.parametrize("areas", [True, False])
def test_hundreds_of_facilities_stay_on_pages_that_can_be_read(areas: bool) -> None:
    parts = report_parts(many(300, areas=areas), most=40)
    sizes = [len(part.sections[0].chart.rows) for part in parts[1:]]
    assert sum(sizes) == 300
    assert max(sizes) <= 40
    assert len({part.title for part in parts}) == len(parts)
    assert len(parts[0].sections[2].chart.rows) == 15


def test_the_map_leaves_out_what_has_no_place_and_says_so() -> None:
    told = many(4)
    places = {**told.places, "n000": Place("どこか")}
    changed = RoundFigures(
        told.classes, told.ages, told.wishes, 0, told.unplaced, told.families, "stable", 3, places
    )  # fmt: skip
    chart = next(one.chart for one in report_parts(changed)[0].sections if one.chart.key == "map")
    assert len(chart.rows) == 3
    assert "場所のわからない1園" in chart.finding


def test_wishes_of_single_children_are_told_to_officers_only() -> None:
    told = many(4)

    def keys(wishes: tuple[int, ...], fewest: int) -> list[int]:
        made = RoundFigures(
            told.classes, told.ages, wishes, 0, 12, told.families, "stable", fewest, told.places
        )  # fmt: skip
        return [len(one.chart.rows) for one in report_parts(made)[0].sections if one.chart.key == "wishes"]

    assert keys((20, 4, 3, 0, 0, 5), 3) == [7]
    assert keys((20, 4, 1, 0, 0, 5), 3) == [3]
    assert keys((1, 4, 1, 0, 0, 5), 3) == []
    assert keys((1, 4, 1, 0, 0, 5), 0) == [7]
