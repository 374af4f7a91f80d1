"""A faithful 住登外者宛名番号管理 for tests and trials: token endpoint, introspection and the numbering call in one.

It answers as the specification says, and misbehaves on request. Nothing of it reaches a network.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from ikkan.kernel.codes import register_number_check_digit
from ikkan.ports.numbering.client import ASSERTION, CALL, SCOPE, parse_scope
from ikkan.ports.numbering.items import faults_of_request

BASE: Final = "https://numbering.example"
TOKEN_URL: Final = "https://auth.example/token"  # noqa: S105 — an address, not a password
INTROSPECTION_URL: Final = "https://auth.example/introspect"
TITLE: Final = "住登外者宛名番号付番"
_TOKEN_LASTS: Final = timedelta(minutes=10)


@dataclass
class FakeNumberingServer:
    """The other side of the port.

    Args:
        client: its one client's ID.
        secret: that client's secret.
        now: its clock.
        scopes: what that client may ask for.
        breaks: answers before the real one, each used once: an HTTP status, or an exception of the line.
    """

    client: str
    secret: str
    now: datetime
    scopes: frozenset[str] = frozenset({SCOPE})
    breaks: list[int | type[httpx.TransportError]] = field(default_factory=list)
    tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    numbered: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def transport(self) -> httpx.MockTransport:
        """Return the way to this server for a client."""
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        address = str(request.url)
        if address == TOKEN_URL:
            return self._give_token(parse_qs(request.content.decode()))
        if address == INTROSPECTION_URL:
            return httpx.Response(200, json=self.introspect(_one(parse_qs(request.content.decode()), "token")))
        if address != f"{BASE}/{CALL}" or request.method != "POST":
            return httpx.Response(404)
        if self.breaks:
            broken = self.breaks.pop(0)
            if isinstance(broken, int):
                return self._problem(503) if broken == 503 else httpx.Response(broken, text="Gateway Timeout")
            raise broken("the line broke", request=request)
        return self._number(request)

    def introspect(self, token: str) -> dict[str, Any]:
        """Say whether a token is good and for what (RFC 7662), as the provider of the call asks."""
        scope, until = self.tokens.get(token, ("", self.now))
        if not scope or until <= self.now:
            return {"active": False}
        return {"active": True, "scope": scope, "client_id": self.client, "exp": int(until.timestamp())}

    def _give_token(self, form: Mapping[str, list[str]]) -> httpx.Response:
        if _one(form, "grant_type") != "client_credentials" or _one(form, "client_assertion_type") != ASSERTION:
            return httpx.Response(400, json={"error": "unsupported_grant_type"})
        if not self._knows(_one(form, "client_assertion")):
            return httpx.Response(401, json={"error": "invalid_client"})
        scope = _one(form, "scope")
        if parse_scope(scope) is None or scope not in self.scopes:
            return httpx.Response(400, json={"error": "invalid_scope"})
        token = secrets.token_urlsafe(32)
        self.tokens[token] = (scope, self.now + _TOKEN_LASTS)
        given = {"access_token": token, "token_type": "Bearer", "expires_in": _TOKEN_LASTS.seconds, "scope": scope}
        return httpx.Response(200, json=given)

    def _knows(self, assertion: str) -> bool:
        """Check who asks: signature and algorithm, issuer, audience, time, and that the word is not used twice."""
        try:
            claims = jwt.decode(assertion, OctKey.import_key(self.secret), algorithms=["HS256"]).claims
        except (JoseError, ValueError):
            return False
        is_new = claims.get("jti") not in self._used
        self._used.add(str(claims.get("jti")))
        return (
            is_new
            and bool(claims.get("jti"))
            and claims.get("iss") == claims.get("sub") == self.client
            and claims.get("aud") == TOKEN_URL
            and int(claims.get("exp", 0)) > self.now.timestamp()
        )

    def _number(self, request: httpx.Request) -> httpx.Response:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        told = self.introspect(token)
        if kind != "Bearer" or not told["active"] or told["scope"] != SCOPE:
            return self._problem(401)
        asked: Mapping[str, str] = json.loads(request.content)
        faults = faults_of_request(asked)
        if faults:
            return self._problem(400, errors=[{"code": one.code.value, "message": one.message} for one in faults])
        number = asked["atenabango"] if asked["shorikubun"] != "0" else self._next()
        self.numbered[number] = asked
        kept = {name: asked[name] for name in ("shikuchosonkodo", "sosashaid", "sosanengappi", "sosajikoku")}
        return httpx.Response(
            200,
            json={
                "metadata": {"title": TITLE, "detail": "登録が完了しました。"},
                "_links": {"self": {"href": f"/{CALL}"}},
                "result": [{**kept, "atenabango": number, "rirekibango": 1}],
            },
        )

    def _next(self) -> str:
        serial = f"{90_000_000 + len(self.numbered) + 1}"
        return serial + register_number_check_digit(serial)

    def _problem(self, status: int, **more: Any) -> httpx.Response:
        details = {400: "エラーが発生しました。", 401: "アクセストークンが無効です。"}
        detail = details.get(status, "想定外のエラーが発生しました。")
        told = {"title": TITLE, "detail": detail, "_links": {"self": {"href": f"/{CALL}"}}}
        return httpx.Response(status, json={**told, **more})


def _one(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]
