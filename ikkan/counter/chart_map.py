"""A map without tiles: circles on a plain ground, north up, with scale; those that would cover others move apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, hypot, radians, sqrt
from typing import Final

import numpy as np
import svg
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ikkan.counter.charts import GROUND, INK, SERIES, SOFT, WARN, Chart

SIDE: Final = 480
EDGE: Final = 30
LETTERS: Final = 15
KILOMETRES_A_DEGREE: Final = 111.32
SCALES: Final = (20, 10, 5, 2, 1, 0.5, 0.2)
# all circles together cover at most this part of the sheet, so that there is room to move them apart
COVER: Final = 0.22
LARGEST, SMALLEST = 17.0, 3.0
# rounds of moving apart; a crowded town comes to rest long before
ROUNDS: Final = 80


@dataclass(frozen=True)
class Spot:
    """One place on the map: position in degrees, how much there is, and how much of it is taken."""

    label: str
    latitude: float
    longitude: float
    amount: int
    taken: int


def spot_map(key: str, finding: str, spots: Sequence[Spot], *, head: tuple[str, str, str]) -> Chart:
    """Draw places as rings whose area is the amount; the disc inside is the part taken, orange where it is all.

    Args:
        key: unique id on the page.
        finding: what the map shows, in one sentence.
        spots: the places; at least one.
        head: heads of the table: place, amount, taken.
    """
    true, pixels_a_km = _on_sheet(spots)
    radii = _radii(spots)
    moved = _apart(true, radii)
    elements: list[svg.Element] = [svg.Rect(x=0, y=0, width=SIDE, height=SIDE, fill=GROUND)]
    for at, spot in enumerate(spots):
        here, there = moved[at], true[at]
        if hypot(here[0] - there[0], here[1] - there[1]) > radii[at]:
            elements.append(_line(there, here, SOFT, 1))
            elements.append(svg.Circle(cx=round(there[0], 1), cy=round(there[1], 1), r=1.5, fill=SOFT))
        elements += _ring(here, radii[at], spot)
    elements += [*_scale(pixels_a_km), *_north()]
    title = svg.Title(text=escape(finding), id=f"{key}-title")
    extra = {"role": "img", "aria-labelledby": f"{key}-title", "focusable": "false"}
    drawing = svg.SVG(viewBox=svg.ViewBoxSpec(0, 0, SIDE, SIDE), elements=[title, *elements], extra=extra)
    rows = [(spot.label, str(spot.amount), str(spot.taken)) for spot in spots]
    return Chart(key, finding, SafeString(drawing.as_str()), head, rows)


def _on_sheet(spots: Sequence[Spot]) -> tuple[list[tuple[float, float]], float]:
    """Return pixels of every spot and pixels a kilometre; one scale for both ways, so that distances look right."""
    south, north = min(s.latitude for s in spots), max(s.latitude for s in spots)
    west, east = min(s.longitude for s in spots), max(s.longitude for s in spots)
    shrink = cos(radians((south + north) / 2))
    span = max(north - south, (east - west) * shrink, 0.01)
    pixels, middle = (SIDE - 2 * EDGE) / span, ((south + north) / 2, (west + east) / 2)
    found = [
        (SIDE / 2 + (s.longitude - middle[1]) * shrink * pixels, SIDE / 2 - (s.latitude - middle[0]) * pixels)
        for s in spots
    ]
    return found, pixels / KILOMETRES_A_DEGREE


def _radii(spots: Sequence[Spot]) -> list[float]:
    """Return the radius of every ring: areas follow the amounts, and all together leave room."""
    unit = sqrt(COVER * SIDE * SIDE / (3.1416 * (sum(s.amount for s in spots) or 1)))
    largest = unit * sqrt(max((s.amount for s in spots), default=0))
    unit *= min(1.0, LARGEST / largest) if largest else 1.0
    return [max(unit * sqrt(s.amount), SMALLEST) for s in spots]


def _apart(points: Sequence[tuple[float, float]], radii: Sequence[float]) -> list[tuple[float, float]]:
    """Move circles apart until none covers another, each as little as it takes; equal points part by their order."""
    at, radius = np.array(points, dtype=float), np.array(radii)
    turn = np.arange(len(at)) * 2.4
    at = at + np.column_stack((np.cos(turn), np.sin(turn))) * 0.01
    needed = radius[:, None] + radius[None, :] + 1
    np.fill_diagonal(needed, 0)
    for _round in range(ROUNDS):
        way = at[:, None, :] - at[None, :, :]
        far = np.hypot(way[..., 0], way[..., 1])
        lacking = np.clip(needed - far, 0, None)
        if not lacking.any():
            break
        push = way / np.maximum(far, 1e-9)[..., None] * (lacking / 2)[..., None]
        at = np.clip(at + push.sum(axis=1) * 0.6, EDGE / 2, SIDE - EDGE / 2)
    return [(float(x), float(y)) for x, y in at]


def _ring(at: tuple[float, float], radius: float, spot: Spot) -> list[svg.Element]:
    x, y = round(at[0], 1), round(at[1], 1)
    is_full = spot.taken >= spot.amount > 0
    ring = svg.Circle(cx=x, cy=y, r=round(radius, 1), fill="#ffffff", stroke=INK, stroke_width=1)
    share = min(spot.taken / spot.amount, 1) if spot.amount else 0
    if not share:
        return [ring]
    inside = round(radius * sqrt(share), 1)
    return [ring, svg.Circle(cx=x, cy=y, r=inside, fill=WARN if is_full else SERIES[0])]


def _line(start: tuple[float, float], end: tuple[float, float], colour: str, width: float) -> svg.Element:
    (x1, y1), (x2, y2) = start, end
    return svg.Line(
        x1=round(x1, 1), y1=round(y1, 1), x2=round(x2, 1), y2=round(y2, 1), stroke=colour, stroke_width=width
    )


def _scale(pixels_a_km: float) -> list[svg.Element]:
    km = next((one for one in SCALES if one * pixels_a_km < SIDE / 3), SCALES[-1])
    right, y = SIDE - 14, SIDE - 14
    left = right - km * pixels_a_km
    label = svg.Text(x=round(left, 1), y=y - 6, text=f"{km:g} km", fill=INK, extra={"font-size": str(LETTERS)})
    return [_line((left, y), (right, y), INK, 3), label]


def _north() -> list[svg.Element]:
    arrow = svg.Polygon(points=[svg.Point(18, 26), svg.Point(24, 10), svg.Point(30, 26)], fill=INK)
    extra = {"font-size": str(LETTERS), "text-anchor": "middle"}
    return [arrow, svg.Text(x=24, y=42, text=_("北"), fill=INK, extra=extra)]
