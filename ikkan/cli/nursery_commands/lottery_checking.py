"""``ikkan nursery verify-lottery`` and ``seal``: what anybody can do with a lottery's files, without a database."""

import hashlib
import json
import secrets
from pathlib import Path
from typing import Annotated, Final

import typer

from ikkan.cli.nursery_commands.group import unusable
from ikkan.kernel.answers import part, word
from ikkan.kernel.json_value import JsonObject
from ikkan.ports.drand.signature import Signed, check_signature
from ikkan.procedures.nursery.placement.lottery.check import UnreadableLogError, check_log
from ikkan.procedures.nursery.placement.lottery.error import LotteryError
from ikkan.procedures.nursery.placement.lottery.source import DRAND, seal_text

SALT_BYTES: Final = 32


def seal_value(
    value: Annotated[str, typer.Argument(help="What the party chose: dice, words, anything on one line.")],
) -> None:
    """Seal a value for a lottery by commit and reveal: print salt and seal. Hand in the seal only."""
    salt = secrets.token_hex(SALT_BYTES)
    try:
        text = seal_text(salt, value)
    except LotteryError as fault:
        unusable(f"{fault.ja}\n{fault.en}")
    typer.echo(f"salt  {salt}\nseal  {hashlib.sha256(text.encode()).hexdigest()}")
    typer.echo("Hand in the seal. Keep salt and value secret until the seals are opened.")


def verify_lottery(
    log: Annotated[Path, typer.Argument(help="Folder with lottery.json, entrants.csv, draws.csv.")],
    market: Annotated[
        Path | None, typer.Argument(help="Folder of the round; codes.csv must lie beside the log.")
    ] = None,
) -> None:
    """Compute a lottery again from its files; exit 0 only when it is drawn and everything is true."""
    try:
        found = check_log(log, market)
    except UnreadableLogError as fault:
        unusable(f"cannot judge: {fault}")
    signed = _signature(json.loads((log / "lottery.json").read_text(encoding="utf-8-sig")))
    for problem in found.problems:
        typer.echo(f"problem: {problem}")
    for note in found.notes:
        if signed is not Signed.VERIFIED or "unconfirmed" not in note:
            typer.echo(f"note: {note}")
    typer.echo(f"entrants: {found.entrants}\ndrawn: {'yes' if found.is_drawn else 'not yet'}")
    if signed is not None:
        typer.echo(f"signature of the drand round: {signed.value}")
    is_true = found.is_true and signed is not Signed.WRONG
    typer.echo(f"true: {'yes' if is_true else 'no'}")
    if not is_true:
        raise typer.Exit(1)


def _signature(log: JsonObject) -> Signed | None:
    """Return what is known of the signature of a drawn drand round; None where there is none to check."""
    source, evidence = part(log, "source"), part(log, "evidence")
    if source.get("kind") != DRAND or not evidence:
        return None
    return check_signature(evidence, scheme=word(source, "scheme"), public_key=word(source, "public_key"))
