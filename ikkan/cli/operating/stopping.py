"""How a command ends when it could not do its work: the reason on standard error, exit code 1."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from ikkan.cli.operating.failed import OperationError
from ikkan.kernel.outcome import Refused


@contextmanager
def stopping() -> Iterator[None]:
    """Turn a deed that could not be done into its text and exit code 1."""
    try:
        yield
    except OperationError as fault:
        stop(str(fault))


def stop(said: str) -> NoReturn:
    """Say why, and end with exit code 1."""
    typer.echo(said, err=True)
    raise typer.Exit(1)


def stop_refused(refused: Refused) -> NoReturn:
    """Say what a service refused, in both languages, and end with exit code 1."""
    stop(f"{refused.ja}\n{refused.en}")
