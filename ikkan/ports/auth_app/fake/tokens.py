"""The fake provider's token endpoint: proves the client, then exchanges a code or opens signing."""

import json
import secrets
import time
from collections.abc import Mapping
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError

from ikkan.kernel.json_value import JsonObject
from ikkan.ports.auth_app.assertion import TYPE
from ikkan.ports.auth_app.claims import ALGORITHM, at_hash_of
from ikkan.ports.auth_app.client import challenge_of
from ikkan.ports.auth_app.fake import store
from ikkan.ports.auth_app.fake.provider import CODE_SECONDS, FakeProvider

Answer = tuple[int, JsonObject]

_TOKEN_SECONDS: Final = 300
_LONGEST_ASSERTION_SECONDS: Final = 600
_CLAIMS: Final = ("name", "address", "birthdate", "gender")


def token(provider: FakeProvider, form: Mapping[str, str]) -> Answer:
    """Answer a token request."""
    if not _proves_client(provider, form):
        return 401, {"error": "invalid_client"}
    grant = form.get("grant_type")
    if grant == "client_credentials":
        if form.get("scope") != "sign":
            return 400, {"error": "invalid_scope"}
        return 200, _access({"scope": "sign"})
    return _exchange(provider, form) if grant == "authorization_code" else (400, {"error": "unsupported_grant_type"})


def userinfo(provider: FakeProvider, bearer: str) -> Answer:
    """Answer who the holder of an access token is, as far as its scope goes."""
    held = store.look("access", bearer)
    person = provider.person(held.get("person")) if held else None
    if held is None or person is None:
        return 401, {"error": "invalid_token"}
    scope = str(held["scope"]).split()
    shown: JsonObject = {name: str(getattr(person, name)) for name in _CLAIMS if name in scope}
    return 200, {"sub": provider.subject_of(person), **shown}


def keys(provider: FakeProvider) -> JsonObject:
    """Return the published keys."""
    public: JsonObject = {name: str(value) for name, value in provider.key.as_dict(private=False).items()}
    return {"keys": [{**public, "kid": provider.key.thumbprint(), "use": "sig", "alg": ALGORITHM}]}


def mint(provider: FakeProvider, claims: JsonObject) -> str:
    """Return an ID token with these claims, signed by the provider."""
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": provider.key.thumbprint()}
    return jws.serialize_compact(header, json.dumps(claims), provider.key, algorithms=[ALGORITHM])


def is_for_signing(bearer: str) -> bool:
    """Tell whether an access token is the client's own, for signature transactions."""
    held = store.look("access", bearer)
    return held is not None and held["scope"] == "sign" and "person" not in held


def _exchange(provider: FakeProvider, form: Mapping[str, str]) -> Answer:
    code = form.get("code", "")
    bound = store.look("code", code)
    # Used up by whoever shows it first, also when what follows is wrong (RFC 6749, 4.1.2).
    if bound is None or not store.is_first("code", code, CODE_SECONDS):
        return 400, {"error": "invalid_grant"}
    person = provider.person(bound["person"])
    is_same = (
        form.get("redirect_uri") == bound["redirect_uri"]
        and challenge_of(form.get("code_verifier", "")) == bound["code_challenge"]
    )
    if person is None or not is_same:
        return 400, {"error": "invalid_grant"}
    given = _access({"scope": bound["scope"], "person": person.id})
    now = int(time.time())
    claims: JsonObject = {
        "iss": provider.issuer,
        "sub": provider.subject_of(person),
        "aud": provider.client.client_id,
        "azp": provider.client.client_id,
        "exp": now + _TOKEN_SECONDS,
        "iat": now,
        "auth_time": now,
        "nonce": bound["nonce"],
        "acr": bound["acr_values"],
        "at_hash": at_hash_of(str(given["access_token"])),
    }
    return 200, {**given, "id_token": mint(provider, claims)}


def _access(held: JsonObject) -> JsonObject:
    text = secrets.token_urlsafe(32)
    store.put("access", text, held, _TOKEN_SECONDS)
    return {"access_token": text, "token_type": "Bearer", "expires_in": _TOKEN_SECONDS}


def _proves_client(provider: FakeProvider, form: Mapping[str, str]) -> bool:
    client, now = provider.client, time.time()
    if form.get("client_assertion_type") != TYPE or form.get("client_id", client.client_id) != client.client_id:
        return False
    try:
        read = jws.deserialize_compact(form.get("client_assertion", ""), client.key, algorithms=[ALGORITHM])
        claims = json.loads(read.payload)
    except (JoseError, ValueError):
        return False
    if not isinstance(claims, dict) or claims.get("iss") != client.client_id or claims.get("sub") != client.client_id:
        return False
    if claims.get("aud") not in (provider.issuer, f"{provider.issuer}/protocol/openid-connect/token"):
        return False
    expires, jti = claims.get("exp"), claims.get("jti")
    if not isinstance(expires, int) or not now < expires <= now + _LONGEST_ASSERTION_SECONDS:
        return False
    return isinstance(jti, str) and bool(jti) and store.is_first("jti", jti, _LONGEST_ASSERTION_SECONDS)
