"""The group ``ikkan nursery``, and how its commands end."""

import sys
from pathlib import Path
from typing import Annotated, ClassVar, Final, NoReturn

import typer
from rich.console import Console

from ikkan.cli.listing import Listed, Listing, Table

HERE: Final = "ikkan.cli.nursery_commands"
MarketFolder = Annotated[Path, typer.Argument(help="Folder with seats, children, wishes and priority as CSV.")]
OutFolder = Annotated[Path, typer.Argument(help="Folder with placement.csv and verdict.json.")]


class NurseryCommands(Listing):
    """Every command of ``ikkan nursery``."""

    table: ClassVar[Table] = {
        "place": Listed(
            f"{HERE}.market_commands:place_market",
            "Place a market; exit 0 when the placement is stable, 1 when none is stable or none was found in time.",
            needs_django=False,
        ),
        "check": Listed(
            f"{HERE}.check_command:check_placement",
            "Judge a placement by the independent checker; exit 0 only when it is feasible and stable.",
            needs_django=False,
        ),
        "explain": Listed(
            f"{HERE}.explain_command:explain_child",
            "Say for every wish of a child how many places there were, who was ahead, and what decided.",
        ),
        "untruth": Listed(
            f"{HERE}.untruth_commands:untruth_of_market",
            "Name the families that would gain by stating other wishes than their true ones, under the market's rule.",
        ),
        "what-if": Listed(
            f"{HERE}.what_if_commands:try_changes",
            "Say what changes would do to a market: who is placed before and after, who gains, who loses.",
        ),
        "marginal": Listed(
            f"{HERE}.what_if_commands:show_marginal",
            "Say of every facility and age what one more seat is worth.",
        ),
        "advise": Listed(
            f"{HERE}.what_if_commands:show_advice",
            "Propose seats to move between ages of a facility without more staff, each computed.",
        ),
        "repair": Listed(
            f"{HERE}.what_if_commands:repair_market",
            "Give the placement after a decline or other change, in which nobody who was admitted loses.",
        ),
        "helped": Listed(
            f"{HERE}.what_if_commands:show_helped",
            "Say what would have helped a child: points, or another wish; each answer is confirmed by placing.",
        ),
        "round": Listed(
            f"{HERE}.round_commands:do_round",
            "Place a closed round, check what was placed, or write its market and placement as files.",
        ),
        "lottery": Listed(
            f"{HERE}.lottery_commands:do_lottery",
            "Hold the public lottery of a closed round: fix the list, open seals, draw; or write its files.",
        ),
        "seal": Listed(
            f"{HERE}.lottery_checking:seal_value",
            "Seal a value for a lottery by commit and reveal: print salt and seal. Hand in the seal only.",
        ),
        "verify-lottery": Listed(
            f"{HERE}.lottery_checking:verify_lottery",
            "Compute a lottery again from its files; exit 0 only when it is drawn and everything is true.",
        ),
        "score": Listed(
            f"{HERE}.score_commands:score_file",
            "Score every child of a file and print the points, each with its reason, article and source.",
        ),
        "compare-books": Listed(
            f"{HERE}.compare_commands:compare_books",
            "Rank the same families by the books of two towns, and show who moves and which rows move them.",
        ),
        "report": Listed(
            f"{HERE}.report_commands:report_round",
            "Draw a placed market: demand and seats, wishes reached, cut-offs, map, as web pages, SVG and PDF.",
        ),
        "real-round": Listed(
            f"{HERE}.real_round_commands:make_real_round",
            "Make a market of made-up families whose applications and seats are those that a town published.",
        ),
        "compare-round": Listed(
            f"{HERE}.real_round_commands:compare_round",
            "Set the offers of a placed made-up round beside those published, by facility and age.",
        ),
        "import": Listed(
            f"{HERE}.import_commands:import_file",
            "Judge a table of paper applications row by row, and file them all or none. Exit code 1: a row is refused.",
        ),
    }


NURSERY: Final = typer.Typer(cls=NurseryCommands, no_args_is_help=True, add_completion=False)


@NURSERY.callback()
def nursery() -> None:
    """Nursery placement: score, place, check, explain."""


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
