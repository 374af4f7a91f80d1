"""``ikkan nursery place``, ``check``, ``explain``: a market folder in, a placement folder out."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ikkan.cli.nursery_commands.group import table_console, unusable
from ikkan.procedures.nursery.placement.checker import UnreadableError, Verdict, check_folder
from ikkan.procedures.nursery.placement.explain import WishExplanation, explain, write_explanations
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.read_placement import PlacementFileError, read_placement

MarketFolder = Annotated[Path, typer.Argument(help="Folder with seats, children, wishes and priority as CSV.")]
OutFolder = Annotated[Path, typer.Argument(help="Folder with placement.csv and verdict.json.")]


def place_market(
    market: MarketFolder,
    out: Annotated[Path, typer.Option(help="Folder for placement.csv and verdict.json.")],
    prove: Annotated[bool, typer.Option("--prove", help="Prove whether no stable placement places more.")] = False,
    seconds: Annotated[float, typer.Option(help="Wall time allowed for constraint programming.")] = 60.0,
    reasons: Annotated[bool, typer.Option("--reasons", help="Also write explanations.csv, all wishes.")] = False,
) -> None:
    """Place a market; exit 0 when the placement is stable, 1 when none is stable or none was found in time."""
    try:
        read = Market.read(market)
        placed = place(read, prove=prove, seconds=seconds)
        placed.write(out, read)
        if reasons:
            write_explanations(read, placed, out)
    except MarketError as fault:
        unusable(str(fault))
    except OSError as fault:
        unusable(f"{fault.filename} cannot be used ({fault.strerror}). Name a folder that you may write.")
    typer.echo((out / "verdict.json").read_text(encoding="utf-8").strip())
    for family in placed.blocking:
        typer.echo(f"blocking: {family}")
    if placed.largest is not None and placed.largest > placed.placed:
        typer.echo(f"a larger stable placement exists: {placed.largest}, that is {placed.largest - placed.placed} more")
    for question in placed.unanswered:
        typer.echo(f"undecided within {seconds:g} seconds: {question}. Allow more with --seconds")
    typer.echo(f"children {len(read.child_ids)}, placed {placed.placed}. Check it: ikkan nursery check {market} {out}")
    if placed.status != "stable":
        raise typer.Exit(1)


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
        typer.echo(f"blocking: {one.family}, wish {one.wish}")
    typer.echo(f"feasible: {'yes' if verdict.feasible else 'no'}\nplaced: {verdict.placed}")
    typer.echo(f"blocking families: {len(verdict.blocking_families)}\nstable: {'yes' if verdict.stable else 'no'}")
    if not verdict.stable:
        raise typer.Exit(1)


def explain_child(
    market: MarketFolder,
    out: OutFolder,
    child: Annotated[str, typer.Option(help="Id of the child.")],
    as_json: Annotated[bool, typer.Option("--json", help="The same for programs.")] = False,
) -> None:
    """Say for every wish of a child how many places there were and who was ahead."""
    try:
        read = Market.read(market)
        placement = read_placement(read, out)
    except (MarketError, PlacementFileError) as fault:
        unusable(str(fault))
    if child not in read.child_ids:
        unusable(f"There is no child {child!r} in {market}/children.csv. The first is {read.child_ids[0]!r}.")
    wishes = [one for one in explain(read, placement) if one.child == child]
    if as_json:
        typer.echo(json.dumps([one._asdict() for one in wishes], ensure_ascii=False, indent=1))
        return
    table_console().print(_table(child, wishes))


def _table(child: str, wishes: list[WishExplanation]) -> Table:
    table = Table(title=f"児童 {child}")
    for head in ("希望", "園", "定員", "内定", "自分より上の内定者", "最後の内定者の順位", "自分の順位", "結果"):
        table.add_column(head, overflow="fold", justify="left" if head in {"園", "結果"} else "right")
    for one in wishes:
        figures = (one.seats, one.admitted, one.better_admitted, one.lowest_admitted_rank, one.own_rank)
        table.add_row(str(one.wish), one.facility, *map(str, figures), "内定" if one.is_reached else _why_not(one))
    return table


def _why_not(one: WishExplanation) -> str:
    if one.better_admitted >= one.seats:
        return "上の順位の人で満員"
    return "より上の希望に決定、またはきょうだいの希望がそろわない"
