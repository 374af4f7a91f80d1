"""``ikkan nursery import``: applications on paper from a table, all rows or none."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from rich.table import Table

from ikkan.cli.nursery_commands.group import table_console, unusable
from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.procedures.nursery.importing import ImportVerdict, import_judged, judge


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV or Excel file; its columns are in docs/import.md.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge every row and write nothing.")] = False,
    account: Annotated[str, typer.Option("--as", help="User name of the officer who imports.")] = "",
) -> None:
    """Judge a table of paper applications row by row, and file them all or none. Exit code 1: a row is refused."""
    try:
        data = file.read_bytes()
    except OSError as fault:
        unusable(f"{file} cannot be read: {fault.strerror}. Check its path.")
    now = timezone.now()
    verdict = judge(data, now)
    _tell(verdict)
    if not verdict.is_accepted:
        raise typer.Exit(1)
    if dry_run:
        typer.echo("Nothing was written (--dry-run).")
        return
    officer = Account.objects.filter(username=account, is_active=True).first()
    if officer is None:
        unusable("Name the officer who imports: --as USERNAME. The account needs the duty 'import'.")
    outcome = import_judged(verdict, officer, now)
    if isinstance(outcome, Refused):
        unusable(f"{outcome.ja}\n{outcome.en}")
    typer.echo(f"{outcome.new} new cases; {len(outcome.cases) - outcome.new} were imported before.")
    for family, case in zip(verdict.families, outcome.cases, strict=True):
        typer.echo(f"{family.number}\t{case.number}")


def _tell(verdict: ImportVerdict) -> None:
    for problem in verdict.problems:
        typer.echo(f"{problem.ja}\n{problem.en}", err=True)
    told = [row for row in verdict.rows if row.faults or row.notes]
    if told:
        table = Table("行", "申込番号", "児童", "列", "")
        for row in told:
            for fault in (*row.faults, *row.notes):
                table.add_row(str(row.line), row.number, row.child, fault.heading, f"{fault.ja}\n{fault.en}")
        table_console().print(table)
    counts = verdict.counts()
    typer.echo(f"{counts['families']} families, {counts['accepted']} rows accepted, {counts['refused']} refused.")
