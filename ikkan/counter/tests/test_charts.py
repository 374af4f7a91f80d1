"""Charts pass the content policy, escape their words and say the same in a table."""

import xml.etree.ElementTree as ET

import pytest

from ikkan.counter.charts import Bar, Chart, Line, RoomFlow, Rung, bars, flow, ladder, weeks
from ikkan.counter.gallery_desk import desk_components

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(chart.markup)  # noqa: S314


def all_charts() -> list[Chart]:
    found = desk_components()["charts"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: chart.key)
def test_chart_is_named_and_has_no_style(chart: Chart) -> None:
    root = drawn(chart)
    assert root.get("role") == "img"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.get("id") == root.get("aria-labelledby")
    assert title.text == chart.finding
    for element in root.iter():
        assert "style" not in element.attrib
        assert element.tag not in {f"{SVG}style", f"{SVG}script"}


@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: chart.key)
def test_table_has_a_cell_for_each_head(chart: Chart) -> None:
    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.head)}


def test_words_are_escaped() -> None:
    chart = bars("b", "A < B & C", [Bar("<script>", 1, "1&2")], head=("a", "b"))
    assert "<script>" not in chart.markup
    words = [element.text for element in drawn(chart).iter(f"{SVG}text")]
    assert words == ["<script>", "1&2"]


def test_bar_lengths_follow_the_values() -> None:
    chart = bars("b", "x", [Bar("a", 40, "40"), Bar("b", 20, "20"), Bar("c", 0, "0")], head=("a", "b"))
    widths = [float(str(rect.get("width")).rstrip("%")) for rect in drawn(chart).iter(f"{SVG}rect")]
    assert widths == [70, 35, 0.6]


def test_alarm_is_said_in_words_not_only_in_colour() -> None:
    chart = flow("f", "x", [RoomFlow("審査", 3, 2.0, "2日", alert=True), RoomFlow("決裁", 1, 1.0, "1日")])
    assert [row[3] for row in chart.rows] == ["超えています", "内"]
    assert "3!" in chart.markup


def test_lines_differ_by_dash_too() -> None:
    chart = weeks("w", "x", ["1", "2"], [Line("a", [1, 2]), Line("b", [2, 1])], unit="日")
    dashes = {line.get("stroke-dasharray") for line in drawn(chart).iter(f"{SVG}line")}
    assert {None, "8 4"} <= dashes
    assert chart.rows[1] == ("2", "2日", "1日")


def test_seventh_series_and_short_series_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 6 series, but got 7"):
        weeks("w", "x", ["1"], [Line(str(n), [1]) for n in range(7)])
    with pytest.raises(ValueError, match="do not have 2 values: a"):
        weeks("w", "x", ["1", "2"], [Line("a", [1])])


def test_ladder_hides_what_may_not_be_published() -> None:
    chart = ladder("l", "x", 41, [Rung("あおば", 43), Rung("くすのき", None)], unit="点")
    assert chart.rows == [("あおば", "43点", "41点"), ("くすのき", "公表できません", "41点")]
    assert drawn(chart).findall(f"{SVG}circle")[1].get("fill") == "#ffffff"


def test_empty_charts_can_be_drawn() -> None:
    assert bars("b", "x", [], head=("a", "b")).rows == []
    assert flow("f", "x", []).rows == []
    assert ladder("l", "x", 41, [], unit="点").rows == []
