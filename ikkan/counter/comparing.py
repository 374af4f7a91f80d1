"""Two values beside each other: the characters that differ, and the kind of difference as a word."""

from django.utils.translation import gettext as _

from ikkan.counter.parts import CompareRow, Piece, Tone
from ikkan.kernel.differences import Kind, find_runs, find_swaps


def compare_row(item: str, left: str, right: str, kind: Kind) -> CompareRow:
    """Return two values with the characters marked that differ, and the kind of difference as a word."""
    runs = find_runs(left, right)
    tone: Tone = "ok" if kind == Kind.SAME else "bad" if kind == Kind.OTHER else "warn"
    points = [f"{one.code_points_a} / {one.code_points_b}" for one in find_swaps(left, right)]
    return CompareRow(
        item,
        [Piece(run.text, run.side == "a") for run in runs if run.side != "b"],
        [Piece(run.text, run.side == "b") for run in runs if run.side != "a"],
        kind_word(kind),
        tone,
        "　".join(points[:2]) if kind == Kind.VARIANT else "",
    )


def kind_word(kind: Kind) -> str:
    """Return the word for a kind of difference in the language of the page."""
    return {
        Kind.SAME: _("一致"),
        Kind.WIDTH: _("全角半角"),
        Kind.VARIANT: _("字体"),
        Kind.SPELLING: _("表記"),
        Kind.READING: _("読み"),
        Kind.OTHER: _("別の値"),
    }[kind]
