"""Names of persons: kept exactly as registered, compared by keys that never rewrite them."""

import tomllib
import unicodedata
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final

from ikkan.kernel.characters import (
    compose,
    find_bad_text,
    has_ivs,
    has_private_use,
    to_full_width_kana,
    to_half_width,
    without_invisible,
    without_selectors,
    without_spaces,
)
from ikkan.kernel.differences import Kind

# 基本データリスト: 氏名 N100, counted in characters. A format of the standard, not a rule of a town.
LONGEST_NAME: Final = 100
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_SMALL_TO_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_SAME_SOUND = str.maketrans("ヂヅヲヰヱ", "ジズオイエ")
_VOWEL_O = "オコソトノホモヨロゴゾドボポ"


class UnfitNameError(ValueError):
    """Say why a text cannot stand as a name."""


def _read_variants() -> tuple[dict[str, str], dict[str, str]]:
    """Return two folds: other forms of one character, and characters that are confused with another."""
    rows = tomllib.loads((files("ikkan.kernel") / "variants.toml").read_text(encoding="utf-8"))["variant"]
    folds: dict[str, dict[str, str]] = {"same": {}, "confused": {}}
    for row in rows:
        folds[row["grade"]].update(dict.fromkeys(row["from"], row["to"]))
    return folds["same"], folds["confused"]


_SAME, _CONFUSED = _read_variants()
_SAME_TABLE = str.maketrans(_SAME)
_CONFUSED_TABLE = str.maketrans(_CONFUSED)


@dataclass(frozen=True)
class PersonName:
    """Hold a name as registered, with its reading in katakana.

    `given` alone may be filled (persons with one name); the readings may be empty where the register has none.
    Raises UnfitNameError for an empty name, for control characters, NUL, lone surrogates, turning and invisible
    signs, and for a part longer than `limit` characters (基本データリスト: 100).
    """

    family: str
    given: str
    kana_family: str = ""
    kana_given: str = ""
    limit: int = field(default=LONGEST_NAME, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not (self.family or self.given):
            raise UnfitNameError("The name is empty, because neither part was filled. Fill in at least one part.")
        for part in (self.family, self.given, self.kana_family, self.kana_given):
            check_name(part, self.limit)

    @property
    def full(self) -> str:
        """Return the name on one line, parts separated by one full-width space (as 基本データリスト has it)."""
        return "\u3000".join(part for part in (self.family, self.given) if part)

    @property
    def kana(self) -> str:
        """Return the reading on one line, parts separated by one full-width space."""
        return "\u3000".join(part for part in (self.kana_family, self.kana_given) if part)

    @property
    def has_ivs(self) -> bool:
        """Tell whether the name asks for a certain glyph by a variation selector."""
        return has_ivs(self.full)

    @property
    def has_private_use(self) -> bool:
        """Tell whether the name holds a private use character (外字)."""
        return has_private_use(self.full)


def check_name(text: str, limit: int = LONGEST_NAME) -> None:
    """Raise UnfitNameError when a text cannot be kept as part of a name; return nothing otherwise."""
    bad = find_bad_text(text, limit)
    if bad is not None:
        raise UnfitNameError(f"{bad.message_en}. ({bad.message_ja})")
    if text != without_invisible(text):
        message = "The name holds a character of no width, which nobody can see. Take it out by the input rules first."
        raise UnfitNameError(message)


def _fold_width(text: str) -> str:
    return without_spaces(to_full_width_kana(to_half_width(compose(text))))


def _without_form(text: str) -> str:
    """Return the text without compatibility forms and spaces; a mark that a space kept apart joins its letter."""
    return unicodedata.normalize("NFKC", without_spaces(unicodedata.normalize("NFKC", text)))


def strict_key(text: str) -> str:
    """Return a key that joins width, spacing, selectors and other forms of one character (髙 and 高), nothing else."""
    return _without_form(without_selectors(text)).casefold().translate(_SAME_TABLE)


def compare_key(text: str) -> str:
    """Return a key under which names written in different ways meet; the given text is not changed.

    NFKC, variation selectors and spaces removed, variants folded (variants.toml), also characters that are confused
    with each other (斎 and 斉). Whoever trusts a match must ask `needs_a_person` too.
    """
    return strict_key(text).translate(_CONFUSED_TABLE)


def fold_variants(text: str) -> str:
    """Return the text with every variant of variants.toml folded; width and spaces stay."""
    return text.translate(_SAME_TABLE).translate(_CONFUSED_TABLE)


def needs_a_person(a: str, b: str) -> bool:
    """Tell whether two names meet only because of characters that may be those of different families."""
    return compare_key(a) == compare_key(b) and strict_key(a) != strict_key(b)


def to_katakana(text: str) -> str:
    """Return the text with hiragana and half-width katakana as full-width katakana; nothing else."""
    full = unicodedata.normalize("NFC", to_full_width_kana(text))
    return full.translate(_HIRAGANA_TO_KATAKANA)


def kana_key(text: str) -> str:
    """Return a key under which readings meet: katakana, large letters, ヂ as ジ, コウ and コオ as コー, no spaces."""
    folded = unicodedata.normalize("NFC", to_katakana(_without_form(text)).replace("・", ""))
    folded = folded.translate(_SMALL_TO_LARGE).translate(_SAME_SOUND)
    key: list[str] = []
    for sound in folded:
        is_long = bool(key) and sound in "ウオ" and key[-1] in _VOWEL_O
        key.append("ー" if is_long else sound)
    return "".join(key)


def names_differ_how(a: str, b: str) -> Kind:
    """Return how two written names differ: same, width, spelling (SMITH and Smith), variant, or another value."""
    if a == b:
        return Kind.SAME
    if _fold_width(a) == _fold_width(b):
        return Kind.WIDTH
    if _fold_width(a).casefold() == _fold_width(b).casefold():
        return Kind.SPELLING
    return Kind.VARIANT if compare_key(a) == compare_key(b) else Kind.OTHER
