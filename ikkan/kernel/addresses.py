"""Addresses: parts, and a key under which the ways of writing one address meet. Nothing typed is rewritten."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from ikkan.kernel.characters import (
    ANY_DASH,
    KANJI_NUMBER,
    SPACES,
    dashes_to_hyphens,
    kanji_number,
    to_full_width_kana,
    to_half_width,
    without_invisible,
    without_selectors,
    without_spaces,
)
from ikkan.kernel.differences import Kind
from ikkan.kernel.names import compare_key, fold_variants

_HAN = "[々〆一-鿿㐀-䶿]"
# 番 counts as a unit only where a house number can stand, so 六番町 and 一番館 keep their names.
_KANJI_BEFORE_UNIT = re.compile(
    rf"({KANJI_NUMBER})(?=丁目|番地|号|条|番(?:{KANJI_NUMBER}号|[0-9{SPACES}{ANY_DASH}]|$))"
)
_POSTAL = re.compile(rf"〒?\s*([0-9]{{3}})\s*[{ANY_DASH}]?\s*([0-9]{{4}})(?![0-9])")
_UNIT = re.compile(
    rf"(?<=[0-9])[{SPACES}]*(?:丁目|番地[のノ]?|番(?!町)|号室|号|(?:[のノ]|[{ANY_DASH}]+)(?=[{SPACES}]*[0-9]))"
    rf"[{SPACES}]*(?=([0-9])?)"
)
_GA = re.compile(rf"(?<={_HAN})[ヶケがガヵカ](?={_HAN})")
_NO = re.compile(rf"(?<={_HAN})[ノの之](?={_HAN})")
_SPACE_BETWEEN_DIGITS = re.compile(rf"(?<=[0-9])[{SPACES}]+(?=[0-9])")
_LONGEST_ADDRESS: Final = 1_000


class UnfitAddressError(ValueError):
    """Say why a text cannot stand as part of an address."""


@dataclass(frozen=True)
class AddressParts:
    """Hold an address as its parts, each as typed: postal (7 digits or empty), town, block (番地), building (方書)."""

    postal: str
    town: str
    block: str
    building: str = ""

    def __post_init__(self) -> None:
        if self.postal and not (len(self.postal) == 7 and self.postal.isascii() and self.postal.isdigit()):
            message = (
                f"The postal code {self.postal[:20]!r} is not 7 half-width digits. Read it by the input rules first."
            )
            raise UnfitAddressError(message)

    @property
    def line(self) -> str:
        """Return the address on one line. The building is never dropped (住民記録システム標準仕様書 5)."""
        return f"{self.town}{self.block}" + (f"\u3000{self.building}" if self.building else "")

    @property
    def key(self) -> str:
        """Return the compare key of the whole address, building included."""
        return address_key(self.line)


def split_postal(text: str) -> tuple[str | None, str]:
    """Return the postal code (7 digits) that a text begins with, or None, and what follows it as typed."""
    stripped = text.strip(SPACES)
    # Same length before and after, so the place of the match holds in the text as typed.
    found = _POSTAL.match(to_half_width(stripped))
    if found is None:
        return None, stripped
    return found[1] + found[2], stripped[found.end() :].lstrip(SPACES)


def show_postal(postal: str) -> str:
    """Return `575-0000` from seven digits."""
    return f"{postal[:3]}-{postal[3:]}"


def normalise_block_text(text: str) -> str:
    """Return a text with its house numbers in one form: `三丁目1番地の2` and `３−１−２` become `3-1-2`.

    Kanji numbers count only before 丁目, 番, 番地 and 号, so 六番町 and 八尾 stay as they are.
    """
    half = to_half_width(without_invisible(text))
    counted = _KANJI_BEFORE_UNIT.sub(lambda found: str(kanji_number(found[1])), half)
    joined = _UNIT.sub(lambda found: "-" if found[1] else "", counted)
    return _SPACE_BETWEEN_DIGITS.sub("-", joined)


def address_key(text: str) -> str:
    """Return a key under which the spellings of one address meet.

    Joined are width, spaces, variants, the ten dash look-alikes, 1番1号 = 1-1, 三丁目 = 3丁目, ヶ = ケ = が, ノ = の
    and 大字. The building stays in the key, so a flat is never taken for its neighbour. Raises UnfitAddressError for a
    text longer than 1,000 characters.
    """
    if len(text) > _LONGEST_ADDRESS:
        message = (
            f"The address has {len(text):,} characters, but the longest is {_LONGEST_ADDRESS:,}. Check the import."
        )
        raise UnfitAddressError(message)
    _, place = split_postal(text)
    plain = fold_variants(unicodedata.normalize("NFKC", without_selectors(place)))
    tidy = without_spaces(normalise_block_text(plain)).replace("大字", "")
    return compare_key(_NO.sub("の", _GA.sub("ケ", tidy))).strip("-")


def _width_only(text: str) -> str:
    return without_spaces(to_full_width_kana(to_half_width(text)))


def differs_how(a: str, b: str) -> Kind:
    """Return how two written addresses differ, for the compare component.

    Same; width and spaces only; variants of characters; spelling (1-1 and 1番1号); or another value.
    """
    if a == b:
        return Kind.SAME
    if address_key(a) != address_key(b):
        return Kind.OTHER
    if _width_only(a) == _width_only(b):
        return Kind.WIDTH
    return Kind.VARIANT if compare_key(a) == compare_key(b) else Kind.SPELLING


def normalise_block(text: str) -> str:
    """Return a block number (番地) alone in its one form, `3-1-2`. Every dash is a hyphen here, ー too."""
    return normalise_block_text(dashes_to_hyphens(to_half_width(text))).strip("-")
