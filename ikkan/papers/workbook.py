"""Rows of an Excel file (.xlsx), opened only after a look at how large its parts unpack."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from ikkan.papers.refusals import Unreadable, refuse

_PROLOGUE = 2000


@dataclass(frozen=True, slots=True)
class WorkbookRows:
    """Rows of the first sheet with their numbers from 1, and the names of the sheets that were not read."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    other_sheets: tuple[str, ...]


def _unsafe(data: bytes, unpacked_bytes: int, ratio: int) -> bool:
    """Say whether an archive unpacks too large or one of its XML parts declares a document type (entities)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > unpacked_bytes or unpacked > ratio * max(len(data), 1):
            return True
        if any(part.flag_bits & 1 for part in parts):
            return True
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    if b"<!DOCTYPE" in stream.read(_PROLOGUE).replace(b"\x00", b"").upper():
                        return True
    return False


def _cell(value: object) -> str:
    """Return a cell as the text a person sees: whole numbers without a point, dates as 2027-01-29."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def workbook_rows(data: bytes, *, rows: int, cells: int, unpacked_bytes: int, ratio: int) -> WorkbookRows | Unreadable:
    """Return the rows of the first sheet.

    Args:
        data: the whole file, already known to be an Excel workbook by its parts.
        rows: the most rows taken, empty ones counted.
        cells: the most cells taken.
        unpacked_bytes: the most bytes that all parts together may unpack to.
        ratio: the most times that the parts may be larger than the file.
    """
    try:
        if _unsafe(data, unpacked_bytes, ratio):
            return refuse("sheet_broken")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, ParseError, TypeError):
        return refuse("sheet_broken")
    try:
        if not book.worksheets:
            return refuse("sheet_empty")
        sheet = book.worksheets[0]
        # the size that the file claims is often wrong, so the rows themselves are counted
        if hasattr(sheet, "reset_dimensions"):
            sheet.reset_dimensions()
        found = _counted(sheet.iter_rows(values_only=True), rows, cells)
        others = tuple(other.title for other in book.worksheets[1:])
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, ParseError, TypeError):
        return refuse("sheet_broken")
    finally:
        book.close()
    return found if isinstance(found, Unreadable) else WorkbookRows(found, others)


def _counted(
    values: Iterable[Sequence[object]], rows: int, cells: int
) -> tuple[tuple[int, tuple[str, ...]], ...] | Unreadable:
    """Return rows as texts, or the refusal as soon as there are too many."""
    found: list[tuple[int, tuple[str, ...]]] = []
    count = 0
    for number, row in enumerate(values, start=1):
        count += len(row)
        if number > rows + 1:
            return refuse("sheet_too_large", limit=rows, what="行", what_en="rows")
        if count > cells:
            return refuse("sheet_too_large", limit=cells, what="セル", what_en="cells")
        found.append((number, tuple(_cell(value) for value in row)))
    return tuple(found)
