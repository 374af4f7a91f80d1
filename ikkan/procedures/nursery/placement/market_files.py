"""Read and write the CSV files of a market folder, every cell as text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from ikkan.procedures.nursery.placement.market_error import MarketError

REQUIRED: dict[str, tuple[str, ...]] = {
    "seats.csv": ("facility", "age", "seats"),
    "children.csv": ("child", "family", "age", "current_facility"),
    "wishes.csv": ("family", "wish", "child", "facility"),
    "priority.csv": ("facility", "age", "child", "rank"),
}
OPTIONAL: dict[str, tuple[str, ...]] = {
    "seats.csv": ("pool", "kind"),
    "children.csv": ("stage", "kinds", "draw"),
    "wishes.csv": (),
    "priority.csv": ("score",),
}
NUMBERS = ("age", "seats", "wish", "rank")
# Any number of columns of this file that begin so: what decides among equal scores, in the order of the header.
KEYED_FILE, KEY = "priority.csv", "key:"
LINE = "line"


def read_frame(folder: Path, file: str) -> pl.DataFrame:
    """Read one CSV file: text columns, blanks as "", and the line number of each row.

    Args:
        folder: the market folder.
        file: one of the four file names.

    Raises:
        MarketError: ``missing_file``, ``not_utf8``, ``empty_file``, ``bad_row``, ``missing_column``, ``unknown_column``
            or ``duplicate_column``.
    """
    path = folder / file
    if not path.is_file():
        raise MarketError(
            "missing_file", f"there is no such file in {folder}. Add it (header only if empty)", file=file
        )
    raw = _as_utf8(path.read_bytes(), file)
    header = raw.split(b"\n", 1)[0].decode().rstrip("\r")
    names = [name.strip('"') for name in header.split(",")]
    _check_header(names, file)
    frame = _parsed(raw, file)
    if b"\n\n" in raw or b"\n\r\n" in raw:
        frame = frame.filter(~pl.all_horizontal(pl.col(names).is_null()))
    # The number of commas is right whenever every row is whole; only then and without quotes is it worth no look.
    if b'"' in raw or raw.count(b",") != (len(names) - 1) * (frame.height + 1):
        _check_rows(raw.decode(), len(names), file)
    return frame.with_columns(pl.col(pl.String).fill_null(""))


def _parsed(raw: bytes, file: str) -> pl.DataFrame:
    """Parse the rows: numbers at once where every cell is one, otherwise all as text, to find the cell that is not."""
    header = raw.split(b"\n", 1)[0].decode()
    numbers = [name for name in NUMBERS if name in REQUIRED[file] and name in header]
    if b"+" not in raw:
        try:
            frame = _read(raw, dict.fromkeys(numbers, pl.Int64))
        except pl.exceptions.PolarsError:
            pass
        else:
            if not any(frame[name].null_count() for name in numbers):
                return frame
    try:
        return _read(raw, {})
    except pl.exceptions.PolarsError as error:
        raise MarketError(
            "bad_row", f"a row does not fit the header ({str(error).splitlines()[0]}). Mend the row", file=file
        ) from error


def _read(raw: bytes, numbers: dict[str, type[pl.Int64]]) -> pl.DataFrame:
    return pl.read_csv(
        io.BytesIO(raw), infer_schema=False, schema_overrides=numbers, row_index_name=LINE, row_index_offset=2
    )


def _check_rows(text: str, columns: int, file: str) -> None:
    """Refuse the first row with too few cells, with nothing in it, or with a line break inside a cell."""
    reader = csv.reader(io.StringIO(text, newline=""))
    for line, row in enumerate(reader, start=1):
        fault = None
        if row and len(row) != columns:
            fault = f"the row has {len(row)} cells, and the header has {columns}"
        elif row and not any(row):
            fault = "the row holds separators and nothing else"
        elif reader.line_num != line:
            fault = "a cell holds a line break"
        if fault:
            raise MarketError("bad_row", f"{fault}. Mend the row", file=file, line=line)


def _as_utf8(raw: bytes, file: str) -> bytes:
    """Refuse what is not UTF-8 and drop the byte order mark that spreadsheets put first."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MarketError(
            "not_utf8",
            f"the file is not UTF-8 (byte {error.start} cannot be read). Save it as 'CSV UTF-8'",
            file=file,
            line=raw.count(b"\n", 0, error.start) + 1,
        ) from error
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if not raw.strip():
        raise MarketError(
            "empty_file", "the file has no header. Write the header even when there are no rows", file=file
        )
    return raw


def _check_header(names: list[str], file: str) -> None:
    """Require exactly the known columns, each once, in any order."""
    known = REQUIRED[file] + OPTIONAL[file]
    keys = [name for name in names if file == KEYED_FILE and name.startswith(KEY) and name != KEY]
    duplicate = sorted({name for name in names if names.count(name) > 1})
    missing = [name for name in REQUIRED[file] if name not in names]
    unknown = [name for name in names if name not in (*known, *keys)]
    for code, columns, mend in (
        ("duplicate_column", duplicate, "Keep one"),
        ("missing_column", missing, "Add it"),
        ("unknown_column", unknown, f"Known columns: {', '.join(known)}. Remove or rename it"),
    ):
        if columns:
            what = code.replace("_", " ")
            raise MarketError(code, f"{what}: {', '.join(columns)}. {mend}", file=file, line=1)


def write_frame(frame: pl.DataFrame, folder: Path, file: str) -> None:
    """Write one CSV file, UTF-8 with LF, columns in the declared order, keys in their own, blanks unquoted."""
    columns = [name for name in REQUIRED[file] + OPTIONAL[file] if name in frame.columns]
    columns += [name for name in frame.columns if file == KEYED_FILE and name.startswith(KEY)]
    frame = frame.select(columns).with_columns(pl.col(pl.String).replace("", None))
    (folder / file).write_bytes(frame.write_csv().encode("utf-8"))
