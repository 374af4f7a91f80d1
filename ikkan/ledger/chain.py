"""The chain of a walker's events: each hash covers the one before it and the HMAC of the event's body."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from ikkan.kernel.json_value import JsonObject

FORMAT = "ikkan-event-1"
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: object) -> bytes:
    """Return the one JSON text of a value: sorted keys, no spaces, UTF-8."""
    return _ENCODER.encode(value).encode()


def body_seal(body: JsonObject, salt: str) -> str:
    """Return the salted HMAC-SHA256 of a body in hex; without the salt it tells nothing about the body."""
    return hmac.new(bytes.fromhex(salt), canonical(body), hashlib.sha256).hexdigest()


def event_hash(
    *,
    walker: str,
    seq: int,
    name: str,
    at: datetime,
    actor: str,
    codes: Mapping[str, object],
    edition: str,
    body_hmac: str,
    prev: str,
) -> str:
    """Return the hash of an event, in hex.

    Args:
        walker: number of its case or round.
        seq: its place in the walker's history, from 1.
        name: name of the event.
        at: aware moment; hashed in UTC with microseconds.
        actor: account id as text, or blank for the machine.
        codes: codes and references.
        edition: edition of the book, or blank.
        body_hmac: seal of its body, or blank.
        prev: hash of the event before it, or blank for the first.
    """
    content = [FORMAT, walker, seq, name, _moment(at), actor, codes, edition, body_hmac, prev]
    return hashlib.sha256(canonical(content)).hexdigest()


# a round's events all have one moment
@lru_cache(maxsize=8)
def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
