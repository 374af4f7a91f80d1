"""HTTP to the provider: with limits of time and size, and with every failure as a value."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import httpx

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ports.auth_app.refusals import DOWN, unproved

_SECONDS_EACH_READ: Final = 5.0
_SECONDS_IN_ALL: Final = 12.0
_MOST_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Wire:
    """Sends requests to the provider.

    Args:
        transport: what carries them; the network when None.
        seconds: longest time for one whole answer; a provider that sends a byte now and then is down too.
    """

    transport: httpx.BaseTransport | None = None
    seconds: float = _SECONDS_IN_ALL

    def ask(
        self,
        method: str,
        url: str,
        *,
        form: Mapping[str, str] | None = None,
        body: JsonObject | None = None,
        bearer: str = "",
    ) -> bytes | Refused:
        """Send one request and return the body of its answer; redirects are never followed.

        Args:
            method: HTTP verb.
            url: whole address.
            form: fields to send as a form, or None.
            body: JSON to send, or None.
            bearer: access token, or blank.
        """
        headers = {"Accept": "application/json, application/jwt"}
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        until = time.monotonic() + self.seconds
        try:
            with (
                httpx.Client(transport=self.transport, timeout=min(_SECONDS_EACH_READ, self.seconds)) as client,
                client.stream(method, url, data=form, json=body, headers=headers) as answer,
            ):
                return _read(answer, until)
        except httpx.HTTPError:
            return DOWN


def json_object(raw: bytes | Refused) -> JsonObject | Refused:
    """Return the JSON object that an answer holds; a refusal is passed on."""
    if isinstance(raw, Refused):
        return raw
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return unproved("unreadable")
    return found if isinstance(found, dict) else unproved("unreadable")


def _read(answer: httpx.Response, until: float) -> bytes | Refused:
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return DOWN
    if answer.status_code not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        return unproved("provider_refused")
    raw = bytearray()
    for chunk in answer.iter_bytes():
        raw += chunk
        if len(raw) > _MOST_BYTES:
            return unproved("unreadable")
        if time.monotonic() > until:
            return DOWN
    return bytes(raw)
