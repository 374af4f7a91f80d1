"""住登外者宛名番号管理: a number for somebody who does not live in the town but whom the town serves.

Source: 共通機能標準仕様書 住登外者宛名番号付番API仕様 第2.0版; the authorisation (OAuth 2.0 client credentials,
client_secret_jwt) after the same specification's 第2.1版.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import httpx
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import OctKey

from ikkan.kernel.data_types import Fault, FaultCode
from ikkan.ports.health import PortHealth
from ikkan.ports.numbering.items import faults_of_request

CALL: Final = "app_submit/v10/jutogaishaatenabangofuban"
SCOPE: Final = f"031:{CALL}:Create"
ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# after 30 seconds the other side answers with a plain 5xx; a little longer tells that from a broken line
_SECONDS: Final = 35.0
_ASSERTION_LASTS: Final = timedelta(minutes=5)
_SCOPE: Final = re.compile(r"([0-9]{3}):([^:\s]+):(Create|Read|Update|Delete)")
_CLIENT: Final = re.compile(r"[0-9A-Za-z]{32}")
_SHORTEST_SECRET: Final = 32


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope: ``業務ID:APIコール名:操作種類``."""

    business: str
    call: str
    operation: str

    def __str__(self) -> str:
        return f"{self.business}:{self.call}:{self.operation}"


def parse_scope(text: str) -> Scope | None:
    """Return a written scope, or None when it is not of the grammar."""
    found = _SCOPE.fullmatch(text)
    return Scope(*found.groups()) if found else None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number was given or confirmed: 宛名番号 and 履歴番号."""

    number: str
    history: int


@dataclass(frozen=True, slots=True)
class RefusedNumber:
    """The request cannot be fulfilled as it is: every fault by the specification's code and message."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No number came back, and whether one was given is unknown when `may_have_happened`: ask before asking again."""

    why: str
    may_have_happened: bool


Answer = Numbered | RefusedNumber | NoAnswer


class Numbering(Protocol):
    """The system that gives numbers to people outside the resident register."""

    def give_number(self, request: Mapping[str, str], *, now: datetime) -> Answer:
        """Ask for a number.

        Args:
            request: items of リクエスト_API仕様 by their parameter names, all texts.
            now: moment of the call.
        """
        ...

    def check_config(self) -> PortHealth:
        """Say whether the port works."""
        ...


class NumberingClient:
    """The REST call, with a bearer token of its own that is asked for anew when it has run out.

    Args:
        url: address before ``/app_submit/``.
        token_url: token endpoint.
        client: client ID, 32 letters and digits.
        secret: client secret, 32 characters or more.
        transport: another way out than the network, for tests.
    """

    def __init__(
        self, *, url: str, token_url: str, client: str, secret: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._url, self._token_url = url.rstrip("/"), token_url
        self._client, self._secret = client, secret
        self._http = httpx.Client(transport=transport, timeout=_SECONDS)
        self._token = ""
        self._runs_out: datetime | None = None

    def give_number(self, request: Mapping[str, str], *, now: datetime) -> Answer:
        """Ask for a number; a request with faults is refused here already and never sent."""
        faults = faults_of_request(request)
        if faults:
            return RefusedNumber(faults)
        try:
            answer = self._send(request, now)
        except httpx.ConnectError as fault:
            return NoAnswer(f"住登外者宛名番号管理につながりません（{fault}）", may_have_happened=False)
        except httpx.HTTPError as fault:
            return NoAnswer(f"住登外者宛名番号管理の返事が途切れました（{fault}）", may_have_happened=True)
        except PermissionError as fault:
            return NoAnswer(str(fault), may_have_happened=False)
        return _read(answer)

    def check_config(self) -> PortHealth:
        """Say whether the settings are whole; nothing is sent."""
        said = "住登外者宛名番号管理の設定はそろっています"
        if not (self._url.startswith("https://") and self._token_url.startswith("https://")):
            said = "IKKAN_NUMBERING_URL と IKKAN_NUMBERING_TOKEN_URL は https で始めてください"
        elif not _CLIENT.fullmatch(self._client) or len(self._secret) < _SHORTEST_SECRET:
            said = "IKKAN_NUMBERING_CLIENT は英数字32字、IKKAN_NUMBERING_SECRET は32字以上にしてください"
        else:
            return PortHealth("numbering", is_real=True, is_ok=True, said=said)
        return PortHealth("numbering", is_real=True, is_ok=False, said=said)

    def _send(self, request: Mapping[str, str], now: datetime) -> httpx.Response:
        answer = self._post(request, self._bearer(now))
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            # revoked or run out before its time: once more with a fresh one
            self._token = ""
            answer = self._post(request, self._bearer(now))
        return answer

    def _post(self, request: Mapping[str, str], token: str) -> httpx.Response:
        return self._http.post(f"{self._url}/{CALL}", json=dict(request), headers={"Authorization": f"Bearer {token}"})

    def _bearer(self, now: datetime) -> str:
        if self._token and self._runs_out and now < self._runs_out:
            return self._token
        answer = self._http.post(
            self._token_url,
            data={
                "grant_type": "client_credentials",
                "scope": SCOPE,
                "client_assertion_type": ASSERTION,
                "client_assertion": self._assertion(now),
            },
        )
        given = answer.json() if answer.status_code == httpx.codes.OK else {}
        if not given.get("access_token"):
            raise PermissionError(
                f"住登外者宛名番号管理のトークンが得られません（{answer.status_code}）。設定を確かめてください"
            )
        self._token = str(given["access_token"])
        self._runs_out = now + timedelta(seconds=int(given.get("expires_in", 0)))
        return self._token

    def _assertion(self, now: datetime) -> str:
        """Return the client's own word for who it is, signed with the secret (client_secret_jwt, HS256)."""
        claims = {
            "iss": self._client, "sub": self._client, "aud": self._token_url, "jti": secrets.token_urlsafe(24),
            "iat": int(now.timestamp()), "exp": int((now + _ASSERTION_LASTS).timestamp()),
        }  # fmt: skip
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self._secret))


def _read(answer: httpx.Response) -> Answer:
    """Read an answer; what is not of the specification is no answer, and nobody guesses a number from it."""
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        why = f"住登外者宛名番号管理が{answer.status_code}を返しました（30秒を超えたか、保守中です）"
        return NoAnswer(why, may_have_happened=True)
    try:
        told = answer.json()
        if answer.status_code == httpx.codes.OK:
            one = told["result"][0]
            return Numbered(str(one["atenabango"]), int(one["rirekibango"]))
        if answer.status_code == httpx.codes.BAD_REQUEST:
            faults = (Fault(FaultCode(one["code"]), str(one["message"])) for one in told["errors"])
            return RefusedNumber(tuple(faults))
    except (ValueError, KeyError, IndexError, TypeError) as fault:
        return NoAnswer(f"住登外者宛名番号管理の返事が仕様と違います（{fault!r}）", may_have_happened=True)
    return NoAnswer(f"住登外者宛名番号管理が{answer.status_code}を返しました", may_have_happened=False)


class NoNumbering:
    """No such system is set: nobody is numbered, and it says so."""

    def give_number(self, request: Mapping[str, str], *, now: datetime) -> Answer:
        """Say that nothing was asked."""
        del request, now
        return NoAnswer("住登外者宛名番号管理につないでいません（IKKAN_NUMBERING_URL）", may_have_happened=False)

    def check_config(self) -> PortHealth:
        """Say that there is none."""
        return PortHealth("numbering", is_real=False, is_ok=True, said="住登外者宛名番号管理につないでいません")


def numbering_port() -> Numbering:
    """Return the system that the settings name, or none."""
    if not settings.IKKAN_NUMBERING_URL:
        return NoNumbering()
    return NumberingClient(
        url=settings.IKKAN_NUMBERING_URL,
        token_url=settings.IKKAN_NUMBERING_TOKEN_URL,
        client=settings.IKKAN_NUMBERING_CLIENT,
        secret=settings.IKKAN_NUMBERING_SECRET,
    )
