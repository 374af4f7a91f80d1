"""What all text from outside must be held against, and the folds that change width only."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# The ten signs that phones, word processors and scanners put where a hyphen is meant.
DASH_LOOKALIKES: Final = (
    "\u2010",  # HYPHEN
    "\u2011",  # NON-BREAKING HYPHEN
    "\u2012",  # FIGURE DASH
    "\u2013",  # EN DASH
    "\u2014",  # EM DASH
    "\u2015",  # HORIZONTAL BAR
    "\u2212",  # MINUS SIGN
    "\uff0d",  # FULLWIDTH HYPHEN-MINUS
    "\u30fc",  # KATAKANA PROLONGED SOUND MARK
    "\uff70",  # HALFWIDTH PROLONGED SOUND MARK
)
# Seen less often; harmless to read in the same way.
RARE_DASHES: Final = ("\u2043", "\u2500", "\u2501", "\ufe58", "\ufe63")
# The plain hyphen last, so that the row can stand in a character class of a regular expression.
ANY_DASH: Final = "".join(DASH_LOOKALIKES + RARE_DASHES) + "-"
SPACES: Final = " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
KANJI_NUMBER: Final = "[〇零一二三四五六七八九十百]{1,7}"

_KANJI_DIGITS = {kanji: value for value, kanji in enumerate("〇一二三四五六七八九")} | {"零": 0}
_BIDI = "\u061c\u200e\u200f" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_DASH_TABLE = {ord(dash): "-" for dash in ANY_DASH}
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_HALF_KANA = re.compile("[\uff61-\uff9f]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_IDEOGRAPHIC_SELECTORS = re.compile("[\U000e0100-\U000e01ef]")
_COMPATIBILITY_KANJI = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f])")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")


@dataclass(frozen=True)
class BadText:
    """Say why a text may not be kept. `code` is one of too_long, control, broken, direction."""

    code: str
    message_ja: str
    message_en: str


def count_characters(text: str) -> int:
    """Count characters as a reader does: a kanji with its variation selector is one (基本データリスト)."""
    return len(text) - len(_SELECTORS.findall(text))


def find_bad_text(text: str, limit: int) -> BadText | None:
    """Return why a one-line text of at most `limit` characters cannot be kept, or None when it can.

    Length is looked at first, so a text of a million characters costs nothing. Nothing is ever cut off silently.
    """
    # A selector doubles a character at most, hence the cheap bound before the exact count.
    if len(text) > 2 * limit or count_characters(text) > limit:
        return BadText(
            "too_long",
            f"長すぎます（{len(text):,}文字）。{limit:,}文字までで入力してください",
            f"This is too long ({len(text):,} characters). Enter at most {limit:,} characters",
        )
    for character in text:
        category = unicodedata.category(character)
        code = ord(character)
        if category in ("Cc", "Zl", "Zp"):
            return BadText(
                "control",
                f"画面に出せない文字（U+{code:04X}）が入っています。消してから、もう一度入力してください",
                f"The text holds a control character (U+{code:04X}). Delete it and enter the text again",
            )
        if category == "Cs" or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
            return BadText(
                "broken",
                f"こわれた文字（U+{code:04X}）が入っています。その字を入力し直してください",
                f"The text holds a broken character (U+{code:04X}). Enter that character again",
            )
        if character in _BIDI:
            return BadText(
                "direction",
                f"文字の向きを変える記号（U+{code:04X}）が入っています。消してから、もう一度入力してください",
                f"The text holds a sign that turns its direction (U+{code:04X}). Delete it and enter the text again",
            )
    return None


def compose(text: str) -> str:
    """Return the text in Unicode NFC, with CJK compatibility ideographs left as they are.

    Plain NFC would turn the registered 神 (U+FA19) into 神 (U+795E): it would rewrite a person's name.
    """
    parts = _COMPATIBILITY_KANJI.split(text)
    return "".join(part if index % 2 else unicodedata.normalize("NFC", part) for index, part in enumerate(parts))


def to_half_width(text: str) -> str:
    """Return the text with full-width ASCII (and the full-width space and yen sign) in half width; nothing else."""
    return text.translate(_HALF_WIDTH)


def to_full_width(text: str) -> str:
    """Return the text with ASCII and half-width katakana in full width (type N of the data lists); nothing else."""
    return to_full_width_kana(text).translate(_FULL_WIDTH)


def to_full_width_kana(text: str) -> str:
    """Return the text with half-width katakana in full width, voiced marks joined; nothing else."""
    return _HALF_KANA.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)


def dashes_to_hyphens(text: str) -> str:
    """Return the text with every dash look-alike as `-`. Only for fields that hold no kana."""
    return text.translate(_DASH_TABLE)


def without_selectors(text: str) -> str:
    """Return the text without variation selectors (IVS and the standardised ones)."""
    return _SELECTORS.sub("", text)


def without_spaces(text: str) -> str:
    """Return the text without spaces of any width and without invisible characters."""
    return text.translate(dict.fromkeys(map(ord, SPACES + INVISIBLE)))


def without_invisible(text: str) -> str:
    """Return the text without zero-width characters, which come along when text is copied from a page."""
    return text.translate(dict.fromkeys(map(ord, INVISIBLE)))


def has_ivs(text: str) -> bool:
    """Tell whether the text names a glyph by an ideographic variation selector."""
    return _IDEOGRAPHIC_SELECTORS.search(text) is not None


def has_private_use(text: str) -> bool:
    """Tell whether the text holds a private use character (外字), which no other machine can show."""
    return _PRIVATE_USE.search(text) is not None


def code_points(text: str) -> str:
    """Return the code points as words for people: `U+9AD9`, or `U+845B U+E0100`."""
    return " ".join(f"U+{ord(character):04X}" for character in text)


def kanji_number(text: str) -> int:
    """Return the value of a kanji number up to 百 (二十三, 一〇五). Raises ValueError for other text."""
    if not re.fullmatch(KANJI_NUMBER, text):
        raise ValueError(f"{text[:20]!r} is not a kanji number below 1,000. Pass only digits, 十 and 百.")
    if "十" not in text and "百" not in text:
        return int("".join(str(_KANJI_DIGITS[digit]) for digit in text))
    total, waiting = 0, 0
    for sign in text:
        if sign in "十百":
            total += (waiting or 1) * (10 if sign == "十" else 100)
            waiting = 0
        else:
            waiting = _KANJI_DIGITS[sign]
    return total + waiting
