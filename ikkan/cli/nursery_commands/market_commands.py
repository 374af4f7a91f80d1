"""``ikkan nursery place``: a market folder in, a placement folder out."""

from pathlib import Path
from typing import Annotated

import typer

from ikkan.cli.nursery_commands.group import MarketFolder, unusable
from ikkan.procedures.nursery.placement.explain import write_explanations
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.place import place


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
