"""A growth chart puts equal ratios at equal distances, passes the content policy and says the same in a table."""

import xml.etree.ElementTree as ET

import pytest

from ikkan.counter.charts import Chart
from ikkan.counter.growth_chart import Growth, growth

SVG = "{http://www.w3.org/2000/svg}"


def _chart() -> Chart:
    lines = [Growth("seconds <s>", [(100, 0.1), (1_000, 1.0), (10_000, 10.0)]), Growth("megabytes", [(100, 50.0)])]
    return growth("g", "Time grows as the size.", lines, head=("children", "seconds"))


def _circles(chart: Chart) -> list[tuple[float, float]]:
    # S314: our own markup
    root = ET.fromstring(chart.markup)  # noqa: S314
    return [
        (float(one.attrib["cx"].rstrip("%")), float(one.attrib["cy"].removesuffix("em")))
        for one in root.iter(f"{SVG}circle")
    ]


def test_equal_ratios_are_equal_distances() -> None:
    first, second, third, _ = _circles(_chart())
    assert second[0] - first[0] == pytest.approx(third[0] - second[0], abs=0.02)
    assert first[1] - second[1] == pytest.approx(second[1] - third[1], abs=0.01)
    assert first[1] > second[1]


def test_it_is_named_without_style() -> None:
    # S314: our own markup
    root = ET.fromstring(_chart().markup)  # noqa: S314
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == "Time grows as the size."
    assert root.get("aria-labelledby") == title.get("id")
    assert not [one for one in root.iter() if "style" in one.attrib or one.tag in {f"{SVG}style", f"{SVG}script"}]


def test_the_table_has_a_row_a_size() -> None:
    chart = _chart()
    assert [row[0] for row in chart.rows] == ["100", "1,000", "10,000"]
    assert chart.rows[1] == ("1,000", "1", "–")
    assert chart.head == ("children", "seconds <s>", "megabytes")


def test_nothing_above_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        growth("g", "None.", [Growth("seconds", [(100, 0.0)])], head=("children", "seconds"))
