"""The key under which a typed search word meets the text of a facility."""

import unicodedata

from ikkan.kernel.characters import dashes_to_hyphens
from ikkan.kernel.names import to_katakana


def search_key(text: str) -> str:
    """Return a text with width, case, kana and the dash look-alikes folded (コ―ド spelled with U+2015 too)."""
    return dashes_to_hyphens(to_katakana(unicodedata.normalize("NFKC", text))).casefold()
