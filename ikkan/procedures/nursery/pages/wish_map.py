"""A map without tiles: numbered pins on a plain ground, north up, with the same list in words."""

from collections.abc import Sequence
from html import escape
from math import cos, radians

import svg
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ikkan.counter.citizen_kinds import Figure
from ikkan.procedures.nursery.pages.places import Places

INK, ACT, GROUND, LINE, QUIET = "#1a1a1a", "#0017c1", "#f2f2f2", "#cccccc", "#767676"
SIDE, EDGE = 400, 34
KILOMETRES_A_DEGREE = 111.32


def wish_map(key: str, wishes: Sequence[str], places: Places) -> Figure | None:
    """Draw chosen facilities by their rank, the others as small dots; None when no chosen one has a position.

    Args:
        key: unique id on the page.
        wishes: codes, best first.
        places: facilities of the round.
    """
    chosen = [(rank, code) for rank, code in enumerate(wishes, start=1) if _point(code, places) is not None]
    if not chosen:
        return None
    points = [point for _rank, code in chosen if (point := _point(code, places)) is not None]
    frame = _Frame([*points, *([places.home] if places.home else [])])
    elements: list[svg.Element] = [
        svg.Rect(x=0, y=0, width=SIDE, height=SIDE, fill=GROUND, stroke=LINE),
        *_others(frame, places, set(wishes)),
        *([_home(frame, places.home)] if places.home else []),
    ]
    for rank, code in reversed(chosen):
        elements += _pin(frame, rank, code, places)
    elements += _scale(frame)
    title = _("えらんだ園の地図（上が北）")
    head = svg.Title(text=escape(title), id=f"{key}-title")
    extra = {"role": "img", "aria-labelledby": f"{key}-title", "focusable": "false"}
    drawing = svg.SVG(viewBox=svg.ViewBoxSpec(0, 0, SIDE, SIDE), elements=[head, *elements], extra=extra)
    rows = tuple((f"{rank}. {places.named[code].name}", places.hint(code, None)) for rank, code in chosen)
    hint = _("住所の町の中心からの直線の距離です") if places.home else ""
    return Figure(SafeString(drawing.as_str()), title, rows, hint)


class _Frame:
    """Where a position falls on the sheet; one scale for both ways, so that distances look right."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        south, north = min(p[0] for p in points), max(p[0] for p in points)
        west, east = min(p[1] for p in points), max(p[1] for p in points)
        self.middle = ((south + north) / 2, (west + east) / 2)
        self.shrink = cos(radians(self.middle[0]))
        span = max(north - south, (east - west) * self.shrink, 0.01)
        self.pixels = (SIDE - 2 * EDGE) / span

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """Return x and y in pixels."""
        x = SIDE / 2 + (point[1] - self.middle[1]) * self.shrink * self.pixels
        return round(x, 1), round(SIDE / 2 - (point[0] - self.middle[0]) * self.pixels, 1)


def _point(code: str, places: Places) -> tuple[float, float] | None:
    one = places.named.get(code)
    if one is None or one.latitude is None or one.longitude is None:
        return None
    return one.latitude, one.longitude


def _others(frame: _Frame, places: Places, chosen: set[str]) -> list[svg.Element]:
    dots: list[svg.Element] = []
    for code in places.named:
        point = _point(code, places)
        if code in chosen or point is None:
            continue
        x, y = frame.at(point)
        if 4 < x < SIDE - 4 and 4 < y < SIDE - 4:
            dots.append(svg.Circle(cx=x, cy=y, r=3, fill="#ffffff", stroke=QUIET, stroke_width=1.5))
    return dots


def _home(frame: _Frame, home: tuple[float, float]) -> svg.Element:
    x, y = frame.at(home)
    roof = [(x - 11, y), (x, y - 11), (x + 11, y), (x + 7, y), (x + 7, y + 10), (x - 7, y + 10), (x - 7, y)]
    points = [svg.Point(round(px, 1), round(py, 1)) for px, py in roof]
    return svg.Polygon(points=[*points], fill="#ffffff", stroke=INK, stroke_width=2.5)


def _pin(frame: _Frame, rank: int, code: str, places: Places) -> list[svg.Element]:
    point = _point(code, places)
    if point is None:
        return []
    x, y = frame.at(point)
    extra = {"text-anchor": "middle", "font-weight": "700", "font-size": "16"}
    return [
        svg.Circle(cx=x, cy=y, r=15, fill=ACT, stroke="#ffffff", stroke_width=2.5),
        svg.Text(x=x, y=y + 5.5, text=str(rank), fill="#ffffff", extra=extra),
    ]


def _scale(frame: _Frame) -> list[svg.Element]:
    pixels_a_km = frame.pixels / KILOMETRES_A_DEGREE
    km = next((one for one in (5, 2, 1, 0.5) if one * pixels_a_km < SIDE / 2), 0.2)
    x, y = SIDE - 14 - km * pixels_a_km, SIDE - 14
    label = svg.Text(x=x, y=y - 7, text=f"{km:g} km", fill=INK, extra={"font-size": "15"})
    return [svg.Line(x1=x, y1=y, x2=SIDE - 14, y2=y, stroke=INK, stroke_width=3), label]
