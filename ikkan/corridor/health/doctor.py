"""The doctor: every look, one after another; a look that fails is a finding and never hides the others."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.corridor.health.backups import find_backups
from ikkan.corridor.health.books import find_books
from ikkan.corridor.health.finding import Finding, State
from ikkan.corridor.health.host import find_clock, find_database, find_disk, find_version
from ikkan.corridor.health.keys import find_keys
from ikkan.corridor.health.notes import with_since
from ikkan.corridor.health.outside import find_ports, find_settings, find_static
from ikkan.corridor.health.queue import find_queue
from ikkan.corridor.health.record import find_record
from ikkan.corridor.health.seal_keys import find_seal_keys
from ikkan.corridor.health.upkeep import find_upkeep
from ikkan.kernel.json_value import JsonObject

Look = Callable[[datetime], Iterable[Finding]]

LOOKS: Final[tuple[tuple[str, Look], ...]] = (
    ("version", lambda _now: find_version()),
    ("database", lambda _now: find_database()),
    ("queue", find_queue),
    ("record", find_record),
    ("backup", find_backups),
    ("upkeep", find_upkeep),
    ("keys", lambda _now: find_keys()),
    ("seal", find_seal_keys),
    ("disk", lambda _now: find_disk()),
    ("clock", find_clock),
    ("book", lambda now: find_books(timezone.localdate(now))),
    ("port", lambda _now: find_ports()),
    ("settings", lambda _now: find_settings()),
    ("static", lambda _now: find_static()),
)


def examine(*, now: datetime) -> list[Finding]:
    """Look at everything and return what was found, each with the moment since when it stands so.

    Args:
        now: moment.
    """
    found = [finding for area, look in LOOKS for finding in _looked(area, look, now)]
    try:
        return with_since(found, now=now)
    except OSError:
        # a home that cannot be written has a finding of its own; only the memory of "since when" is lost
        return found


def worst(findings: Iterable[Finding]) -> State:
    """Return the worst state of all."""
    states = {finding.state for finding in findings}
    return next((state for state in (State.BAD, State.ATTENTION) if state in states), State.GOOD)


def report(findings: Iterable[Finding], *, now: datetime) -> JsonObject:
    """Return what was found as monitoring reads it: the worst state, and every line."""
    lines = list(findings)
    return {
        "state": worst(lines).value,
        "at": now.isoformat(timespec="seconds"),
        "findings": [finding.as_json() for finding in lines],
    }


def _looked(area: str, look: Look, now: datetime) -> Iterator[Finding]:
    try:
        yield from look(now)
    except DatabaseError as fault:
        connection.close_if_unusable_or_obsolete()
        said = _("データベースが答えません（%(kind)s）") % {"kind": type(fault).__name__}
        yield Finding(f"{area}.failed", area, State.BAD, said, do="ikkan setup")
    # a look may fail in any way of its own, and an ill town must still see the rest
    except Exception as fault:  # noqa: BLE001
        said = _("調べられません（%(kind)s）") % {"kind": type(fault).__name__}
        yield Finding(f"{area}.failed", area, State.BAD, said, do="journalctl -u ikkan-web --since -1h")
