"""The group ``ikkan nursery``, and how its commands end."""

import sys
from typing import Final, NoReturn

import typer
from rich.console import Console

from ikkan.cli.main import APP

NURSERY: Final = typer.Typer(help="Nursery placement: score, place, check, explain.", no_args_is_help=True)
APP.add_typer(NURSERY, name="nursery")

# what a file says cannot be used; 1 is left to a verdict that is no
UNUSABLE: Final = 2
# of a table that goes into a file or another program
WIDE: Final = 160


def unusable(said: str) -> NoReturn:
    """Say what is wrong with the input, and end with exit code 2."""
    typer.echo(said, err=True)
    raise typer.Exit(UNUSABLE)


def table_console() -> Console:
    """Return a console for tables: as wide as the terminal, and wide where there is none."""
    return Console() if sys.stdout.isatty() else Console(width=WIDE)
