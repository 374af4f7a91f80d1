"""An example picture of each kind of paper: drawn by us, made-up, with numbers on what must be seen."""

import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import svg
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ikkan.counter.citizen_kinds import Example
from ikkan.counter.daily_words import text_of

INK, ACT, LINE, PAPER, GROUND = "#1a1a1a", "#0017c1", "#cccccc", "#ffffff", "#e6e6e6"
WIDTH, TOP, ROW = 360, 84, 46


def example_of(kind: str, language: str) -> Example | None:
    """Return the example of a kind of paper with what must be seen on it, or None when there is none.

    Args:
        kind: kind of document.
        language: ja, easy or en.
    """
    told = _told()
    paper = told["paper"].get(kind)
    if paper is None:
        return None
    rows = [(str(word), str(printed)) for word, printed in paper["rows"]]
    points = [text_of(told["words"][word]).shown(language) for word, _printed in rows]
    title = _("よい写真の例（つくりもの）")
    return Example(_drawn(title, str(paper["title"]), [printed for _word, printed in rows]), title,
                   tuple(points), text_of(told["whole"]).shown(language))  # fmt: skip


def kinds_with_example() -> frozenset[str]:
    """Return the kinds of paper that have an example."""
    return frozenset(_told()["paper"])


# Any: TOML values of the project's own file, checked by use.
@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "examples.toml").read_text(encoding="utf-8"))


def _drawn(title: str, heading: str, rows: list[str]) -> SafeString:
    height = TOP + ROW * len(rows) + 40
    middle = {"text-anchor": "middle", "font-weight": "700", "font-size": "20"}
    elements: list[svg.Element] = [
        svg.Rect(x=0, y=0, width=WIDTH, height=height, fill=GROUND),
        svg.Rect(x=16, y=12, width=WIDTH - 32, height=height - 24, fill=PAPER, stroke=INK, stroke_width=1.5),
        svg.Text(x=WIDTH / 2, y=50, text=escape(heading), fill=INK, extra=middle),
    ]
    for place, printed in enumerate(rows):
        elements += _row(place + 1, printed, TOP + ROW * place)
    # a label, not a title with an id: two parents' certificates may stand on one page
    extra = {"role": "img", "aria-label": escape(title), "focusable": "false", "width": str(WIDTH)}
    drawing = svg.SVG(viewBox=svg.ViewBoxSpec(0, 0, WIDTH, height), elements=elements, extra=extra)
    return SafeString(drawing.as_str())


def _row(number: int, printed: str, y: int) -> list[svg.Element]:
    sign = {"text-anchor": "middle", "font-weight": "700", "font-size": "15"}
    return [
        svg.Circle(cx=42, cy=y + 14, r=13, fill=ACT),
        svg.Text(x=42, y=y + 19.5, text=str(number), fill=PAPER, extra=sign),
        svg.Text(x=66, y=y + 20, text=escape(printed), fill=INK, extra={"font-size": "16"}),
        svg.Line(x1=66, y1=y + 32, x2=WIDTH - 34, y2=y + 32, stroke=LINE),
    ]
