"""``ikkan dev``: what only developers and demos need; nothing of it runs in a real town."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer
from django.conf import settings
from django.utils import timezone

from ikkan.ports.jpki.practice_folder import read_people, write_practice

DEV: Final = typer.Typer(help="For developers and demos: never in a real town.", no_args_is_help=True)


# keeps `jpki-ca` a command of the group while it is the only one
@DEV.callback()
def refuse_in_production() -> None:
    """Make what practice needs; refused with IKKAN_PRODUCTION."""
    if settings.IKKAN_PRODUCTION:
        _refuse("IKKAN_PRODUCTION is set, and practice has no place in a real town. Run this elsewhere.")


@DEV.command("jpki-ca")
def jpki_ca(
    folder: Annotated[Path, typer.Argument(help="New or empty folder.", file_okay=False)],
    people: Annotated[Path | None, typer.Option(help="TOML of people, like practice_people.toml.")] = None,
    at: Annotated[datetime | None, typer.Option(help="Moment (UTC) around which everything is valid.")] = None,
) -> None:
    """Make practice authorities of JPKI, cards of invented people and revocation lists, all marked TEST."""
    try:
        everybody = read_people(people.read_text(encoding="utf-8") if people else "")
        moment = at.replace(tzinfo=UTC) if at else timezone.now()
        write_practice(folder, everybody, moment)
    except KeyError as fault:
        _refuse(f"{people} lacks {fault}. Write it like ikkan/ports/jpki/practice_people.toml.")
    except (OSError, ValueError) as fault:
        _refuse(str(fault))
    typer.echo(f"TEST: {len(everybody)} people with cards in {folder}/cards. To take their signatures:")
    typer.echo(f"export IKKAN_JPKI_TEST=1 IKKAN_JPKI_TRUST={folder}/trust IKKAN_JPKI_CRL={folder}/crl")


def _refuse(said: str) -> NoReturn:
    typer.echo(said, err=True)
    raise typer.Exit(2)
