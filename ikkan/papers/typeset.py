"""Turn papers into PDF/A-2b: one letter, or one print file of many letters for posting."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.papers.glyphs import missing_glyphs
from ikkan.papers.layout import column_widths, display_width, drawable
from ikkan.papers.paper import Paper, Recipient
from ikkan.papers.pdfium import joined
from ikkan.papers.press import HANDS, press
from ikkan.papers.qr import qr_svg

__all__ = ["ENVELOPE", "Window", "missing_glyphs", "paper_pdf", "papers_pdf", "too_long_for_window"]

_MM_PER_POINT = 25.4 / 72
_LEAST_SIZE = 5.5
_LINE_FACTOR = 1.5
# The engine's time and memory grow faster than the number of letters set together, so a posting is set in parts.
_TOGETHER = 20


@dataclass(frozen=True, slots=True)
class Window:
    """Where the envelope's window shows the sheet, in mm from its upper left corner; the address is set there.

    The window of a 長3 envelope is about 45 × 90 mm; the folded sheet moves inside the envelope, so the text keeps to
    the part that stays visible.
    """

    left: float
    top: float
    width: float
    height: float


ENVELOPE = Window(left=22, top=19, width=74, height=30)


def _drawable_json(value: JsonValue) -> JsonValue:
    """Return a JSON value with every string ready to set."""
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, list):
        return [_drawable_json(item) for item in value]
    if isinstance(value, dict):
        return {key: _drawable_json(item) for key, item in value.items()}
    return value


def _sides(given: JsonValue, columns: int) -> list[JsonValue]:
    """Return one alignment a column, left where none was given."""
    sides = list(given) if isinstance(given, list) else []
    return [*sides[:columns], *(["left"] * (columns - len(sides)))]


def _typeset_data(paper: Paper) -> JsonObject:
    """Return a paper as the letter template reads it."""
    data = _drawable_json(paper.as_json())
    if not isinstance(data, dict):
        raise TypeError("A paper's JSON must be an object.")
    data["blocks"] = [_block_data(block) for block in data["blocks"]] if isinstance(data["blocks"], list) else []
    if len(paper.recipient.postal) == 7 and isinstance(data["recipient"], dict):
        data["recipient"]["postal"] = f"{paper.recipient.postal[:3]}-{paper.recipient.postal[3:]}"
    data["link"], data["link_shown"] = paper.link, drawable(paper.link)
    data["qr"] = qr_svg(paper.link) if paper.link else ""
    return data


def _block_data(block: JsonValue) -> JsonValue:
    """Return a block with the widths its template needs."""
    if not isinstance(block, dict):
        return block
    if block["block"] == "grid":
        head, rows = _cells(block["head"]), [_cells(row) for row in _items(block["rows"])]
        return {**block, "align": _sides(block["align"], len(head)), "widths": [*column_widths(head, rows)]}
    if block["block"] == "facts":
        labels = [display_width(_cells(row)[0]) for row in _items(block["rows"])]
        return {**block, "label_share": min(40, max(20, max(labels, default=0) + 6))}
    return block


def _items(value: JsonValue) -> list[JsonValue]:
    """Return a JSON list, empty for anything else."""
    return value if isinstance(value, list) else []


def _cells(value: JsonValue) -> list[str]:
    """Return the strings of a JSON list."""
    return [item for item in _items(value) if isinstance(item, str)]


def _pressed(papers: Sequence[Paper], *, made_on: date, window: Window, tagged: bool) -> bytes:
    """Set papers into one PDF."""
    inputs = {
        "papers": json.dumps([_typeset_data(paper) for paper in papers], ensure_ascii=False),
        "window": json.dumps(asdict(window)),
    }
    return press("letter.typ", inputs, made_on=made_on, tagged=tagged)


def paper_pdf(paper: Paper, *, made_on: date, window: Window = ENVELOPE) -> bytes:
    """Return one letter as PDF/A-2b, tagged for screen readers; equal arguments give equal bytes.

    Args:
        paper: the content.
        made_on: creation date written into the file.
        window: where the envelope's window shows the sheet.

    Raises:
        RuntimeError: the typesetting engine refused the content.
    """
    return _pressed([paper], made_on=made_on, window=window, tagged=True)


def papers_pdf(papers: Sequence[Paper], *, made_on: date, window: Window = ENVELOPE) -> bytes:
    """Return one print file with all letters in the given order, each from a new sheet with its own page numbers.

    It is for the printer, not for keeping: untagged, and PDF/A only up to twenty letters. What is kept is `paper_pdf`.

    Args:
        papers: at least one.
        made_on: creation date written into the file.
        window: where the envelope's window shows the sheets.

    Raises:
        ValueError: no paper was given.
        RuntimeError: the typesetting engine refused the content.
    """
    if not papers:
        raise ValueError("A print file needs at least one letter, got none. Check the choice of cases to be posted.")
    parts = [papers[i : i + _TOGETHER] for i in range(0, len(papers), _TOGETHER)]
    with ThreadPoolExecutor(HANDS) as hands:
        made = [*hands.map(partial(_pressed, made_on=made_on, window=window, tagged=False), parts)]
    return made[0] if len(made) == 1 else joined(made, made_on=made_on)


def too_long_for_window(recipient: Recipient, window: Window = ENVELOPE) -> bool:
    """Say whether an address does not fit the envelope's window even at the least size, so that a person looks at it.

    The letter is still printed in full: nothing is ever cut. The judgement is on the safe side.

    Args:
        recipient: whom the letter goes to.
        window: where the envelope's window shows the sheet.
    """
    per_line = int(window.width / (_LEAST_SIZE * _MM_PER_POINT)) * 2
    texts = [
        recipient.postal,
        *recipient.address_lines,
        *(name + name[: len(name) // 4] for name in recipient.name_lines),
    ]
    lines = sum(-(-max(display_width(text), 1) // per_line) for text in texts)
    return lines * _LEAST_SIZE * _LINE_FACTOR * _MM_PER_POINT > window.height
