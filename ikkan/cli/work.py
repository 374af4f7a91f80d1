"""``ikkan work``: walks due cases until told to stop."""

import signal
from typing import Annotated

import typer

from ikkan.cli.starting import refuse_wrong_start
from ikkan.corridor.senders import senders
from ikkan.corridor.worker import Worker


def work(
    once: Annotated[bool, typer.Option("--once", help="Do what is due and end.")] = False,
) -> None:
    """Walk due cases and rounds, send effects, seal checkpoints. Any number may run."""
    refuse_wrong_start()
    worker = Worker(senders())
    signal.signal(signal.SIGTERM, lambda *_: worker.stop.set())
    signal.signal(signal.SIGINT, lambda *_: worker.stop.set())
    if once:
        typer.echo(f"{worker.work_until_idle()} steps")
        return
    worker.run()
