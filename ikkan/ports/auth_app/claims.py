"""Checks of the ID token: no claim is believed unchecked.

Source: OpenID Connect Core 1.0, 3.1.3.7 and 3.1.3.6; RFC 8725 (JWT best current practices).
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Refused
from ikkan.ports.auth_app.config import CURVE
from ikkan.ports.auth_app.refusals import ACR_TOO_LOW, unproved

ALGORITHM: Final = "ES256"
# Clocks of two well-kept machines differ by less.
_LEEWAY: Final = 60
_LONGEST_SUBJECT: Final = 255
_HEADER_TYPES: Final = frozenset({None, "JWT"})
_CLAIM_TYPES: Final = frozenset({None, "ID"})
_AAL: Final = "aal"


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token must say to be the answer to one request.

    Args:
        issuer: exact issuer.
        client_id: whom the token is for.
        nonce: word that was sent with the request and stands in the visitor's session.
        acr: what was asked for, such as ``aal3 crl``.
        begun_at: seconds since 1970 when the person was sent away; an authentication before it is not this one.
        access_token: the token that came with it, which at_hash binds.
    """

    issuer: str
    client_id: str
    nonce: str
    acr: str
    begun_at: int
    access_token: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in, as the provider knows them for this town alone.

    Args:
        issuer: provider.
        subject: pairwise identifier (PPID); another town gets another.
        acr: how strongly they were authenticated.
        at: aware moment of the authentication.
    """

    issuer: str
    subject: str
    acr: str
    at: datetime


def key_id_of(token: str) -> str | Refused:
    """Return the key that a token names, once its header is one that we take: ES256, a kid, no other token type."""
    header = _header(token)
    if isinstance(header, Refused):
        return header
    if header.get("alg") != ALGORITHM:
        return unproved("algorithm")
    if header.get("typ") not in _HEADER_TYPES or "crit" in header:
        return unproved("token_type")
    kid = header.get("kid")
    return kid if isinstance(kid, str) and kid else unproved("key")


def key_of(kid: str, keys: Sequence[JsonValue]) -> ECKey | None:
    """Return the provider's signing key of this id from its published keys, or None."""
    for key in keys:
        if not isinstance(key, dict) or key.get("kid") != kid or key.get("kty") != "EC" or key.get("crv") != CURVE:
            continue
        if key.get("use", "sig") != "sig" or key.get("alg", ALGORITHM) != ALGORITHM:
            continue
        try:
            return ECKey.import_key({name: str(key[name]) for name in ("kty", "crv", "x", "y")})
        # a point that is not on the curve; joserfc passes on what cryptography says
        except (JoseError, ValueError, KeyError):
            return None
    return None


def check_id_token(token: str, key: ECKey, expected: Expected, now: datetime) -> Identity | Refused:
    """Return whose token it is, or which check it fails."""
    claims = _verified(token, key)
    if isinstance(claims, Refused):
        return claims
    failed = _first_failure(claims, expected, now.timestamp())
    if failed is not None:
        return failed
    at = _seconds(claims.get("auth_time"), claims["iat"])
    return Identity(expected.issuer, str(claims["sub"]), str(claims["acr"]), datetime.fromtimestamp(at, UTC))


def reaches(given: str, asked: str) -> bool:
    """Tell whether an acr is at least what was asked: no lower level, and every other word of it."""
    words = given.split()
    others = {word for word in asked.split() if not word.startswith(_AAL)}
    return others <= set(words) and _level(words) >= _level(asked.split()) > 0


def _first_failure(claims: JsonObject, expected: Expected, now: float) -> Refused | None:
    audience = claims.get("aud")
    subject = claims.get("sub")
    if claims.get("typ") not in _CLAIM_TYPES:
        return unproved("token_type")
    if claims.get("iss") != expected.issuer:
        return unproved("issuer")
    if audience not in (expected.client_id, [expected.client_id]):
        return unproved("audience")
    if claims.get("azp", expected.client_id) != expected.client_id:
        return unproved("authorised_party")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        return unproved("subject")
    if not _same(claims.get("nonce"), expected.nonce):
        return unproved("nonce")
    if not _is_timely(claims, expected.begun_at, now):
        return unproved("time")
    if "at_hash" in claims and not _same(claims["at_hash"], at_hash_of(expected.access_token)):
        return unproved("at_hash")
    return None if reaches(str(claims.get("acr", "")), expected.acr) else ACR_TOO_LOW


def _is_timely(claims: JsonObject, begun_at: int, now: float) -> bool:
    expires, issued = _seconds(claims.get("exp")), _seconds(claims.get("iat"))
    if expires <= now - _LEEWAY or not begun_at - _LEEWAY <= issued <= now + _LEEWAY:
        return False
    if "nbf" in claims and not 0 < _seconds(claims["nbf"]) <= now + _LEEWAY:
        return False
    # A session that the provider still had open is no touch of the card now.
    return "auth_time" not in claims or begun_at - _LEEWAY <= _seconds(claims["auth_time"]) <= now + _LEEWAY


def at_hash_of(access_token: str) -> str:
    """Return the left half of the token's SHA-256, as at_hash carries it."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def _verified(token: str, key: ECKey) -> JsonObject | Refused:
    try:
        payload = jws.deserialize_compact(token, key, algorithms=[ALGORITHM]).payload
        claims = json.loads(payload)
    # bytes that are no base64, no JSON or no signature of this key
    except (JoseError, ValueError, RecursionError):
        return unproved("signature")
    return claims if isinstance(claims, dict) else unproved("signature")


def _header(token: str) -> JsonObject | Refused:
    first = token.split(".", 1)[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return unproved("token")
    return header if isinstance(header, dict) else unproved("token")


def _seconds(value: JsonValue, otherwise: JsonValue = 0) -> float:
    for one in (value, otherwise):
        if isinstance(one, int | float) and not isinstance(one, bool):
            return float(one)
    return 0.0


def _same(given: JsonValue, wanted: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _level(words: Sequence[str]) -> int:
    found = [word.removeprefix(_AAL) for word in words if word.startswith(_AAL)]
    return max((int(one) for one in found if one.isascii() and one.isdigit()), default=0)
