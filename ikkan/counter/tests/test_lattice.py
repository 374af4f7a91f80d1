"""A lattice draws every cell on one scale, and its table says the same."""

import xml.etree.ElementTree as ET

from ikkan.counter.chart_files import chart_file
from ikkan.counter.charts import SERIES, WARN, Chart
from ikkan.counter.lattice import Demand, Notch, Strand, lattice

SVG = "{http://www.w3.org/2000/svg}"


def drawn(strands: list[Strand], columns: tuple[str, ...] = ("0歳", "1歳")) -> Chart:
    return lattice("l", "x", columns, strands, first="園")


def boxes(chart: Chart) -> list[tuple[float, str | None]]:
    # S314: the house's own markup
    rects = ET.fromstring(chart.markup).iter(f"{SVG}rect")  # noqa: S314
    return [(float(str(one.get("width")).rstrip("%")), one.get("fill")) for one in rects]


def test_bars_and_frames_share_one_scale_over_all_rows() -> None:
    chart = drawn([Strand("a", [Demand(20, 5, "20/5"), None]), Strand("b", [None, Demand(5, 10, "5/10")])])
    assert boxes(chart) == [(44, WARN), (11, "none"), (11, SERIES[0]), (22, "none")]
    assert chart.rows == [("a", "20/5", "－"), ("b", "－", "5/10")]


def test_a_bar_beyond_its_frame_differs_in_length_not_only_in_colour() -> None:
    (bar, _), (frame, _) = boxes(drawn([Strand("a", [Demand(8, 4, "8/4"), None])]))
    assert bar > frame


def test_a_cell_without_a_known_place_has_words_and_no_dot() -> None:
    chart = drawn([Strand("a", [Notch(None, "…", "+?", "非公表 +?"), Notch(1, "44", "", "44点", is_hollow=True)])])
    # S314: the house's own markup
    dots = list(ET.fromstring(chart.markup).iter(f"{SVG}circle"))  # noqa: S314
    assert [dot.get("fill") for dot in dots] == ["#ffffff"]
    assert chart.rows == [("a", "非公表 +?", "44点")]


def test_nothing_to_draw_is_drawn() -> None:
    assert drawn([]).rows == []


def test_a_file_has_every_length_in_pixels() -> None:
    text = chart_file(drawn([Strand("<園>&", [Demand(1, 1, "1/1"), None])]))
    root = ET.fromstring(text)  # noqa: S314 -- the house's own markup
    for element in root.iter():
        for name, value in element.items():
            assert not value.endswith("em"), name
            assert not value.endswith("%") or element is root, name
    assert root.get("viewBox") == f"0 0 980 {root.get('height')}"
    assert "<園>&" in [one.text for one in root.iter(f"{SVG}text")]
