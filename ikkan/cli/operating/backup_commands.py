"""``ikkan backup``, ``restore``, ``verify``, ``upgrade``."""

import json
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from rich.console import Console

from ikkan.cli.operating.backup import make_backup
from ikkan.cli.operating.dated import dated_folder, remove_old
from ikkan.cli.operating.drill import Drilled, drill
from ikkan.cli.operating.restore import restore_backup
from ikkan.cli.operating.stopping import stop, stopping
from ikkan.cli.operating.upgrade import upgrade as run_upgrade
from ikkan.cli.operating.verifying import Verified, verify_instance


def backup(
    folder: Annotated[Path, typer.Argument(help="Folder to be made; it must not be there yet.")],
    with_keys: Annotated[bool, typer.Option("--with-keys/--without-keys", help="Whether the keys go along.")] = True,
    dated: Annotated[bool, typer.Option("--dated", help="Make a dated backup inside the folder.")] = False,
    keep: Annotated[int, typer.Option(help="With --dated: remove the oldest beyond this many; 0 keeps all.")] = 0,
) -> None:
    """Copy database, files and keys of one moment into a folder, while the town works on."""
    now = timezone.now()
    target = dated_folder(folder, now=now) if dated else folder
    with stopping():
        manifest = make_backup(target, with_keys=with_keys, now=now)
        removed = remove_old(folder, keep=keep) if dated and keep else []
    rows = sum(manifest.counts.values())
    typer.echo(f"{target}: {rows} rows, {len(manifest.files)} files, each with its hash in manifest.json")
    for path in removed:
        typer.echo(f"removed {path}")
    if not with_keys:
        typer.echo(
            "The keys are not in it. Keep a copy of them elsewhere: without ledger.pem no signature can be checked."
        )
    if manifest.faults:
        stop("Copied as they are, but not whole:\n  " + "\n  ".join(manifest.faults) + "\nLook with: ikkan verify")
    typer.echo(f"Prove that it can be restored: ikkan restore --drill {target}")


def restore(
    folder: Annotated[Path, typer.Argument(help="Folder that `ikkan backup` made.")],
    only_try: Annotated[
        bool, typer.Option("--drill", help="Restore into a scratch place, verify, throw away.")
    ] = False,
) -> None:
    """Restore a backup into an empty home and database; with --drill prove that it could be done."""
    with stopping():
        if only_try:
            _show(folder, drill(folder, now=timezone.now()))
            return
        manifest = restore_backup(folder, now=timezone.now())
    typer.echo(f"Restored the state of {manifest.made_at} into {settings.IKKAN_HOME}.")
    if not manifest.with_keys:
        typer.echo(
            f"The backup holds no keys: copy secret.key and ledger.pem to {settings.IKKAN_HOME}/keys, mode 0600."
        )
    typer.echo("Next: ikkan setup && ikkan verify && ikkan serve")
    typer.echo("What was waiting to be sent is held back, as it may have been sent since: ikkan outbox retry")


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="The verdict for programs.")] = False,
) -> None:
    """Recompute every chain, checkpoint, file and edition of this instance; exit 1 when one does not hold."""
    with stopping():
        verified = verify_instance(now=timezone.now())
    if as_json:
        typer.echo(json.dumps(verified.as_json(), ensure_ascii=False))
    else:
        _tell(verified)
    if not verified.is_intact:
        raise typer.Exit(1)


def upgrade(
    folder: Annotated[Path | None, typer.Option("--backup", help="Folder of the backup to be made first.")] = None,
    rehearse: Annotated[bool, typer.Option("--rehearsal/--no-rehearsal", help="Migrate a copy first.")] = True,
) -> None:
    """Back up, rehearse on a copy, migrate, check, and say what to restart. Run it after installing a new version."""
    now = timezone.now()
    home = Path(settings.IKKAN_HOME)
    made = folder or dated_folder(home.parent / f"{home.name}-before-upgrade", now=now)
    with stopping():
        bad = run_upgrade(made, rehearse=rehearse, tell=typer.echo, now=now)
    for finding in bad:
        typer.echo(f"{finding.word}  {finding.name}: {finding.said}  {finding.do}")
    typer.echo("Restart to run the new version: systemctl restart ikkan-web ikkan-worker")


def _show(folder: Path, drilled: Drilled) -> None:
    console = Console()
    for step in drilled.steps:
        console.print(f"[green]✓[/] {step}", highlight=False)
    for fault in drilled.faults:
        console.print("[bold red]✗[/]", fault, markup=True, highlight=False)
    if drilled.faults:
        stop(f"{folder} was not proven: see above. Make a new backup and drill it at once.")
    console.print(f"[bold green]{folder} can be restored[/] ({drilled.seconds} s)", highlight=False)


def _tell(verified: Verified) -> None:
    typer.echo(f"{verified.events} events, {verified.checkpoints} signed checkpoints, {verified.blobs} files")
    if verified.snapshot.checkpoint:
        typer.echo(
            f"last root {verified.snapshot.checkpoint['root']} over {verified.snapshot.checkpoint['size']} events"
        )
    for fault in verified.faults:
        typer.echo(f"✗ {fault}")
    typer.echo(
        "Everything holds."
        if verified.is_intact
        else "Keep this state as evidence: ikkan backup, then look who wrote it."
    )
