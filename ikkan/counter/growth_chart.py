"""Growth as a line on two logarithmic scales: a straight line means that the work grows as a power of the size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import svg
from django.utils.safestring import SafeString

from ikkan.counter.charts import DASHES, GROUND, INK, SERIES, SOFT, Chart, em, pct

LEFT, RIGHT, TOP, BOTTOM = 12.0, 80.0, 2.0, 18.0
WIDTH, HEIGHT = 46.0, 20.5
TICKS = (1, 2, 5)


@dataclass(frozen=True)
class Growth:
    """One series: what was measured at each size, in the unit of the chart; both are above 0."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class _Scale:
    """Map values to places on a logarithmic scale."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = math.log(value / self.low) / (math.log(self.high / self.low) or 1)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Give 1, 2 and 5 of every power of ten, or the powers alone where there would be too many."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        few = TICKS if len(powers) <= len(TICKS) + 1 else (1,)
        found = (step * 10.0**power for power in powers for step in few)
        return [tick for tick in found if self.low <= tick <= self.high]


def growth(key: str, finding: str, lines: Sequence[Growth], *, head: tuple[str, str]) -> Chart:
    """Draw each series against the size, both on logarithmic scales, named at its end.

    Args:
        key: unique id on the page.
        finding: what the chart shows, in one sentence.
        lines: at most six series.
        head: what the size is, and what was measured with its unit.

    Raises:
        ValueError: too many series, or nothing above 0 to draw.
    """
    points = [point for one in lines for point in one.points]
    if len(lines) > len(SERIES) or not points or min(min(point) for point in points) <= 0:
        raise ValueError(
            f"A growth chart shows one to {len(SERIES)} series of values above 0. Split it, or leave them out."
        )
    sizes, values = zip(*points, strict=True)
    across = _Scale(min(sizes), max(sizes), LEFT, RIGHT)
    up = _Scale(10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values))), BOTTOM, TOP)
    ground = svg.Rect(width=pct(100), height=pct(100), fill="#ffffff")
    elements: list[svg.Element] = [svg.Title(text=escape(finding), id=f"{key}-title"), ground]
    elements += [
        *_grid(across, up),
        _words(LEFT, TOP - 0.7, head[1], fill=SOFT),
        _words(RIGHT, 20, head[0], "end", SOFT),
    ]
    for place, one in enumerate(lines):
        elements += _trace(one, place, across, up)
    extra = {"role": "img", "aria-labelledby": f"{key}-title", "focusable": "false", "font-family": "sans-serif"}
    drawing = svg.SVG(width=em(WIDTH), height=em(HEIGHT), elements=elements, extra=extra)
    every = sorted(set(sizes))
    table = [(f"{size:,g}", *(_said(one, size) for one in lines)) for size in every]
    return Chart(key, finding, SafeString(drawing.as_str()), (head[0], *(one.name for one in lines)), table)


def _said(line: Growth, size: float) -> str:
    found = dict(line.points).get(size)
    return "–" if found is None else f"{found:,.3g}" if found < 1000 else f"{found:,.0f}"


def _grid(across: _Scale, up: _Scale) -> list[svg.Element]:
    """Draw the ground, and a thin line with its number at every tick."""
    found: list[svg.Element] = [
        svg.Rect(x=pct(LEFT), y=em(TOP), width=pct(RIGHT - LEFT), height=em(BOTTOM - TOP), fill=GROUND)
    ]
    for size in across.ticks():
        x = pct(across.at(size))
        found += [
            svg.Line(x1=x, y1=em(TOP), x2=x, y2=em(BOTTOM), stroke="#ffffff", stroke_width=1),
            _words(across.at(size), BOTTOM + 1.1, f"{size:,g}", "middle", SOFT, size=0.8),
        ]
    for value in up.ticks():
        y = em(up.at(value))
        found += [
            svg.Line(x1=pct(LEFT), y1=y, x2=pct(RIGHT), y2=y, stroke="#ffffff", stroke_width=1),
            _words(LEFT - 1, up.at(value) + 0.3, f"{value:,g}", "end", SOFT, size=0.8),
        ]
    return found


def _trace(line: Growth, place: int, across: _Scale, up: _Scale) -> list[svg.Element]:
    points = [(across.at(size), up.at(value)) for size, value in line.points]
    dash = {"stroke-dasharray": DASHES[place]} if DASHES[place] else {}
    found: list[svg.Element] = [
        svg.Line(
            x1=pct(start[0]), y1=em(start[1]), x2=pct(end[0]), y2=em(end[1]),
            stroke=SERIES[place], stroke_width=2.5, extra=dash,
        )
        for start, end in pairwise(points)
    ]  # fmt: skip
    found += [svg.Circle(cx=pct(x), cy=em(y), r=em(0.25), fill=SERIES[place]) for x, y in points]
    x, y = points[-1]
    return [*found, _words(x + 1.5, y + 0.3, line.name, fill=SERIES[place], size=0.8, weight="700")]


def _words(
    x: float, y: float, words: str, anchor: str = "start", fill: str = INK, *, size: float = 0.9, weight: str = "400"
) -> svg.Text:
    extra = {"text-anchor": anchor, "font-size": f"{size}em", "font-weight": weight}
    # y is counted in em of the chart, not of the smaller letters
    return svg.Text(x=pct(x), y=em(y / size), text=escape(words), fill=fill, extra=extra)
