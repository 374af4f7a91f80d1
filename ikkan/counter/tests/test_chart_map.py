"""A map keeps directions and sizes, and no circle covers another."""

import random
import xml.etree.ElementTree as ET
from math import hypot, isclose

import pytest

from ikkan.counter.chart_map import SIDE, Spot, spot_map
from ikkan.counter.charts import WARN, Chart

SVG = "{http://www.w3.org/2000/svg}"
HEAD = ("園", "席", "決定")
RING = "#1a1a1a"


def drawn(*spots: Spot) -> Chart:
    return spot_map("m", "x", spots, head=HEAD)


def rings(chart: Chart) -> list[tuple[float, float, float]]:
    # S314: the house's own markup
    found = [one for one in ET.fromstring(chart.markup).iter(f"{SVG}circle") if one.get("stroke") == RING]  # noqa: S314
    return [(float(str(one.get("cx"))), float(str(one.get("cy"))), float(str(one.get("r")))) for one in found]


def test_north_is_up_and_east_is_right() -> None:
    north, south_east = rings(drawn(Spot("a", 34.90, 138.30, 9, 1), Spot("b", 34.86, 138.34, 9, 1)))
    assert north[1] < south_east[1]
    assert north[0] < south_east[0]


def test_areas_follow_the_seats_and_a_full_one_is_filled() -> None:
    chart = drawn(Spot("a", 34.90, 138.30, 40, 40), Spot("b", 34.86, 138.34, 10, 5), Spot("c", 34.86, 138.30, 10, 0))
    big, small, _ = rings(chart)
    assert isclose(big[2] / small[2], 2, rel_tol=0.05)
    assert chart.markup.count(f'fill="{WARN}"') == 1
    assert chart.rows == [("a", "40", "40"), ("b", "10", "5"), ("c", "10", "0")]


@pytest.mark.parametrize("count", [2, 40, 300])
def test_circles_of_a_crowded_town_part(count: int) -> None:
    # S311: synthetic data, no secret depends on it
    draw = random.Random(1)  # noqa: S311
    spots = [
        Spot(str(at), 34.86 + draw.gauss(0, 0.01), 138.32 + draw.gauss(0, 0.01), draw.randint(1, 60), 3)
        for at in range(count)
    ]
    found = rings(drawn(*spots))
    assert len(found) == count
    overlaps = [
        (one, other)
        for at, one in enumerate(found)
        for other in found[:at]
        if one[2] + other[2] - hypot(one[0] - other[0], one[1] - other[1]) > 0.5 * min(one[2], other[2])
    ]
    assert overlaps == []
    assert all(0 <= x <= SIDE and 0 <= y <= SIDE for x, y, _ in found)


def test_places_at_one_point_part_and_point_to_it() -> None:
    chart = drawn(Spot("a", 34.86, 138.32, 30, 3), Spot("b", 34.86, 138.32, 30, 3), Spot("c", 34.9, 138.4, 1, 1))
    one, other, _ = rings(chart)
    assert hypot(one[0] - other[0], one[1] - other[1]) >= one[2] + other[2] - 1


def test_a_single_place_has_a_scale() -> None:
    assert " km<" in drawn(Spot("a", 34.86, 138.32, 1, 1)).markup
