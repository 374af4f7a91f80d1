"""Where a reading comes from: the machine, the way in and the function. Each door says it once, the log writes it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

PAGE: Final = "page"
API: Final = "api"
COMMAND: Final = "command"
MACHINE: Final = "machine"
LONGEST_TERMINAL: Final = 100
LONGEST_FUNCTION: Final = 100


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a reading comes from (住民記録システム標準仕様書 10.2: 操作者, 日時, 端末, 機能).

    Args:
        terminal: network address of the browser or program, or name of the machine that a command or a worker runs on.
        channel: ``page``, ``api``, ``command`` or ``machine``.
        function: name of the page, operation or command; blank for a step of the worker.
    """

    terminal: str
    channel: str
    function: str = ""


# a worker's threads begin without a context: what nobody set is a step of this machine
_WORKER: Final = Origin(socket.gethostname()[:LONGEST_TERMINAL], MACHINE)
_origin: Final[ContextVar[Origin]] = ContextVar("origin_of_readings", default=_WORKER)


def origin_of_readings() -> Origin:
    """Return where readings come from now."""
    return _origin.get()


def begin_reading_from(origin: Origin) -> None:
    """Say where the readings of this context come from, until another says otherwise."""
    _origin.set(origin)


@contextmanager
def reading_from(origin: Origin) -> Iterator[None]:
    """Say where the readings of a block come from."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)
