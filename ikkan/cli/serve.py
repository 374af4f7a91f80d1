"""``ikkan serve``: the web server and one worker together."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Final

import typer
from django.conf import settings

from ikkan.cli.starting import refuse_wrong_start

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
WORKER: Final = (sys.executable, "-m", "ikkan.cli", "work")


def serve(
    address: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port.")] = 8000,
    processes: Annotated[int, typer.Option(help="Web processes.")] = 2,
    with_worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Run a worker beside the web.")] = True,
) -> None:
    """Serve the pages and the API, with a worker beside them."""
    refuse_wrong_start()
    run_servers(address=address, port=port, processes=processes, with_worker=with_worker)


def run_servers(*, address: str, port: int, processes: int, with_worker: bool) -> None:
    """Run web and worker until one ends or this process is told to stop; then end both.

    Args:
        address: address to listen on; the demo refuses any but this machine's own.
        port: port.
        processes: number of web processes.
        with_worker: whether a worker runs beside the web.
    """
    if settings.IKKAN_DEMO and address not in LOOPBACK:
        typer.echo(
            f"The demo signs anybody in by a click, so it listens on this machine only, not on {address}.", err=True
        )
        raise typer.Exit(2)
    children = [subprocess.Popen(web_command(address, port, processes))]  # noqa: S603
    if with_worker:
        children.append(subprocess.Popen(WORKER))  # noqa: S603

    def stop(*_: object) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        while all(child.poll() is None for child in children):
            for child in children:
                try:
                    child.wait(timeout=0.5)
                except subprocess.TimeoutExpired:
                    continue
    finally:
        stop()
        for child in children:
            child.wait(timeout=30)
    # a child that was told to stop ends by its signal; any other end is a fault
    if any(child.returncode not in (0, -signal.SIGTERM, -signal.SIGINT) for child in children):
        raise typer.Exit(1)


def web_command(address: str, port: int, processes: int) -> list[str]:
    """Return the command of the web server."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikkan.config.settings")
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", address, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "ikkan.config.wsgi:application",
    ]  # fmt: skip
