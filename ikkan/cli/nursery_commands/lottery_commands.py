"""``ikkan nursery lottery``: hold the public lottery of a round of the database, or write its files."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from ikkan.cli.nursery_commands.group import unusable
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.people.models import Account
from ikkan.ports.drand.client import NoBeacon
from ikkan.procedures.nursery.lottery.committing import commit_lottery
from ikkan.procedures.nursery.lottery.drawing import draw_by_beacon, draw_by_reveals, fetched
from ikkan.procedures.nursery.lottery.log import codes_file, lottery_named, public_log
from ikkan.procedures.nursery.lottery.revealing import reveal
from ikkan.procedures.nursery.lottery.standing import source_of, standing_lottery
from ikkan.procedures.nursery.lottery.voiding import void_lottery
from ikkan.procedures.nursery.models import Lottery
from ikkan.procedures.nursery.placement.lottery.drawing import write_log
from ikkan.procedures.nursery.placement.lottery.source import DRAND, Party


class Deed(StrEnum):
    """What is to be done with the lottery of a round."""

    COMMIT = "commit"
    REVEAL = "reveal"
    DRAW = "draw"
    VOID = "void"
    LOG = "log"


def do_lottery(
    deed: Annotated[Deed, typer.Argument(help="commit, reveal, draw, void; log: write its files.")],
    number: Annotated[str, typer.Argument(help="Number of the round.")],
    party: Annotated[list[str] | None, typer.Option(help="commit: NAME=SEAL, once a party. reveal: NAME.")] = None,
    salt: Annotated[str, typer.Option(help="reveal: the salt that was sealed.")] = "",
    value: Annotated[str, typer.Option(help="reveal: the value that was sealed.")] = "",
    beacon: Annotated[Path | None, typer.Option(help="draw: the published drand round as JSON; else fetched.")] = None,
    why: Annotated[str, typer.Option(help="void: the public reason.")] = "",
    out: Annotated[Path | None, typer.Option(help="log: folder for lottery.json, entrants.csv, draws.csv.")] = None,
    codes: Annotated[bool, typer.Option("--codes", help="log: codes.csv too, which is never published.")] = False,
    account: Annotated[str, typer.Option("--as", help="User name of the officer.")] = "",
) -> None:
    """Hold the public lottery of a closed round: fix the list, open seals, draw; or write its files."""
    round_ = Round.objects.filter(number=number, procedure="nursery").first()
    if round_ is None:
        known = ", ".join(Round.objects.filter(procedure="nursery").values_list("number", flat=True)[:20]) or "none"
        unusable(f"There is no round {number!r}; known: {known}.")
    if deed is Deed.LOG:
        _write(number, out, codes=codes)
        return
    officer = Account.objects.filter(username=account, is_active=True).first() if account else None
    if account and officer is None:
        unusable(f"There is no account {account!r}. Name the officer: --as USERNAME.")
    now, names = timezone.now(), party or []
    done: Lottery | Refused
    if deed is Deed.COMMIT:
        done = commit_lottery(round_=round_, account=officer, now=now, parties=_parties(names))
    elif deed is Deed.REVEAL:
        name = names[0] if names else ""
        done = reveal(round_=round_, party=name, salt=salt, value=value, account=officer, now=now)
    elif deed is Deed.VOID:
        done = void_lottery(round_=round_, why=why, account=officer, now=now)
    else:
        done = _draw(round_, officer, beacon)
    if isinstance(done, Refused):
        unusable(f"{done.ja}\n{done.en}")
    state = "drawn" if done.drawn_at else "void" if done.voided_at else "fixed"
    typer.echo(f"round {number}, attempt {done.attempt}: {state}\ncommitment {done.commitment}")
    typer.echo(f"Its files: ikkan nursery lottery log {number} --out DIR")


def _draw(round_: Round, officer: Account | None, file: Path | None) -> Lottery | Refused:
    lottery = standing_lottery(round_)
    if lottery is None or source_of(lottery).as_json()["kind"] != DRAND:
        return draw_by_reveals(round_=round_, account=officer, now=timezone.now())
    published = _published(file) if file else fetched(lottery)
    if isinstance(published, NoBeacon):
        unusable(f"{published.why}\nEnter the published round yourself: --beacon FILE")
    return draw_by_beacon(round_=round_, beacon=published, account=officer, now=timezone.now())


def _published(file: Path) -> JsonObject:
    try:
        read = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as fault:
        unusable(f"{file} is no JSON file ({fault}). Save what drand published for the round as it is.")
    if not isinstance(read, dict):
        unusable(f"{file} must be one JSON object. Save what drand published for the round as it is.")
    published: JsonObject = read
    return published


def _parties(given: list[str]) -> list[Party]:
    pairs = [one.rpartition("=") for one in given]
    return [Party(name.strip(), seal.strip().lower()) for name, _, seal in pairs]


def _write(number: str, out: Path | None, *, codes: bool) -> None:
    lottery = lottery_named(number)
    if lottery is None or out is None:
        unusable(f"Round {number} has no lottery." if lottery is None else "log needs a folder: --out DIR")
    write_log(out, {**public_log(lottery), **(codes_file(lottery) if codes else {})})
    typer.echo(f"{out}. Check it: ikkan nursery verify-lottery {out}")
