"""Signature transactions: the person signs a digest with the card's key for signatures (署名用電子証明書).

What comes back is a signature over our digest by the key of the certificate that came with it, no more: whether that
certificate is a citizen's and still stands is for the checks of JPKI to say; the provider does not.

Source: developers.digital.go.jp/documents/auth-and-sign (implement-guideline); docs.p8n.app digital-identification-app.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwe
from joserfc.errors import JoseError

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ports.auth_app.claims import Identity
from ikkan.ports.auth_app.client import AuthApp, Departure, Pending
from ikkan.ports.auth_app.refusals import NOT_A_DIGEST, NOT_BEGUN_HERE, unproved
from ikkan.ports.auth_app.wire import json_object

SCOPE: Final = "openid sign"
JWE_ALGORITHMS: Final = ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "A128GCM", "A256GCM", "A256CBC-HS512")
_DIGEST_BYTES: Final = 32
_HASH: Final = Prehashed(SHA256())


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature by a card.

    Args:
        identity: who came back from the provider with it.
        transaction: the provider's number of it; one signature serves one request.
        digest: SHA-256 that was signed, 32 bytes.
        signature: its bytes (PKCS#1 v1.5 for RSA).
        certificate: the signer's certificate, DER; not yet checked against any authority.
    """

    identity: Identity
    transaction: str
    digest: bytes
    signature: bytes
    certificate: bytes


def depart_to_sign(app: AuthApp, digest: bytes, *, redirect_uri: str, now: datetime) -> Departure | Refused:
    """Open a transaction for a digest and return where the person goes to sign it.

    Args:
        app: the provider.
        digest: SHA-256 of what is signed, 32 bytes.
        redirect_uri: the address registered with the provider, exactly.
        now: aware moment.
    """
    if len(digest) != _DIGEST_BYTES:
        return NOT_A_DIGEST
    token = _own_token(app, now)
    if isinstance(token, Refused):
        return token
    body: JsonObject = {"digest": base64.b64encode(digest).decode(), "digest_algorithm": "SHA-256"}
    made = json_object(app.wire.ask("POST", app.config.sign_transactions, body=body, bearer=token))
    if isinstance(made, Refused):
        return made
    transaction = made.get("transaction_id")
    if not isinstance(transaction, str) or not transaction:
        return unproved("transaction")
    return app.depart(redirect_uri=redirect_uri, now=now, scope=SCOPE, transaction=transaction, digest=digest.hex())


def arrive_signed(app: AuthApp, pending: Pending, answer: Mapping[str, str], now: datetime) -> Signed | Refused:
    """Return the signature that a person came back with. Call it once: forget ``pending`` before.

    Args:
        app: the provider.
        pending: what the visitor's own session remembers under the state of the answer.
        answer: query of the address to which the provider sent them back.
        now: aware moment.
    """
    if not pending.transaction:
        return NOT_BEGUN_HERE
    identity = app.arrive(pending, answer, now)
    if isinstance(identity, Refused):
        return identity
    token = _own_token(app, now)
    if isinstance(token, Refused):
        return token
    place = f"{app.config.sign_transactions}/{quote(pending.transaction, safe='')}/result"
    sealed = app.wire.ask("GET", place, bearer=token)
    if isinstance(sealed, Refused):
        return sealed
    opened = _opened(app, sealed)
    return opened if isinstance(opened, Refused) else _signed(opened, pending, identity)


def _own_token(app: AuthApp, now: datetime) -> str | Refused:
    tokens = app.ask_tokens({"grant_type": "client_credentials", "scope": "sign"}, now)
    return tokens if isinstance(tokens, Refused) else str(tokens["access_token"])


def _opened(app: AuthApp, sealed: bytes) -> JsonObject | Refused:
    try:
        opened = jwe.decrypt_compact(sealed.strip(), app.config.decryption_key, algorithms=list(JWE_ALGORITHMS))
    # bytes that are no JWE, or one for another key; joserfc passes on what cryptography says
    except (JoseError, ValueError):
        return unproved("sealed")
    return unproved("sealed") if opened.plaintext is None else json_object(opened.plaintext)


def _signed(opened: JsonObject, pending: Pending, identity: Identity) -> Signed | Refused:
    digest = bytes.fromhex(pending.digest)
    try:
        named, signature, certificate = (
            base64.b64decode(str(opened.get(name, "")), validate=True)
            for name in ("digest", "signature", "certificate")
        )
    except (binascii.Error, ValueError):
        return unproved("unreadable")
    if opened.get("transaction_id") != pending.transaction:
        return unproved("transaction")
    if named != digest or not _holds(signature, digest, certificate):
        return unproved("signed_other")
    return Signed(identity, pending.transaction, digest, signature, certificate)


def _holds(signature: bytes, digest: bytes, certificate: bytes) -> bool:
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        if isinstance(key, RSAPublicKey):
            key.verify(signature, digest, PKCS1v15(), _HASH)
        elif isinstance(key, EllipticCurvePublicKey):
            key.verify(signature, digest, ECDSA(_HASH))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
