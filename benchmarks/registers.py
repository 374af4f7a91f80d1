"""The resident register of a whole town: import, export, differences, search."""

from __future__ import annotations

import time

from django.db import connection
from django.utils import timezone

from benchmarks.figures import Figure, Sheet, repeat
from benchmarks.town import SEED
from ikkan.cli.demo.town import open_town
from ikkan.cli.demo.walk import next_april
from ikkan.kernel.reader import Reader
from ikkan.registers.models import NameGram, NameKey, RegisterRow, Resident, TaxLevy
from ikkan.registers.resident_file import export_residents, import_judged_residents, judge_resident_file
from ikkan.registers.search import search_residents

SECONDS_TO_IMPORT = 30
MILLISECONDS_TO_SEARCH = 50
READER = Reader(who="", why="計測", ground="計測")
# common and rare, two characters and more, kanji, kana and a name outside the register
ASKED = ("鈴木", "佐藤花", "スズキ", "たかはし", "ハナコ", "太郎", "さく", "鬼龍院", "NGUYEN")


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Measure the register of a town on the database that the home names."""
    population, times = (6_000, 2) if quick else (60_000, 5)
    today = timezone.localdate()
    started = time.perf_counter()
    open_town(population=population, april=next_april(today), as_of=today, seed=SEED)
    opened = time.perf_counter() - started
    engine = connection.vendor
    sheet.add(Figure(f"model town of {population:,} invented and written ({engine})", "s", (opened,)))
    sheet.add(
        Figure(f"search by name or kana ({engine})", "ms", _searches(times), MILLISECONDS_TO_SEARCH, "slowest of 9")
    )
    started = time.perf_counter()
    data = export_residents(reader=READER, now=timezone.now())
    sheet.add(Figure(f"export of {population:,} ({engine})", "s", (time.perf_counter() - started,)))
    _forget_everybody()
    note = f"{len(data) // 1_000_000} MB of CSV judged and written with keys and index, one process"
    sheet.add(Figure(f"import of {population:,} ({engine})", "s", (_import(data),), SECONDS_TO_IMPORT, note))


def _import(data: bytes) -> float:
    started = time.perf_counter()
    verdict = judge_resident_file(data)
    if not verdict.is_accepted:
        raise SystemExit(f"The export is refused: {verdict.problems} {[*verdict.lines()][:5]}")
    import_judged_residents(verdict, source="bench", now=timezone.now())
    return time.perf_counter() - started


def _searches(times: int) -> tuple[float, ...]:
    return repeat(times, lambda: max(_search(text) for text in ASKED))


def _search(text: str) -> float:
    started = time.perf_counter()
    search_residents(text, reader=READER, now=timezone.now(), most=20)
    return (time.perf_counter() - started) * 1_000


def _forget_everybody() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER registers_registerrow_no_delete")
        else:
            cursor.execute("DROP TRIGGER registers_registerrow_no_delete ON registers_registerrow")
    for model in (TaxLevy, NameGram, NameKey, RegisterRow, Resident):
        model.objects.all().delete()
