"""The shrink map of the town's character data: a file of its own beside the program, or nothing.

The data (文字情報基盤 縮退マップ) stand under CC BY-SA and are never part of the program: IKKAN_MOJI names the folder.
"""

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

_PLAIN: Final = "moji.csv"
_VARIANTS: Final = "moji_ivs.csv"


class UnfitMojiError(ValueError):
    """Say why the character data cannot be used."""


def shrink_targets() -> Mapping[str, str]:
    """Return the targets of each character in JIS X 0213, empty when the town has set no character data.

    Raises:
        UnfitMojiError: the folder that IKKAN_MOJI names has no such files, or they have other columns.
    """
    return _read(settings.IKKAN_MOJI) if settings.IKKAN_MOJI else {}


@lru_cache(maxsize=2)
def _read(folder: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, column in ((_PLAIN, "kanji"), (_VARIANTS, "ucs")):
        path = Path(folder) / name
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                found |= {_character(row[column]): row["shrink"] for row in csv.DictReader(file)}
        except (OSError, KeyError, ValueError) as fault:
            raise UnfitMojiError(
                f"The character data {path} cannot be read: {fault}. Let IKKAN_MOJI name a folder with {_PLAIN} and "
                f"{_VARIANTS} (columns kanji or ucs, and shrink), or leave it out."
            ) from fault
    return found


def _character(text: str) -> str:
    """Return a character, also from its code points (`342A_E0103`)."""
    return "".join(chr(int(code, 16)) for code in text.split("_")) if "_" in text else text
