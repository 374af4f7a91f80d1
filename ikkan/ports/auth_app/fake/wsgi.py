"""The fake provider's doors for machines, as a WSGI application."""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from ikkan.kernel.json_value import JsonObject
from ikkan.ports.auth_app.fake import tokens, transactions
from ikkan.ports.auth_app.fake.provider import FakeProvider


class FakeDoors:
    """Token, keys, userinfo and signature transactions; the page for people is not here."""

    def __init__(self, provider: FakeProvider) -> None:
        self.provider = provider
        self.realm = urlsplit(provider.issuer).path
        self.signing = self.realm.removesuffix("/realms/main") + "/sign-transactions"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        found = self._answer(environ)
        if isinstance(found, str):
            start_response("200 OK", [("Content-Type", "application/jwt")])
            return [found.encode()]
        status, content = found
        line = f"{status} {HTTPStatus(status).phrase}"
        start_response(line, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
        return [json.dumps(content).encode()]

    def _answer(self, environ: WSGIEnvironment) -> tokens.Answer | str:
        door = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        connect = f"{self.realm}/protocol/openid-connect"
        bearer = str(environ.get("HTTP_AUTHORIZATION", "")).removeprefix("Bearer ")
        if door == f"POST {connect}/token":
            return tokens.token(self.provider, dict(parse_qsl(_body(environ))))
        if door == f"GET {connect}/certs":
            return 200, tokens.keys(self.provider)
        if door == f"GET {connect}/userinfo":
            return tokens.userinfo(self.provider, bearer)
        if door == f"POST {self.signing}":
            return transactions.open_transaction(bearer, _json(_body(environ)))
        start, end = f"GET {self.signing}/", "/result"
        if door.startswith(start) and door.endswith(end):
            return transactions.result(self.provider, bearer, unquote(door[len(start) : -len(end)]))
        return 404, {"error": "not_found"}


def _body(environ: WSGIEnvironment) -> str:
    length: Any = environ.get("CONTENT_LENGTH") or 0
    raw: bytes = environ["wsgi.input"].read(int(length))
    return raw.decode("utf-8", "replace")


def _json(text: str) -> JsonObject:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
