"""``ikkan nursery check``: the independent checker on a market folder and a placement folder."""

import typer

from ikkan.cli.nursery_commands.group import MarketFolder, OutFolder, unusable
from ikkan.procedures.nursery.placement.checker import UnreadableError, Verdict, check_folder


def check_placement(market: MarketFolder, out: OutFolder) -> None:
    """Judge a placement by the independent checker; exit 0 only when it is feasible and stable."""
    try:
        verdict = check_folder(market, out)
    except UnreadableError as fault:
        unusable(f"cannot judge: {fault}")
    tell_verdict(verdict)


def tell_verdict(verdict: Verdict) -> None:
    """Print a verdict of the checker, and end with exit code 1 unless it is feasible and stable."""
    for problem in verdict.problems:
        typer.echo(f"problem: {problem}")
    for one in verdict.blocking:
        typer.echo(f"blocking: {one}")
    typer.echo(f"feasible: {'yes' if verdict.feasible else 'no'}\nplaced: {verdict.placed}")
    typer.echo(f"blocking families: {len(verdict.blocking_families)}\nstable: {'yes' if verdict.stable else 'no'}")
    if not verdict.stable:
        raise typer.Exit(1)
