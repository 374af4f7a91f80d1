"""Which characters the shipped fonts can draw, read from the fonts' own character maps.

A name may hold a character that no font here has (external characters in the private use area, rare variants). Such a
letter must be flagged to a person, never printed with a silent gap.
"""

import struct
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pylopdf_fonts_cjk

GETA = "〓"
_SELECTORS = range(0xE0100, 0xE01F0)
_STANDARD_SELECTORS = range(0xFE00, 0xFE10)


def font_folder() -> Path:
    """Return the folder of the Noto Serif JP and Noto Sans JP files that the fonts package ships."""
    return Path(pylopdf_fonts_cjk.serif_path()).parent


@dataclass(frozen=True, slots=True)
class CharacterMap:
    """Code points and (base, selector) sequences that have a glyph."""

    points: frozenset[int]
    sequences: frozenset[tuple[int, int]]


def _u16(data: bytes, at: int) -> int:
    """Return the big-endian 16-bit number at an offset."""
    return int.from_bytes(data[at : at + 2], "big")


def _u24(data: bytes, at: int) -> int:
    """Return the big-endian 24-bit number at an offset."""
    return int.from_bytes(data[at : at + 3], "big")


def _u32(data: bytes, at: int) -> int:
    """Return the big-endian 32-bit number at an offset."""
    return int.from_bytes(data[at : at + 4], "big")


def _cmap_table(data: bytes, name: str) -> bytes:
    """Return the bytes of a font's `cmap` table."""
    for i in range(_u16(data, 4)):
        record = 12 + 16 * i
        if data[record : record + 4] == b"cmap":
            start = _u32(data, record + 8)
            return data[start : start + _u32(data, record + 12)]
    raise ValueError(f"The font {name} has no character map. Install the fonts package again.")


def _format4(data: bytes) -> set[int]:
    """Return the code points of a format 4 subtable (segments of the basic plane)."""
    count = _u16(data, 6) // 2
    ends, starts = 14, 16 + 2 * count
    deltas, offsets = starts + 2 * count, starts + 4 * count
    found: set[int] = set()
    for i in range(count):
        start, end, offset_at = _u16(data, starts + 2 * i), _u16(data, ends + 2 * i), offsets + 2 * i
        delta, offset = _u16(data, deltas + 2 * i), _u16(data, offset_at)
        for point in range(start, min(end, 0xFFFE) + 1):
            glyph = point if offset == 0 else _u16(data, offset_at + offset + 2 * (point - start))
            if (glyph + delta) & 0xFFFF and glyph:
                found.add(point)
    return found


def _format12(data: bytes) -> set[int]:
    """Return the code points of a format 12 subtable (groups over all planes)."""
    found: set[int] = set()
    for i in range(_u32(data, 12)):
        first, last, glyph = struct.unpack_from(">III", data, 16 + 12 * i)
        found.update(range(first if glyph else first + 1, last + 1))
    return found


def _format14(data: bytes) -> set[tuple[int, int]]:
    """Return the (base, selector) pairs of a format 14 subtable (variation sequences)."""
    found: set[tuple[int, int]] = set()
    for i in range(_u32(data, 6)):
        record = 10 + 11 * i
        selector, default, other = _u24(data, record), _u32(data, record + 3), _u32(data, record + 7)
        if default:
            for j in range(_u32(data, default)):
                at = default + 4 + 4 * j
                first = _u24(data, at)
                found.update((point, selector) for point in range(first, first + data[at + 3] + 1))
        if other:
            found.update((_u24(data, other + 4 + 5 * j), selector) for j in range(_u32(data, other)))
    return found


def read_character_map(font: Path) -> CharacterMap:
    """Return what a font file can draw.

    Args:
        font: an OpenType or TrueType file.

    Raises:
        ValueError: the file has no character map.

    Source: OpenType specification, table `cmap`, formats 4, 12 and 14.
    """
    table = _cmap_table(font.read_bytes(), font.name)
    points: set[int] = set()
    sequences: set[tuple[int, int]] = set()
    for offset in {_u32(table, 8 + 8 * i) for i in range(_u16(table, 2))}:
        part = table[offset:]
        kind = _u16(part, 0)
        if kind == 4:
            points |= _format4(part)
        elif kind == 12:
            points |= _format12(part)
        elif kind == 14:
            sequences |= _format14(part)
    return CharacterMap(frozenset(points), frozenset(sequences))


@cache
def _shipped() -> CharacterMap:
    """Return what the two shipped fonts can draw together."""
    maps = [read_character_map(path) for path in sorted(font_folder().glob("*.otf"))]
    if not maps:
        raise ValueError(f"No font lies in {font_folder()}. Install the package pylopdf-fonts-cjk again.")
    return CharacterMap(
        frozenset[int]().union(*(m.points for m in maps)),
        frozenset[tuple[int, int]]().union(*(m.sequences for m in maps)),
    )


def _clusters(text: str) -> list[str]:
    """Return the characters of a text, each with the variation selector that follows it."""
    found: list[str] = []
    for sign in text:
        if found and (ord(sign) in _SELECTORS or ord(sign) in _STANDARD_SELECTORS):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _has_glyph(cluster: str) -> bool:
    """Say whether the shipped fonts draw a character, with exactly the variant that was asked for."""
    shipped = _shipped()
    if len(cluster) == 1:
        return ord(cluster) in shipped.points
    return all((ord(cluster[0]), ord(selector)) in shipped.sequences for selector in cluster[1:])


def _invisible(sign: str) -> bool:
    """Say whether a character has no picture of its own (spaces, line breaks, format signs)."""
    return unicodedata.category(sign[0]) in {"Cc", "Cf", "Zl", "Zp", "Zs"}


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Return the characters of a text that would not be printed as written, each once, in order.

    Args:
        text: what will be printed, e.g. a name as the register has it, variation selectors untouched.

    Returns:
        Characters without a glyph, and base + selector pairs whose variant the fonts lack.
    """
    if _drawn_as_written().issuperset(text):
        return ()
    return tuple(dict.fromkeys(c for c in _clusters(text) if not _invisible(c) and not _has_glyph(c)))


def printable(text: str) -> str:
    """Return a text that the fonts can draw: 〓 for a character without glyph, the base for an unknown variant.

    Control characters other than the line break are dropped and every other space becomes a plain one the fonts have.
    """
    if _drawn_as_written().issuperset(text):
        return text
    out: list[str] = []
    for cluster in _clusters(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "　")):
        if cluster == "\n" or (not _invisible(cluster) and _has_glyph(cluster)):
            out.append(cluster)
        elif _invisible(cluster):
            out.append(_space(cluster[0]))
        else:
            out.append(cluster[0] if _has_glyph(cluster[0]) else GETA)
    return "".join(out)


@cache
def _drawn_as_written() -> frozenset[str]:
    """Return the characters that need no look: a text of only these is printed as it stands."""
    return frozenset(s for s in map(chr, _shipped().points) if not _invisible(s)) | {"\n", " ", "　"}


def _space(sign: str) -> str:
    """Return what to print for an invisible character."""
    if unicodedata.category(sign) in {"Zl", "Zp"}:
        return "\n"
    if unicodedata.category(sign) == "Zs":
        return sign if ord(sign) in _shipped().points else " "
    return ""
