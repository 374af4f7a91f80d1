"""The register as a file: import with a verdict for every row, all or nothing; export and differences."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl
from django.db.models import Exists, OuterRef, Q, QuerySet

from ikkan.kernel.data_types import Fault, FaultCode
from ikkan.kernel.reader import Reader
from ikkan.registers.batches import batches
from ikkan.registers.judging import RowFault, judge_rows
from ikkan.registers.models import RegisterRow, Resident
from ikkan.registers.protection import Hidden, Refused, gate
from ikkan.registers.reading_log import WHOLE_ROW, log_readings, with_its_log
from ikkan.registers.resident_items import FIELDS, ITEMS, PLACES
from ikkan.registers.writing import write_rows

# A heading that the national list has and this register keeps no column for: it may only stand there empty.
NEVER_KEPT: Final = "個人番号"
_NAMES: Final = {item.field: item.name for item in ITEMS}
_LINE_OF_FIRST_ROW: Final = 2


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What became of a file.

    Args:
        problems: faults of the file itself, in words.
        faults: faults of rows; a row's line is its place plus 2, because the headings stand in line 1.
        rows: the rows as columns of text, empty when the file itself cannot be read.
    """

    problems: tuple[str, ...]
    faults: tuple[RowFault, ...]
    rows: pl.DataFrame

    @property
    def is_accepted(self) -> bool:
        """Whether the whole file may be written."""
        return not self.problems and not self.faults and self.rows.height > 0

    def lines(self) -> Iterable[tuple[int, str, str]]:
        """Return line, heading and fault of every fault of a row."""
        return ((one.row + _LINE_OF_FIRST_ROW, _NAMES[one.field], str(one.fault.message)) for one in self.faults)


def judge_resident_file(data: bytes) -> FileVerdict:
    """Judge every row of a CSV (UTF-8, comma, headings by the items' names); nothing is written.

    Rows of one person follow each other by 履歴番号, from the one after the last that is held here.
    """
    table, problem = _read(data)
    if problem:
        return FileVerdict((problem,), (), pl.DataFrame())
    problems = _problems_of_headings(table)
    if problems:
        return FileVerdict(problems, (), pl.DataFrame())
    named = {name: field for field, name in _NAMES.items()}
    known = table.rename({name: named[name] for name in table.columns if name in named}, strict=False)
    rows = known.select((pl.col(field) if field in known.columns else pl.lit("")).alias(field) for field in FIELDS)
    if not rows.height:
        return FileVerdict(("住民の行がありません。ファイルを確かめてください",), (), rows)
    faults = judge_rows(rows)
    return FileVerdict((), tuple(faults or _faults_of_history(rows)), rows)


def import_judged_residents(verdict: FileVerdict, *, source: str, now: datetime) -> int:
    """Write the rows of an accepted file in one transaction, and return how many.

    Raises:
        ValueError: something in the file is refused; nothing is written then.
    """
    if not verdict.is_accepted:
        raise ValueError(
            f"Nothing was imported: {len(verdict.faults)} faults of rows and {len(verdict.problems)} of the whole "
            "file. Mend them and import the file again."
        )
    return write_rows(verdict.rows, source=source, now=now)


def export_residents(*, reader: Reader, now: datetime) -> bytes:
    """Return the latest row of everybody as CSV; what the reader may not learn of protected persons is left out.

    Args:
        reader: who takes the file, and why; a reading of each person is logged.
        now: moment of the export.
    """
    holds_now = Exists(Resident.objects.filter(number=OuterRef("number"), history=OuterRef("history")))
    return _export(RegisterRow.objects.filter(holds_now), reader, now)


def export_changes_since(moment: datetime, *, reader: Reader, now: datetime) -> bytes:
    """Return the rows recorded after a moment (異動差分) as CSV, through the same gate.

    Args:
        moment: of the last export; every change later than it is in this one.
        reader: who takes the file, and why.
        now: moment of the export, which the next one starts from.
    """
    return _export(RegisterRow.objects.filter(Q(recorded_at__gt=moment), recorded_at__lte=now), reader, now)


def _export(rows: QuerySet[RegisterRow], reader: Reader, now: datetime) -> bytes:
    with with_its_log():
        found = rows.order_by("number", "history").values_list(*FIELDS)
        table = pl.DataFrame(list(found), schema=_schema(), orient="row")
        guarded = Resident.objects.filter(is_protected=True).values_list("number", flat=True)
        told = gate(guarded, reader=reader, now=now)
        hidden = [number for number, one in told.items() if isinstance(one, Hidden)]
        refused = [number for number, one in told.items() if isinstance(one, Refused)]
        table = table.filter(~pl.col("number").is_in(refused))
        is_hidden = pl.col("number").is_in(hidden)
        table = table.with_columns(
            pl.when(is_hidden).then(pl.lit("")).otherwise(pl.col(field)).alias(field) for field in sorted(PLACES)
        ).with_columns(pl.when(is_hidden).then(pl.lit("1")).otherwise(pl.col("is_protected")).alias("is_protected"))
        log_readings(((number, reader) for number in table["number"].unique().sort()), WHOLE_ROW, now)
    out = io.BytesIO()
    table.rename(_NAMES).write_csv(out, quote_style="always", line_terminator="\r\n")
    return out.getvalue()


def _schema() -> dict[str, type[pl.DataType]]:
    return {item.field: pl.Int64 if item.kind == "9" else pl.String for item in ITEMS}


def _read(data: bytes) -> tuple[pl.DataFrame, str]:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return (
            pl.DataFrame(),
            f"ファイルが UTF-8 ではありません（{fault.start + 1}バイト目）。UTF-8 で書き出してください",
        )
    try:
        read = pl.read_csv(io.BytesIO(data), infer_schema=False)
    except pl.exceptions.PolarsError as fault:
        return pl.DataFrame(), f"CSV として読めません（{str(fault).splitlines()[0][:120]}）。書き出し直してください"
    return read.with_columns(pl.all().fill_null("")), ""


def _problems_of_headings(table: pl.DataFrame) -> tuple[str, ...]:
    """Refuse unknown and missing headings: an item in a column that nobody reads would be lost without a word."""
    known = set(_NAMES.values())
    unknown = [name for name in table.columns if name not in known and name != NEVER_KEPT]
    lacking = [item.name for item in ITEMS if item.is_required and item.name not in table.columns]
    problems = []
    if unknown:
        problems.append(f"知らない見出し「{'」「'.join(unknown)}」があります。住民記録の項目名に直してください")
    if lacking:
        problems.append(f"見出し「{'」「'.join(lacking)}」がありません。足してください")
    if NEVER_KEPT in table.columns and (table[NEVER_KEPT] != "").any():
        problems.append(f"{NEVER_KEPT}が入っています。この台帳は{NEVER_KEPT}を持ちません。列を空にしてください")
    return tuple(problems)


def _faults_of_history(rows: pl.DataFrame) -> Sequence[RowFault]:
    numbers = rows["number"].unique().to_list()
    held = {
        number: last
        for batch in batches(numbers)
        for number, last in Resident.objects.filter(number__in=batch).values_list("number", "history")
    }
    last = pl.DataFrame(
        {"number": list(held), "last": list(held.values())}, schema={"number": pl.String, "last": pl.Int64}
    )
    counted = rows.select("number", pl.col("history").cast(pl.Int64)).with_row_index("row")
    placed = (
        counted.join(last, on="number", how="left").with_columns(pl.col("last").fill_null(0)).sort("number", "history")
    )
    wanted = pl.col("last") + pl.int_range(1, pl.len() + 1).over("number")
    wrong = placed.with_columns(wanted.alias("wanted")).filter(pl.col("history") != pl.col("wanted")).sort("row")
    return [
        RowFault(row, "history", Fault(FaultCode.TOGETHER, f"履歴番号は{want}になるはずです（{was}となっています）。"))
        for row, was, want in wrong.select("row", "history", "wanted").iter_rows()
    ]
