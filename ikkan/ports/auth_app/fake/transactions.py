"""The fake provider's signature transactions."""

import base64
import binascii
import json
import secrets
from typing import Final

from joserfc import jwe

from ikkan.kernel.json_value import JsonObject
from ikkan.ports.auth_app.fake import store
from ikkan.ports.auth_app.fake.provider import TRANSACTION_SECONDS, FakeProvider
from ikkan.ports.auth_app.fake.tokens import Answer, is_for_signing

_DIGEST_BYTES: Final = 32
_JWE: Final = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}


def open_transaction(bearer: str, sent: JsonObject) -> Answer:
    """Open a transaction for a digest (base64 of SHA-256)."""
    if not is_for_signing(bearer):
        return 401, {"error": "invalid_token"}
    try:
        digest = base64.b64decode(str(sent.get("digest", "")), validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != _DIGEST_BYTES:
        return 400, {"error": "invalid_request"}
    transaction = secrets.token_urlsafe(24)
    store.put("transaction", transaction, {"digest": digest.hex()}, TRANSACTION_SECONDS)
    return 201, {"transaction_id": transaction, "expires_in": TRANSACTION_SECONDS}


def result(provider: FakeProvider, bearer: str, transaction: str) -> Answer | str:
    """Return the sealed result (JWE) of a transaction that was signed."""
    if not is_for_signing(bearer):
        return 401, {"error": "invalid_token"}
    signed = store.look("signed", transaction)
    if signed is None:
        return 404, {"error": "not_signed"}
    parts = {
        name: base64.b64encode(bytes.fromhex(str(signed[name]))).decode()
        for name in ("digest", "signature", "certificate")
    }
    return seal(provider, {"transaction_id": transaction, **parts})


def seal(provider: FakeProvider, content: JsonObject) -> str:
    """Return a JWE that only the client opens."""
    return jwe.encrypt_compact(
        _JWE, json.dumps(content), provider.client.encryption_key, algorithms=list(_JWE.values())
    )
