"""``ikkan keys`` and ``ikkan paper``: the town's sealing keys, and checking a paper as anybody can."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from django.utils import timezone

from ikkan.cli.operating.stopping import stop
from ikkan.ledger.models import TownMark
from ikkan.papers.seals.checking import check_seal
from ikkan.papers.seals.keys import (
    KeyState,
    PublishedKey,
    UnfitKeyError,
    add_key,
    current_key,
    end_key,
    last_day,
    make_practice_key,
    published_list,
    read_published_list,
)
from ikkan.rooms.answer.seals import keys_folder, town_keys

KEYS: Final = typer.Typer(help="Keys that seal the town's papers.", no_args_is_help=True)
PAPER: Final = typer.Typer(help="Papers of the town.", no_args_is_help=True)
PRACTICE_DAYS: Final = 730

Name = Annotated[str, typer.Argument(help="The key's 16 letters and digits; `ikkan keys list` shows them.")]


@KEYS.command("list")
def list_keys() -> None:
    """List every key: name, state, last day, holder."""
    for key in town_keys():
        typer.echo(f"{key.name}  {key.state.value:8} until {last_day(key)}  {key.holder}  {key.why}".rstrip())


@KEYS.command()
def practice() -> None:
    """Make a key for practice; every paper and page that shows it says TEST."""
    mark = TownMark.objects.first()
    if mark is None:
        stop("This instance serves no town yet, and the certificate names it. Run: ikkan setup")
    made = make_practice_key(keys_folder(), town=mark.name, now=timezone.now(), days=PRACTICE_DAYS)
    typer.echo(f"{made.name}: {made.holder}, until {last_day(made)}. A real town brings in a real key: ikkan keys add")


@KEYS.command()
def add(
    private: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Private key (P-256), PEM.")],
    certificate: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Its certificate, PEM.")],
) -> None:
    """Bring in a key that an authority certified (LGPKI 職責証明書); delete the two files afterwards."""
    try:
        added = add_key(keys_folder(), private_pem=private.read_bytes(), certificate_pem=certificate.read_bytes())
    except UnfitKeyError as fault:
        stop(str(fault))
    typer.echo(f"{added.name}: {added.holder}, until {last_day(added)}. It seals from now on; delete {private}.")


@KEYS.command()
def retire(name: Name) -> None:
    """End a key in good order: what it sealed stays good. Its private half is destroyed."""
    _end(name, KeyState.RETIRED, "")


@KEYS.command()
def revoke(name: Name, why: Annotated[str, typer.Option(help="Published with the key.")]) -> None:
    """Revoke a key that may be in wrong hands: nothing that it ever sealed counts any more."""
    _end(name, KeyState.REVOKED, why)


@KEYS.command()
def publish() -> None:
    """Print the key list as the web publishes it, for other places and for checking without a network."""
    typer.echo(json.dumps(published_list(town_keys()), ensure_ascii=False, indent=1))


@PAPER.command("verify")
def verify_paper(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A PDF.")],
    keys: Annotated[Path | None, typer.Option(help="Key list of a town; this instance's unless given.")] = None,
) -> None:
    """Say whether a PDF is the town's and unchanged; exit 0 only then."""
    try:
        known = town_keys() if keys is None else read_published_list(keys.read_text(encoding="utf-8"))
    except UnfitKeyError as fault:
        stop(str(fault))
    found = check_seal(file.read_bytes(), known)
    typer.echo(f"{found.state.value}: {_told(found.key)}{f', sealed {found.at.isoformat()}' if found.at else ''}")
    if not found.is_good:
        raise typer.Exit(1)


def _told(key: PublishedKey | None) -> str:
    return "no known key" if key is None else f"{key.holder} ({key.name})"


def _end(name: str, state: KeyState, why: str) -> None:
    try:
        ended = end_key(keys_folder(), name, state, now=timezone.now(), why=why)
    except UnfitKeyError as fault:
        stop(str(fault))
    left = current_key(keys_folder(), timezone.now())
    typer.echo(f"{ended.name} is {ended.state.value}.{'' if left else ' No key seals now: ikkan keys add'}")
