"""Read the tables that offices really have: CSV in three encodings, tabs, line breaks in cells, Excel."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ikkan.papers.filekind import file_kind
from ikkan.papers.refusals import Unreadable, refuse
from ikkan.papers.workbook import workbook_rows

# Signs that people type for the long vowel ー inside Katakana words: hyphens, dashes, minus, half-width ｰ.
_LONG_VOWELS = frozenset("‐‑‒–—―−－-ｰー─━")
_ENCODINGS = ("utf-8", "cp932")


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """The largest table taken; `unpacked_bytes` and `ratio` are for the parts of an Excel file before it is opened."""

    rows: int = 200_000
    cells: int = 4_000_000
    unpacked_bytes: int = 400_000_000
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about the table, e.g. rows that were left out. Line 0 is the whole table."""

    code: str
    line: int
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of texts: every row has as many cells as the head. `lines` are the rows' numbers in the file, from 1."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    encoding: str
    notes: tuple[Note, ...]

    def column(self, *names: str) -> int | None:
        """Return the number of the first column that bears one of the names, in whatever spelling; None if none does.

        Args:
            names: spellings in order of preference; width, dashes for ー, spaces and case do not matter.
        """
        titles = [plain_title(title) for title in self.head]
        for name in names:
            if plain_title(name) in titles:
                return titles.index(plain_title(name))
        return None


def plain_title(title: str) -> str:
    """Return a column title in the one form used for comparing: コ―ド, ｺｰﾄﾞ and コード are the same.

    Args:
        title: as it stands in the file.
    """
    wide = "".join(unicodedata.normalize("NFKC", title).split()).casefold()
    out: list[str] = []
    for sign in wide:
        kana = bool(out) and (out[-1] == "ー" or "ァ" <= out[-1] <= "ヿ")
        out.append("ー" if sign in _LONG_VOWELS and kana else "-" if sign in _LONG_VOWELS else sign)
    return "".join(out)


_DEFAULT_LIMITS = SheetLimits()


def read_sheet(data: bytes, *, limits: SheetLimits = _DEFAULT_LIMITS) -> Sheet | Unreadable:
    """Return the table in a CSV or Excel file.

    Cells are texts as they stand, spaces at the ends removed; leading zeros that a spreadsheet lost before are not
    restored here, since only the reader of a column knows its length.

    Args:
        data: the whole file.
        limits: the largest table taken.

    Returns:
        Sheet, or Unreadable with what to do. Nothing is raised for a bad file.
    """
    if not data.strip():
        return refuse("file_empty")
    kind = file_kind(data)
    if kind == "xlsx":
        rows = workbook_rows(
            data, rows=limits.rows, cells=limits.cells, unpacked_bytes=limits.unpacked_bytes, ratio=limits.ratio
        )
        return rows if isinstance(rows, Unreadable) else _sheet(rows.rows, "xlsx", _other_sheets(rows.other_sheets))
    if kind == "old_office":
        return refuse("sheet_is_old_excel")
    if kind != "unknown":
        return refuse("sheet_is_other")
    decoded = _decoded(data)
    if decoded is None:
        return refuse("sheet_encoding")
    text, encoding = decoded
    records = _records(text, limits)
    return records if isinstance(records, Unreadable) else _sheet(records, encoding, [])


def _decoded(data: bytes) -> tuple[str, str] | None:
    """Return the text and its encoding; None when no encoding fits without a wrong sign."""
    if data.startswith(b"\xef\xbb\xbf"):
        return _strict(data, "utf-8-sig")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16")
    # Without a mark, UTF-16 shows by zero bytes: at odd places for little endian.
    if b"\x00" in data[:2000]:
        odd, even = data[1:2000:2].count(0), data[0:2000:2].count(0)
        return _strict(data, "utf-16-le" if odd > even else "utf-16-be")
    for encoding in _ENCODINGS:
        found = _strict(data, encoding)
        if found:
            return found
    return None


def _strict(data: bytes, encoding: str) -> tuple[str, str] | None:
    """Return the text in one encoding, None when a byte does not fit it or it holds signs that no text has."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else (text, encoding)


def _separator(text: str) -> str:
    """Return tab or comma, whichever the first line outside quotes has more of."""
    quoted, commas, tabs = False, 0, 0
    for sign in text:
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in "\r\n" and commas + tabs:
            break
        elif not quoted:
            commas += sign == ","
            tabs += sign == "\t"
    return "\t" if tabs > commas else ","


def _records(text: str, limits: SheetLimits) -> list[tuple[int, list[str]]] | Unreadable:
    """Return the records of a CSV text, each with the number of the line it begins on."""
    if text.count('"') % 2:
        return refuse("sheet_quotes", line=text.count("\n", 0, text.rfind('"')) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    found: list[tuple[int, list[str]]] = []
    cells, begins = 0, 1
    try:
        for record in reader:
            cells += len(record)
            if len(found) > limits.rows:
                return refuse("sheet_too_large", limit=limits.rows, what="行", what_en="rows")
            if cells > limits.cells:
                return refuse("sheet_too_large", limit=limits.cells, what="セル", what_en="cells")
            found.append((begins, record))
            begins = reader.line_num + 1
    except csv.Error:
        return refuse("sheet_quotes", line=begins)
    return found


def _sheet(records: Sequence[tuple[int, Sequence[str]]], encoding: str, notes: list[Note]) -> Sheet | Unreadable:
    """Return the table: the first line with content is the head, empty lines are left out, short ones filled up."""
    stripped = ((line, [cell.strip() for cell in record]) for line, record in records)
    filled = [(line, record) for line, record in stripped if any(record)]
    if len(filled) < 2:
        return refuse("sheet_empty")
    head = _trimmed(filled[0][1])
    notes = notes + _head_notes(head)
    rows: list[tuple[str, ...]] = []
    for line, record in filled[1:]:
        if any(record[len(head) :]):
            notes.append(
                Note(
                    "row_too_long",
                    line,
                    f"{line}行目は見出しより列が多いため、はみ出した列は読みませんでした",
                    f"Line {line} has more cells than the head; the rest was not read",
                )
            )
        rows.append((*record[: len(head)], *([""] * (len(head) - len(record)))))
    return Sheet(tuple(head), tuple(rows), tuple(line for line, _ in filled[1:]), encoding, tuple(notes))


def _trimmed(head: list[str]) -> list[str]:
    """Return the head without empty columns at its end."""
    last = max(i for i, title in enumerate(head) if title)
    return head[: last + 1]


def _head_notes(head: Sequence[str]) -> list[Note]:
    """Return a note for each title that stands twice."""
    titles = [plain_title(title) for title in head]
    twice = [head[i] for i, title in enumerate(titles) if title and title in titles[:i]]
    return [
        Note(
            "head_twice",
            0,
            f"見出し「{title}」が2つあります。左のものを読みます",
            f"The title '{title}' stands twice; the left one is read",
        )
        for title in twice
    ]


def _other_sheets(names: Sequence[str]) -> list[Note]:
    """Return a note that only the first sheet of an Excel file was read."""
    if not names:
        return []
    shown = "、".join(names)
    return [
        Note(
            "other_sheets",
            0,
            f"最初のシートだけ読みました。読まなかったシート：{shown}",
            f"Only the first sheet was read. Not read: {', '.join(names)}",
        )
    ]
