"""The shrink map of the town's character data: a file of its own beside the program, or nothing.

The data (文字情報基盤 縮退マップ) stand under CC BY-SA and are never part of the program: IKKAN_MOJI names the folder.
"""

import csv
from collections.abc import Callable, Mapping
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
    return _rows(Path(folder) / _PLAIN, "kanji", str) | _rows(Path(folder) / _VARIANTS, "ucs", _character)


def _rows(path: Path, column: str, character: Callable[[str], str]) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {
                character(spelling): row["shrink"]
                for row in csv.DictReader(file)
                for spelling in row[column].split(";")
                if spelling
            }
    except (OSError, KeyError, ValueError) as fault:
        raise UnfitMojiError(
            f"The character data {path} cannot be read: {fault!r}. Let IKKAN_MOJI name a folder with {_PLAIN} and "
            f"{_VARIANTS} (columns kanji or ucs, and shrink), or leave it out."
        ) from fault


def _character(codes: str) -> str:
    """Return a character by its code points: `342A_E0103`."""
    return "".join(chr(int(code, 16)) for code in codes.split("_"))
