"""``ikkan nursery round``: place, check and export a round that stands in the database."""

import json
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from django.utils import timezone

from ikkan.cli.nursery_commands.check_command import tell_verdict
from ikkan.cli.nursery_commands.group import unusable
from ikkan.corridor.rounds import decide_round
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.models import Run
from ikkan.procedures.nursery.placement.checker import UnreadableError, check_folder
from ikkan.store.blobs import read_blob

RESULTS = frozenset({"placement.csv", "verdict.json", "explanations.csv"})


class Deed(StrEnum):
    """What is to be done with a round."""

    PLACE = "place"
    CHECK = "check"
    EXPORT = "export"


def do_round(
    number: Annotated[str, typer.Argument(help="Number of the round.")],
    deed: Annotated[Deed, typer.Argument(help="place: score and place anew; check: by the independent checker.")],
    folder: Annotated[Path | None, typer.Argument(help="export: folder to be made for market/ and out/.")] = None,
) -> None:
    """Place a closed round, check what was placed, or write its market and placement as files."""
    round_ = Round.objects.filter(number=number, procedure="nursery").first()
    if round_ is None:
        known = ", ".join(Round.objects.filter(procedure="nursery").values_list("number", flat=True)[:20]) or "none"
        unusable(f"There is no round {number!r}; known: {known}.")
    if deed is Deed.PLACE:
        _place(round_)
    elif deed is Deed.EXPORT:
        if folder is None:
            unusable("export needs a folder: ikkan nursery round NUMBER export DIR")
        _export(_current_run(round_), folder)
        typer.echo(f"{folder}/market and {folder}/out. Check them: ikkan nursery check {folder}/market {folder}/out")
    else:
        _check(_current_run(round_))


def _place(round_: Round) -> None:
    told = decide_round(round_=round_, account=None, now=timezone.now())
    if isinstance(told, Refused):
        unusable(f"{told.ja}\n{told.en}")
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1))


def _check(run: Run) -> None:
    with TemporaryDirectory(prefix="ikkan-check-") as name:
        folder = Path(name) / "run"
        _export(run, folder)
        try:
            verdict = check_folder(folder / "market", folder / "out")
        except UnreadableError as fault:
            unusable(f"cannot judge: {fault}")
    tell_verdict(verdict)


def _export(run: Run, folder: Path) -> None:
    """Write the files that a run kept as evidence, as they were read and written then."""
    if folder.exists():
        unusable(f"{folder} is there already and is not overwritten. Name a new folder.")
    for part in ("market", "out"):
        (folder / part).mkdir(parents=True)
    for name, sha256 in run.files.items():
        try:
            data = read_blob(str(sha256))
        except (FileNotFoundError, ValueError) as fault:
            unusable(f"{name} of run {run.number}: {fault}. Run: ikkan verify")
        (folder / ("out" if name in RESULTS else "market") / name).write_bytes(data)


def _current_run(round_: Round) -> Run:
    run = Run.objects.filter(round=round_, is_current=True).first()
    if run is None:
        unusable(f"Round {round_.number} was not placed yet. Place it: ikkan nursery round {round_.number} place")
    return run
