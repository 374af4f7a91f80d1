"""Charts as SVG with presentation attributes only, so that they pass the strict content policy.

Widths are per cent and heights are em: a chart fits a phone without shrinking its letters.
Every chart carries the rows of the table that says the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

import svg
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

INK, SOFT, GROUND = "#1a1a1a", "#4d4d4d", "#f2f2f2"
WARN = "#c74700"
SERIES = ("#0055ad", "#c74700", "#197a4b", "#6f23d0", "#008299", "#927200")
DASHES = ("", "8 4", "2 4", "10 3 2 3", "5 5", "1 3")
MAX_SERIES = len(SERIES)


@dataclass(frozen=True)
class Chart:
    """A drawn chart: markup, the finding in one sentence, and the table beside it."""

    key: str
    finding: str
    markup: SafeString
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Bar:
    """One bar; ``alert`` marks a value beyond the set limit."""

    label: str
    value: float
    text: str
    alert: bool = False


@dataclass(frozen=True)
class RoomFlow:
    """One room of the flow: cases in it and the median wait in days, with their texts."""

    name: str
    count: int
    wait_days: float
    wait_text: str
    alert: bool = False


@dataclass(frozen=True)
class Line:
    """One series; ``values`` has one number for each step on the axis."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True)
class Rung:
    """One wish on the ladder: the lowest admitted score, or None when it may not be published."""

    label: str
    cutoff: float | None
    note: str = ""


@dataclass
class Board:
    """Collect elements on a percent by em grid."""

    elements: list[svg.Element] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False, fill: str = INK
    ) -> None:
        """Write words with the baseline at ``y`` em."""
        place = {"start": "start", "middle": "middle", "end": "end"}[anchor]
        extra = {"text-anchor": place} | ({"font-weight": "700"} if bold else {})
        self.elements.append(svg.Text(x=pct(x), y=em(y), text=escape(words), fill=fill, extra=extra))

    def box(self, x: float, y: float, width: float, height: float, fill: str, *, line: str = "") -> None:
        """Draw a rectangle."""
        one = svg.Rect(x=pct(x), y=em(y), width=pct(width), height=em(height), fill=fill, rx=2)
        if line:
            one.stroke = line
        self.elements.append(one)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], colour: str, *, w: float = 1, dash: str = ""
    ) -> None:
        """Draw a straight line between two (per cent, em) points."""
        extra = {"stroke-dasharray": dash} if dash else {}
        self.elements.append(
            svg.Line(
                x1=pct(start[0]),
                y1=em(start[1]),
                x2=pct(end[0]),
                y2=em(end[1]),
                stroke=colour,
                stroke_width=w,
                extra=extra,
            )
        )

    def dot(self, x: float, y: float, colour: str, *, radius: float = 0.35, hollow: bool = False) -> None:
        """Draw a round marker."""
        fill = "#ffffff" if hollow else colour
        self.elements.append(svg.Circle(cx=pct(x), cy=em(y), r=em(radius), fill=fill, stroke=colour, stroke_width=2))

    def finish(self, key: str, title: str, height: float, *, wide: bool = False) -> SafeString:
        """Return the SVG markup named by ``title``; ``wide`` takes the whole width of a desk's page."""
        head = svg.Title(text=escape(title), id=f"{key}-title")
        extra = {"role": "img", "aria-labelledby": f"{key}-title", "focusable": "false"}
        width = None if wide else pct(100)
        drawing = svg.SVG(width=width, height=em(height), elements=[head, *self.elements], extra=extra)
        return SafeString(drawing.as_str())


def pct(value: float) -> svg.Length:
    """Return a length in per cent of the width."""
    return svg.Length(round(value, 2), "%")


def em(value: float) -> svg.Length:
    """Return a length in em of the chart's letters."""
    return svg.Length(round(value, 3), "em")


def bars(key: str, finding: str, rows: Sequence[Bar], *, head: tuple[str, str]) -> Chart:
    """Draw horizontal bars, label above and value at the end.

    Args:
        key: unique id on the page.
        finding: what the chart shows, in one sentence.
        rows: the bars in order.
        head: heads of the two table columns.
    """
    board, top = Board(), max((row.value for row in rows), default=0) or 1
    for place, row in enumerate(rows):
        y = place * 3
        width = max(row.value / top * 70, 0.6)
        words = f"{row.text} !" if row.alert else row.text
        board.text(0, y + 1.1, row.label)
        board.box(0, y + 1.5, width, 1, WARN if row.alert else SERIES[0])
        board.text(width + 2, y + 2.35, words, bold=True)
    return Chart(
        key, finding, board.finish(key, finding, len(rows) * 3), head, [(row.label, _over(row)) for row in rows]
    )


def flow(key: str, finding: str, rooms: Sequence[RoomFlow]) -> Chart:
    """Draw the rooms side by side: the band is as high as the cases are many, the bar below as long as the wait."""
    board = Board()
    most = max((room.count for room in rooms), default=0) or 1
    longest = max((room.wait_days for room in rooms), default=0) or 1
    step = 100 / max(len(rooms), 1)
    board.text(0, 1.1, _("件数"), fill=SOFT)
    board.text(0, 10.4, _("待ち"), fill=SOFT)
    for place, room in enumerate(rooms):
        x, colour = place * step, WARN if room.alert else SERIES[0]
        high = max(room.count / most * 4, 0.12)
        board.box(x, 5.4 - high / 2, step - 1, high, colour)
        board.text(x + (step - 1) / 2, 2.8, f"{room.count}{'!' if room.alert else ''}", anchor="middle", bold=True)
        board.text(x + (step - 1) / 2, 8.8, room.name, anchor="middle")
        board.box(x, 10.9, max(room.wait_days / longest * (step - 1), 0.5), 0.8, colour)
        board.text(x, 12.9, room.wait_text)
    table = [(room.name, str(room.count), room.wait_text, _limit(room.alert)) for room in rooms]
    return Chart(key, finding, board.finish(key, finding, 13.4), (_("部屋"), _("件数"), _("待ち"), _("上限")), table)


def weeks(
    key: str, finding: str, steps: Sequence[str], lines: Sequence[Line], *, limit: float | None = None, unit: str = ""
) -> Chart:
    """Draw one line for each series over the weeks, named at its end.

    Args:
        key: unique id on the page.
        finding: what the chart shows, in one sentence.
        steps: names of the steps on the axis, such as thirteen weeks.
        lines: at most six series, each with one value for each step.
        limit: the set limit as a dashed rule.
        unit: word after each number.

    Raises:
        ValueError: too many series, or a series does not fit the axis.
    """
    if len(lines) > MAX_SERIES:
        raise ValueError(f"A chart shows at most {MAX_SERIES} series, but got {len(lines)}. Split it in two charts.")
    wrong = [one.name for one in lines if len(one.values) != len(steps)]
    if wrong:
        raise ValueError(f"These series do not have {len(steps)} values: {', '.join(wrong)}. Give one value a step.")
    top = max([value for one in lines for value in one.values] + [limit or 0]) or 1
    board = Board()
    board.line((0, 12), (72, 12), SOFT)
    if limit is not None:
        level = 12 - limit / top * 10
        board.line((0, level), (72, level), SOFT, dash="4 4")
        board.text(0, level - 0.4, _("上限 %(limit)s") % {"limit": f"{limit:g}{unit}"}, fill=SOFT)
    for place, one in enumerate(lines):
        _trace(board, one, place, top, unit)
    if steps:
        board.text(0, 13.5, steps[0], fill=SOFT)
        board.text(72, 13.5, steps[-1], anchor="middle", fill=SOFT)
    table = [(step, *(f"{one.values[at]:g}{unit}" for one in lines)) for at, step in enumerate(steps)]
    return Chart(key, finding, board.finish(key, finding, 14), (_("週"), *(one.name for one in lines)), table)


def _trace(board: Board, one: Line, place: int, top: float, unit: str) -> None:
    gap = 70 / max(len(one.values) - 1, 1)
    points = [(2 + at * gap, 12 - value / top * 10) for at, value in enumerate(one.values)]
    for start, end in pairwise(points):
        board.line(start, end, SERIES[place], w=2.5, dash=DASHES[place])
    if points:
        board.dot(*points[-1], SERIES[place], hollow=place % 2 == 1)
        board.text(75, points[-1][1] + 0.35, f"{one.name} {one.values[-1]:g}{unit}", bold=True, fill=SERIES[place])


def ladder(key: str, finding: str, own: float, rungs: Sequence[Rung], *, unit: str) -> Chart:
    """Draw the lowest admitted score of each wish against one's own score.

    Args:
        key: unique id on the page.
        finding: what the chart shows, in one sentence.
        own: own score, in ``unit``.
        rungs: the wishes in order.
        unit: word after each number, such as 点.
    """
    known = [rung.cutoff for rung in rungs if rung.cutoff is not None] + [own]
    low, high = min(known), max(known)
    span = (high - low) or 1
    at = {value: 20 + (value - low) / span * 62 for value in known}
    bottom = len(rungs) * 3.4 + 1.8
    board = Board()
    for place in range(len(rungs)):
        board.box(0, 2.2 + place * 3.4, 100, 3, GROUND)
    board.line((at[own], 1.5), (at[own], bottom), SERIES[0], w=2)
    board.text(at[own], 1.1, _("自分 %(own)s") % {"own": f"{own:g}{unit}"}, anchor="middle", bold=True, fill=SERIES[0])
    for place, rung in enumerate(rungs):
        y = 2.2 + place * 3.4
        board.text(1.5, y + 1.1, f"{place + 1}. {rung.label}")
        if rung.cutoff is None:
            board.text(1.5, y + 2.5, rung.note or _("公表できません"), fill=SOFT)
            continue
        x = at[rung.cutoff]
        board.line((at[own], y + 2.1), (x, y + 2.1), SOFT, dash="2 3")
        board.dot(at[own], y + 2.1, SERIES[0], radius=0.3)
        board.dot(x, y + 2.1, WARN if rung.cutoff > own else SERIES[2], hollow=rung.cutoff > own)
        side = "start" if rung.cutoff >= own else "end"
        board.text(x + (2.5 if side == "start" else -2.5), y + 2.5, f"{rung.cutoff:g}{unit}", anchor=side, bold=True)
    table = [(rung.label, _score(rung, unit), f"{own:g}{unit}") for rung in rungs]
    return Chart(
        key, finding, board.finish(key, finding, bottom + 0.6), (_("園"), _("最後に決まった方"), _("自分")), table
    )


def _score(rung: Rung, unit: str) -> str:
    return (rung.note or _("公表できません")) if rung.cutoff is None else f"{rung.cutoff:g}{unit}"


def _over(row: Bar) -> str:
    return _("%(text)s（上限を超えています）") % {"text": row.text} if row.alert else row.text


def _limit(alert: bool) -> str:
    return _("超えています") if alert else _("内")
