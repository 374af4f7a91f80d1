"""What a template needs besides the content: column widths, places to break a long word, drawable characters."""

import re
import unicodedata
from collections.abc import Sequence

from ikkan.papers.glyphs import printable

_LONG_WORD = re.compile(r"[!-~]{20,}")
_BREAK_AFTER = re.compile(r"([/\-_.?&=@,:;])")
_BREAK = "\u200b"
# Narrow columns (in half-width characters) are never broken: points, dates, codes stay in one piece, as long as the
# wide ones keep room. A cell's two margins take about three characters.
_NARROW = 24
_MARGIN = 3
_WIDEST = 60
PORTRAIT_ROOM = 70
LANDSCAPE_ROOM = 130


def display_width(text: str) -> int:
    """Return the width of the longest line of a text in half-width characters."""
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in text.split("\n")),
        default=0,
    )


def _breakable_word(match: re.Match[str]) -> str:
    """Return a long Latin word with places to break it: after signs, and at least every twelve characters."""
    pieces = _BREAK_AFTER.sub(rf"\1{_BREAK}", match.group(0)).split(_BREAK)
    return _BREAK.join(piece[i : i + 12] for piece in pieces for i in range(0, max(len(piece), 1), 12))


def drawable(text: str) -> str:
    """Return a text ready to set: only characters the fonts have, long Latin words breakable so that none is cut."""
    return _LONG_WORD.sub(_breakable_word, printable(text))


def column_widths(head: Sequence[str], rows: Sequence[Sequence[str]], *, room: int = PORTRAIT_ROOM) -> list[int]:
    """Return a share for each column, 0 for one that takes just the width of its text.

    Args:
        head: column titles.
        rows: cells, as many in each row as titles.
        room: half-width characters that unbroken columns may take together.
    """
    widest = [max(display_width(title), *(display_width(row[i]) for row in rows), 1) for i, title in enumerate(head)]
    shares = [min(width, _WIDEST) for width in widest]
    for i in sorted(range(len(head)), key=lambda column: widest[column])[:-1]:
        room -= widest[i] + _MARGIN
        if widest[i] > _NARROW or room < 0:
            break
        shares[i] = 0
    return shares
