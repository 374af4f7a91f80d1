"""What surely stands in its field on the sheet: a bound on the safe side, much cheaper than setting it for trial."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

MEASURES: Final[Mapping[str, float]] = tomllib.loads(
    (files("ikkan.procedures.certificate.sheets") / "measures.toml").read_text(encoding="utf-8")
)
_POINTS_A_MILLIMETRE: Final = 72 / 25.4
# Kana, kanji and full-width signs are a square wide in the shipped fonts. No sign of ASCII is wider than this.
_SQUARES: Final = re.compile("[\u3000-\u301fぁ-ヿ㐀-䶿一-鿿豈-\ufaff！-～]")
_ASCII: Final = re.compile("[ -~]")
_WIDEST_ASCII: Final = 1.2


def stands(value: str, above: str = "", *, span: int, height: float) -> bool:
    """Whether a text surely stands in its field, on one line and at the least size, with what stands over it.

    Args:
        value: text.
        above: small line over it.
        span: width of the field in columns of the sheet.
        height: height of the field in millimetres.
    """
    widths = _width(value), _width(above)
    if None in widths:
        return False
    own, over = (width or 0.0 for width in widths)
    least, share = MEASURES["least"], MEASURES["above"]
    room = MEASURES["width"] * span / MEASURES["columns"] - 2 * MEASURES["inset"]
    left = height - MEASURES["label_height"] - MEASURES["label_gap"]
    lines = least * (1 + share) + MEASURES["largest"] * MEASURES["leading"] if above else least
    is_narrow = max(own, over * share) * least <= room * _POINTS_A_MILLIMETRE
    return is_narrow and lines <= left * _POINTS_A_MILLIMETRE


def row_heights(*, is_household: bool, rows: int) -> tuple[float, ...]:
    """Return the heights of the rows of a person's box in millimetres, as the template draws them."""
    others = max(rows - 1, 1)
    shared = min(MEASURES["highest_row"], (MEASURES["box_height"] - MEASURES["name_height"]) / others)
    return (MEASURES["name_height"], *[shared if is_household else MEASURES["row_height"]] * (rows - 1))


def _width(text: str) -> float | None:
    """Return at most how many squares a text is wide; None where a sign may be wider."""
    squares, ascii_signs = len(_SQUARES.findall(text)), len(_ASCII.findall(text))
    return squares + _WIDEST_ASCII * ascii_signs if squares + ascii_signs == len(text) else None
