"""Idempotency-Key: every write is sent under a key, and the same write again gets the first answer."""

import hashlib
import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from ikkan.api.doors import caller_of
from ikkan.api.problems import fail, granted
from ikkan.api.reading import read_body
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.ledger.chain import canonical
from ikkan.rooms.intake.idempotency import Sending, answer_once, answer_once_unlocked

HEADER: Final = "Idempotency-Key"
# visible ASCII, as the header allows; long enough for a UUID with a prefix
_KEY: Final = re.compile(r"[\x21-\x7e]{1,100}")


def sending_of(request: HttpRequest, parts: JsonValue = None) -> Sending:
    """Return a write as it was sent.

    Args:
        request: the request.
        parts: what stands for the body where it is no JSON.

    Raises:
        Failure: 400 without a usable key.
    """
    key = request.headers.get(HEADER, "")
    if not _KEY.fullmatch(key):
        raise fail(
            400,
            "key_missing",
            f"{HEADER} ヘッダーに、この送信だけの番号（1〜100文字の英数字・記号）を付けてください。",
            f"Send the header {HEADER} with a value of your own for this request: 1 to 100 visible ASCII characters.",
        )
    body = parts if parts is not None or not request.body else read_body(request)
    sent: JsonObject = {"verb": request.method or "", "path": request.path, "body": body}
    return Sending(caller_of(request).account.pk, key, hashlib.sha256(canonical(sent)).hexdigest())


def once(request: HttpRequest, deed: Callable[[], Schema]) -> JsonObject:
    """Do a write once, in one transaction, and return its answer, the first one if it was sent before.

    Raises:
        Failure: the key is missing or belongs to another request, or the deed was refused.
    """
    sending = sending_of(request)
    return granted(answer_once(sending, lambda: deed().model_dump(mode="json"), now=timezone.now()))


def once_unlocked(request: HttpRequest, deed: Callable[[], Schema], parts: JsonValue = None) -> JsonObject:
    """Do a write that thinks long once, without a transaction around it."""
    sending = sending_of(request, parts)
    return granted(answer_once_unlocked(sending, lambda: deed().model_dump(mode="json"), now=timezone.now()))
