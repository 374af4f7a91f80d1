"""Sign-in by デジタル認証アプリ: authorisation code with PKCE, state and nonce.

Source: developers.digital.go.jp/documents/auth-and-sign/authserver; OpenID Connect Core 1.0; RFC 7636; RFC 9207.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import httpx
from django.core.cache import cache

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Refused
from ikkan.ports.auth_app.assertion import client_proof
from ikkan.ports.auth_app.claims import Expected, Identity, check_id_token, key_id_of, key_of
from ikkan.ports.auth_app.config import CARD_ACR, AuthAppConfig
from ikkan.ports.auth_app.refusals import CANCELLED, DOWN, LATE, NOT_BEGUN_HERE, unproved
from ikkan.ports.auth_app.wire import Wire, json_object

# How long a person may take between leaving and coming back.
LONGEST_AWAY_SECONDS: Final = 600
_KEYS_LAST_SECONDS: Final = 3600
_RANDOM_BYTES: Final = 32
_DOWN_ERRORS: Final = frozenset({"server_error", "temporarily_unavailable"})


@dataclass(frozen=True, slots=True)
class Pending:
    """What stays in the visitor's session while they are away; without it an answer means nothing.

    Args:
        state: word that finds this again, and that another session does not have.
        nonce: word that the ID token must carry.
        verifier: the secret half of PKCE.
        redirect_uri: where the provider sends the person back.
        begun_at: seconds since 1970.
        transaction: signature transaction that this is for, or blank for a sign-in.
        digest: hex SHA-256 that is to be signed, or blank.
    """

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    begun_at: int
    transaction: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the person, and what to remember of it."""

    url: str
    pending: Pending


class AuthApp:
    """The provider, as one town's client sees it."""

    def __init__(self, config: AuthAppConfig, transport: httpx.BaseTransport | None = None) -> None:
        self.config = config
        self.wire = Wire(transport)

    def depart(
        self, *, redirect_uri: str, now: datetime, scope: str = "openid", transaction: str = "", digest: str = ""
    ) -> Departure:
        """Return where the person goes to prove who they are; nothing but the pairwise identifier is asked for.

        Args:
            redirect_uri: the address registered with the provider, exactly.
            now: aware moment.
            scope: words of what is asked.
            transaction: signature transaction, or blank.
            digest: hex SHA-256 of what the transaction signs, or blank.
        """
        state, nonce, verifier = (secrets.token_urlsafe(_RANDOM_BYTES) for _ in range(3))
        asked = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": redirect_uri,
            "scope": scope,
            "state": state,
            "nonce": nonce,
            "acr_values": CARD_ACR,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        } | ({"transaction_id": transaction} if transaction else {})
        pending = Pending(state, nonce, verifier, redirect_uri, int(now.timestamp()), transaction, digest)
        return Departure(f"{self.config.authorization_endpoint}?{urlencode(asked)}", pending)

    def arrive(self, pending: Pending, answer: Mapping[str, str], now: datetime) -> Identity | Refused:
        """Return who came back, or why the answer is not believed. Call it once: forget ``pending`` before.

        Args:
            pending: what the visitor's own session remembers under the state of the answer.
            answer: query of the address to which the provider sent them back.
            now: aware moment.
        """
        code = self._code_of(pending, answer, now)
        if isinstance(code, Refused):
            return code
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": pending.redirect_uri,
            "code_verifier": pending.verifier,
        }
        tokens = self.ask_tokens(fields, now)
        if isinstance(tokens, Refused):
            return tokens
        expected = Expected(
            self.config.issuer, self.config.client_id, pending.nonce, CARD_ACR, pending.begun_at,
            str(tokens["access_token"]),
        )  # fmt: skip
        id_token = tokens.get("id_token")
        return self._identity(id_token, expected, now) if isinstance(id_token, str) else unproved("token")

    def ask_tokens(self, fields: Mapping[str, str], now: datetime) -> JsonObject | Refused:
        """Return the tokens for a grant: a bearer access token at least."""
        form = {**fields, **client_proof(self.config, now)}
        tokens = json_object(self.wire.ask("POST", self.config.token_endpoint, form=form))
        if isinstance(tokens, Refused):
            return tokens
        is_bearer = str(tokens.get("token_type", "")).lower() == "bearer"
        access = tokens.get("access_token")
        return tokens if is_bearer and isinstance(access, str) and access else unproved("token_type")

    def fetch_keys(self) -> list[JsonValue] | Refused:
        """Return the keys that the provider publishes now, and remember them for an hour."""
        found = json_object(self.wire.ask("GET", self.config.jwks_uri))
        if isinstance(found, Refused):
            return found
        keys = found.get("keys")
        if not isinstance(keys, list):
            return unproved("key")
        cache.set(self._keys_name, keys, timeout=_KEYS_LAST_SECONDS)
        return keys

    @property
    def _keys_name(self) -> str:
        return "auth_app:keys:" + hashlib.sha256(self.config.jwks_uri.encode()).hexdigest()

    def _code_of(self, pending: Pending, answer: Mapping[str, str], now: datetime) -> str | Refused:
        if not hmac.compare_digest(answer.get("state", "").encode("utf-8", "replace"), pending.state.encode()):
            return NOT_BEGUN_HERE
        if now.timestamp() - pending.begun_at > LONGEST_AWAY_SECONDS:
            return LATE
        if answer.get("iss", self.config.issuer) != self.config.issuer:
            return unproved("issuer")
        error = answer.get("error", "")
        if error:
            known = {"access_denied": CANCELLED, **dict.fromkeys(_DOWN_ERRORS, DOWN)}
            return known.get(error, unproved("provider_refused"))
        return answer.get("code", "") or unproved("code")

    def _identity(self, token: str, expected: Expected, now: datetime) -> Identity | Refused:
        kid = key_id_of(token)
        if isinstance(kid, Refused):
            return kid
        key = key_of(kid, cache.get(self._keys_name, []))
        if key is None:
            # The provider changes its keys when it wants to.
            keys = self.fetch_keys()
            if isinstance(keys, Refused):
                return keys
            key = key_of(kid, keys)
        return unproved("key") if key is None else check_id_token(token, key, expected, now)


def challenge_of(verifier: str) -> str:
    """Return the public half of PKCE (S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
