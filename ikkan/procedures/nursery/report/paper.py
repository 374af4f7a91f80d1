"""The report on paper: the same charts and tables as PDF/A."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from ikkan.counter.chart_files import chart_file
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.papers.layout import column_widths, drawable
from ikkan.papers.press import press
from ikkan.procedures.nursery.report.pictures import Part, Section

TEMPLATE: Final = Path(__file__).parent / "report.typ"
# share of the sheet's width for a chart that is narrow on a page too
NARROW: Final = 0.62
NARROW_COLUMNS: Final = 4


def report_pdf(
    parts: Sequence[Part], *, title: str, lead: str, edition: str, language: str, made_on: date
) -> bytes:  # fmt: skip
    """Return the report as PDF/A-2b; equal arguments give equal bytes.

    Args:
        parts: the pages.
        title: title of the round.
        lead: the first sentence.
        edition: which edition this is, printed at every foot.
        language: ja or en.
        made_on: creation date written into the file.

    Raises:
        RuntimeError: the typesetting engine refused the content.
    """
    data: JsonObject = {
        "title": drawable(title),
        "lead": drawable(lead),
        "edition": drawable(edition),
        "language": language,
        "parts": [
            {"title": drawable(part.title), "sections": [_section(section) for section in part.sections]}
            for part in parts
        ],
    }
    return press(TEMPLATE, {"report": json.dumps(data, ensure_ascii=False)}, made_on=made_on)


def _widths(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[JsonValue]:
    """Return the columns' shares: a few narrow columns stand at the right, and the names take what is left."""
    return [1, *([0] * (len(head) - 1))] if len(head) <= NARROW_COLUMNS else [*column_widths(head, rows)]


def _section(section: Section) -> JsonObject:
    chart = section.chart
    head = [drawable(words) for words in chart.head]
    rows = [[drawable(words) for words in row] for row in chart.rows]
    return {
        "title": drawable(section.title),
        "finding": drawable(chart.finding),
        "hint": drawable(section.hint),
        "svg": chart_file(chart),
        "width": NARROW if 'width="100%"' in chart.markup else 1.0,
        "grid": {
            "caption": "", "head": [*head], "rows": [[*row] for row in rows],
            "align": ["left", *(["right"] * (len(head) - 1))], "widths": _widths(head, rows),
        },
    }  # fmt: skip
