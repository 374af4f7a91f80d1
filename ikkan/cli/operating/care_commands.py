"""``ikkan doctor``, ``check``, ``outbox``, ``retention``, ``service``, ``documents``."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Final

import typer
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from rich.console import Console
from rich.markup import escape

from ikkan.cli.operating.documents import write_documents
from ikkan.cli.operating.stopping import stopping
from ikkan.cli.operating.units import Site, install, settings_file, units
from ikkan.cli.operating.upgrade import check_settings
from ikkan.corridor.health.doctor import examine, report, worst
from ikkan.corridor.health.finding import Finding, State
from ikkan.corridor.health.outbox import dead_letters, retry_effects
from ikkan.ledger.retention import destroy_expired
from ikkan.store.blobs import sweep_orphans

STYLES: Final = {State.GOOD: "green", State.ATTENTION: "yellow", State.BAD: "bold white on red"}
BATCH: Final = 100

OUTBOX: Final = typer.Typer(help="What goes out: mail and conversions.", no_args_is_help=True)
RETENTION: Final = typer.Typer(help="Destruction of what is past its time.", no_args_is_help=True)
SERVICE: Final = typer.Typer(help="Services of this machine.", no_args_is_help=True)


def doctor(as_json: Annotated[bool, typer.Option("--json", help="The same for monitoring.")] = False) -> None:
    """Say what works, what does not, since when, and the command that mends it; exit 1 when something is bad."""
    now = timezone.now()
    findings = examine(now=now)
    if as_json:
        typer.echo(json.dumps(report(findings, now=now), ensure_ascii=False, indent=1))
    else:
        _show(findings, Console())
    if worst(findings) is State.BAD:
        raise typer.Exit(1)


def check() -> None:
    """Run every check of the settings, in production with those of a deployment; exit 1 when one fails."""
    with stopping():
        check_settings()
    typer.echo("The settings are fit.")


def static() -> None:
    """Gather styles and scripts for the pages of a real town; again after each upgrade (which does it too)."""
    call_command("collectstatic", verbosity=0, interactive=False)
    typer.echo(str(settings.STATIC_ROOT))


def documents(folder: Annotated[Path, typer.Argument(help="Folder docs of a checkout.")] = Path("docs")) -> None:
    """Write settings.md and procedures.md from the program itself."""
    for path in write_documents(folder):
        typer.echo(str(path))


@OUTBOX.command("list")
def list_outbox() -> None:
    """List what was given up, without its content."""
    for letter in dead_letters(most=1_000):
        typer.echo(f"{letter.id}  {letter.channel}  {letter.failed_at.isoformat(timespec='minutes')}  {letter.fault}")


@OUTBOX.command()
def retry(ids: Annotated[list[int] | None, typer.Argument(help="Which; all when none is named.")] = None) -> None:
    """Let the worker try again what was given up."""
    count = retry_effects(ids or None, now=timezone.now())
    typer.echo(f"{count} will be tried again by the worker.")


@RETENTION.command()
def run() -> None:
    """Destroy the content of cases whose retention is over, and files that nothing names any more."""
    destroyed = 0
    while batch := destroy_expired(now=timezone.now(), most=BATCH):
        destroyed += batch
    swept = sweep_orphans(now=timezone.now())
    typer.echo(f"{destroyed} destroyed, {swept} files without an owner removed. Old backups still hold them: --keep.")


@SERVICE.command("install")
def install_service(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the units, change nothing.")] = False,
    user: Annotated[str, typer.Option(help="System user that runs the services.")] = "ikkan",
    folder: Annotated[Path, typer.Option(help="Folder of the units.")] = Path("/etc/systemd/system"),
    environment: Annotated[Path, typer.Option(help="File with the settings.")] = Path("/etc/ikkan/ikkan.env"),
    backups: Annotated[Path, typer.Option(help="Folder of daily backups.")] = Path("/var/backups/ikkan"),
    keep: Annotated[int, typer.Option(help="Daily backups that are kept.")] = 14,
    address: Annotated[str, typer.Option(help="Address that the web listens on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port.")] = 8000,
) -> None:
    """Install units of systemd: web, worker, and timers for backup, retention and verification."""
    program = Path(sys.executable).with_name("ikkan")
    site = Site(program, Path(settings.IKKAN_HOME), user, environment, backups, address, port, keep)
    if dry_run:
        names = [line.split("=", 1)[0] for line in settings_file(os.environ).splitlines()]
        typer.echo(f"# {environment} (mode 0600), from this shell: {', '.join(names) or 'nothing is set'}\n")
        for name, text in units(site).items():
            typer.echo(f"# {folder / name}\n{text}")
        return
    with stopping():
        written = install(site, folder, os.environ)
    for path in written:
        typer.echo(str(path))
    timers = " ".join(sorted(path.name for path in written if path.suffix == ".timer"))
    typer.echo(
        f"Next, once:\n  useradd --system --home-dir {site.home} {user}\n  chown -R {user}: {site.home}\n"
        f"  install -d -m 0700 -o {user} {backups}\n  systemctl daemon-reload\n"
        f"  systemctl enable --now ikkan-web ikkan-worker {timers}"
    )


def _show(findings: list[Finding], console: Console) -> None:
    """Print a line a finding, and below it the command that mends it: whole, so that it can be copied."""
    for one in findings:
        since = timezone.localtime(one.since).strftime("  (%Y-%m-%d %H:%M から)") if one.since else ""
        line = f"[{STYLES[one.state]}]{one.word}[/]  [bold]{one.name}[/]  {escape(one.said)}{since}"
        console.print(line, highlight=False, soft_wrap=True)
        if one.do:
            console.print(f"        → {escape(one.do)}", highlight=False, soft_wrap=True)
