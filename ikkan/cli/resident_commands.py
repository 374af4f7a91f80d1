"""``ikkan residents``: the resident register as files, in and out; holds and protection stand beside."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ikkan.cli.operating.stopping import stop
from ikkan.cli.protection_commands import PROTECTIONS
from ikkan.cli.stop_commands import STOPS
from ikkan.kernel.reader import Reader
from ikkan.registers.moji import UnfitMojiError
from ikkan.registers.resident_file import (
    export_changes_since,
    export_residents,
    import_judged_residents,
    judge_resident_file,
)

RESIDENTS: Final = typer.Typer(help="The resident register as files; holds and protection.", no_args_is_help=True)
RESIDENTS.add_typer(STOPS, name="stops")
RESIDENTS.add_typer(PROTECTIONS, name="protections")
# a change that is being written right now belongs into the next file: none may fall between two
SETTLED: Final = timedelta(seconds=30)
MOST_SHOWN: Final = 200

Why = Annotated[str, typer.Option(help="What the file is for; every resident in it can read that.")]
Ground = Annotated[str, typer.Option(help="Article that allows it.")]
Out = Annotated[Path | None, typer.Option(help="File to write; standard output unless given.")]


@RESIDENTS.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV in UTF-8 with the items' names.")],
    *,
    source: Annotated[str, typer.Option(help="Where the file comes from.")] = "住民記録システム",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge only; write nothing.")] = False,
) -> None:
    """Judge every row of a file of residents and write all rows or none; exit 1 when a row is refused."""
    verdict = judge_resident_file(file.read_bytes())
    for problem in verdict.problems:
        typer.echo(problem, err=True)
    for place, (line, heading, said) in enumerate(verdict.lines()):
        if place < MOST_SHOWN:
            typer.echo(f"{file.name}:{line}: {heading}: {said}", err=True)
    if not verdict.is_accepted:
        more = max(0, len(verdict.faults) - MOST_SHOWN)
        stop(f"Nothing was written. {len(verdict.faults)} faults{f', {more} of them not shown' if more else ''}.")
    if dry_run:
        typer.echo(f"{verdict.rows.height} rows are good. Nothing was written.")
        return
    try:
        count = import_judged_residents(verdict, source=source, now=timezone.now())
    except UnfitMojiError as fault:
        stop(str(fault))
    typer.echo(f"{count} rows written.")


@RESIDENTS.command()
def export(why: Why, ground: Ground, out: Out = None) -> None:
    """Write the latest row of every resident; places of protected persons stay out."""
    _write(export_residents(reader=Reader(who="", why=why, ground=ground), now=timezone.now()), out)


@RESIDENTS.command()
def changes(
    since: Annotated[str, typer.Option(help="Moment that the last call printed, such as 2026-11-20T12:00:00+09:00.")],
    why: Why,
    ground: Ground,
    out: Out = None,
) -> None:
    """Write what was recorded since a moment (異動差分), and print the moment for the next call."""
    until = timezone.now() - SETTLED
    reader = Reader(who="", why=why, ground=ground)
    _write(export_changes_since(_moment(since), reader=reader, now=until), out)
    typer.echo(timezone.localtime(until).isoformat(), err=out is None)


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        stop(f"{text} is no moment. Write it as the last call printed it: 2026-11-20T12:00:00+09:00")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _write(data: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(data)
        return
    # before a byte is in it: nobody else on this machine may read it
    out.touch(mode=0o600)
    out.write_bytes(data)
