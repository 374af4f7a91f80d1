"""HTTP to the authority: bounded in time and size, so that a hanging or flooding service costs one answer."""

from time import monotonic
from typing import Final

import httpx

_SECONDS: Final = httpx.Timeout(10.0, connect=3.0)
_LONGEST_ANSWER: Final = 30.0
_LARGEST: Final = 64 * 1024 * 1024


class EndlessAnswerError(OSError):
    """Say that an answer was longer, in bytes or in time, than any that the authority sends."""


def make_client() -> httpx.Client:
    """Return a client that waits 3 s for a connection and 10 s for bytes, and follows no redirect."""
    return httpx.Client(timeout=_SECONDS, follow_redirects=False)


def fetch(client: httpx.Client, method: str, url: str, *, content: bytes = b"", content_type: str = "") -> bytes:
    """Return the body of an answer with status 200.

    Raises httpx.HTTPError or httpx.InvalidURL when there is none, EndlessAnswerError above 64 MB or 30 s.
    """
    headers = {"Content-Type": content_type} if content_type else {}
    body = bytearray()
    ends = monotonic() + _LONGEST_ANSWER
    with client.stream(method, url, content=content or None, headers=headers) as answer:
        if answer.status_code != httpx.codes.OK:
            raise httpx.HTTPStatusError(f"status {answer.status_code}", request=answer.request, response=answer)
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > _LARGEST or monotonic() > ends:
                raise EndlessAnswerError(
                    f"{url} did not come to an end within {_LARGEST:,} bytes and {_LONGEST_ANSWER:g} s."
                )
    return bytes(body)


# What stands for "cannot be reached": every one of them leaves the state unknown.
UNREACHABLE: Final = (OSError, httpx.HTTPError, httpx.InvalidURL)
