"""Notes under IKKAN_HOME/operate: when the last backup, drill and verification were, and since when a state holds."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from ikkan.corridor.health.finding import Finding
from ikkan.kernel.json_value import JsonObject

BACKUP: Final = "backup"
DRILL: Final = "drill"
VERIFIED: Final = "verified"
_SINCE: Final = "since"


def write_note(name: str, content: JsonObject, *, now: datetime) -> Path:
    """Write a note whole, with its moment; a reader sees the old one or the new one.

    Raises:
        OSError: the home is read-only or full.
    """
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{name}.{secrets.token_hex(4)}")
    text = json.dumps({"at": now.isoformat(), **content}, ensure_ascii=False, indent=1)
    unfinished.touch(mode=0o600)
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(path)
    return path


def read_note(name: str) -> JsonObject | None:
    """Return a note, or None when it was never written or cannot be read."""
    try:
        content = json.loads(_path(name).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return content if isinstance(content, dict) else None


def moment_of(note: JsonObject | None) -> datetime | None:
    """Return the moment of a note; None for no note and for a moment that cannot be read."""
    try:
        return datetime.fromisoformat(str(note["at"])) if note else None
    except (KeyError, ValueError):
        return None


def with_since(findings: Iterable[Finding], *, now: datetime) -> list[Finding]:
    """Give every finding the moment since when it stands as it stands, and remember it for the next look."""
    known = read_note(_SINCE) or {}
    told: list[Finding] = []
    remembered: JsonObject = {}
    for finding in findings:
        before = known.get(finding.code)
        first = before.get("since") if isinstance(before, dict) and before.get("state") == finding.state.value else None
        since = finding.since or (datetime.fromisoformat(first) if isinstance(first, str) else now)
        told.append(finding.at(since))
        remembered[finding.code] = {"state": finding.state.value, "since": since.isoformat()}
    if remembered != {code: known[code] for code in known if code != "at"}:
        write_note(_SINCE, remembered, now=now)
    return told


def _path(name: str) -> Path:
    return Path(settings.IKKAN_HOME) / "operate" / f"{name}.json"
