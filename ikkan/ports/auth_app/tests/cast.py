"""The fake provider for tests, with a wire that a test can bend."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.ports.auth_app.client import AuthApp, Departure
from ikkan.ports.auth_app.config import AuthAppConfig
from ikkan.ports.auth_app.fake.persons import Person, invented_people
from ikkan.ports.auth_app.fake.provider import FakeClient, FakeProvider
from ikkan.ports.auth_app.fake.wsgi import FakeDoors

ISSUER = "https://sb-auth-and-sign.go.jp/api/realms/main"
BACK = "https://city.example.jp/sign-in/national/callback/"
Bend = Callable[[httpx.Request, httpx.Response], httpx.Response]

CARD_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def as_it_is(request: httpx.Request, response: httpx.Response) -> httpx.Response:
    return response


class BentWire(httpx.BaseTransport):
    """Carry every request to the provider and let the test change what comes back."""

    def __init__(self, provider: FakeProvider, bend: Bend = as_it_is) -> None:
        self.inner = httpx.WSGITransport(app=FakeDoors(provider))
        self.bend = bend
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        answer = self.inner.handle_request(request)
        answer.read()
        return self.bend(request, answer)


def make_pair(bend: Bend = as_it_is) -> tuple[AuthApp, FakeProvider]:
    """Return the town's client and the provider that knows it."""
    own, opener = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
    config = AuthAppConfig(ISSUER, "town1", own, opener)
    public = [ECKey.import_key(key.as_pem(private=False)) for key in (own, opener)]
    client = FakeClient("town1", public[0], public[1], frozenset({BACK}))
    key = ECKey.generate_key("P-256")
    provider = FakeProvider(ISSUER, key, b"secret", client, invented_people(), signer=sign_by_card)
    return AuthApp(config, BentWire(provider, bend)), provider


def sign_by_card(person: Person, digest: bytes) -> tuple[bytes, bytes]:
    return CARD_KEY.sign(digest, padding.PKCS1v15(), Prehashed(SHA256())), certificate_of(CARD_KEY)


def certificate_of(key: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST")])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, begins, begins + timedelta(days=999))
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def asked_of(departure: Departure) -> dict[str, str]:
    """Return the query that the person is sent away with."""
    return {name: values[0] for name, values in parse_qs(urlsplit(departure.url).query).items()}


def come_back(provider: FakeProvider, departure: Departure, person: str = "hanako") -> dict[str, str]:
    """Let a person say yes and return the query that they come back with."""
    url = provider.answer(asked_of(departure), person)
    assert url.startswith(BACK + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def with_json(response: httpx.Response, **changes: JsonValue) -> httpx.Response:
    """Return an answer whose JSON has other values."""
    content: JsonObject = {**response.json(), **changes}
    return httpx.Response(response.status_code, content=json.dumps(content).encode())
