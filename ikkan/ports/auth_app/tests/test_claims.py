"""No claim is believed unchecked: each forged or misdirected ID token is refused by the check that is for it."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.cache import cache
from django.utils import timezone
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Refused
from ikkan.ports.auth_app.claims import Identity, reaches
from ikkan.ports.auth_app.config import CARD_ACR
from ikkan.ports.auth_app.fake.provider import FakeProvider
from ikkan.ports.auth_app.fake.tokens import mint
from ikkan.ports.auth_app.tests.cast import BACK, BentWire, come_back, make_pair, with_json

pytestmark = pytest.mark.django_db
Forge = Callable[[FakeProvider, JsonObject], str]
NOW = "now"


@pytest.fixture(autouse=True)
def _nothing_remembered(db: None) -> None:
    cache.clear()


def claims_of(token: str) -> JsonObject:
    part = token.split(".")[1]
    found: JsonObject = json.loads(base64.urlsafe_b64decode(part + "=="))
    return found


def arrive(forge: Forge, **answer: JsonValue) -> Identity | str:
    """Sign in while the token endpoint's answer is forged; return who came in, or the code of the refusal."""
    app, provider = make_pair()

    def bend(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if not request.url.path.endswith("/token"):
            return response
        token = forge(provider, claims_of(response.json()["id_token"]))
        return with_json(response, id_token=token, **answer)

    wire = app.wire.transport
    assert isinstance(wire, BentWire)
    wire.bend = bend
    now = timezone.now()
    departure = app.depart(redirect_uri=BACK, now=now)
    found = app.arrive(departure.pending, come_back(provider, departure), now)
    return found.code.removeprefix("auth_app_") if isinstance(found, Refused) else found


def unsigned(claims: JsonObject, **header: object) -> str:
    parts = (json.dumps(header), json.dumps(claims))
    return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts) + "."


def with_header(provider: FakeProvider, claims: JsonObject, key: Any, **header: str) -> str:
    whole = {"alg": "ES256", "kid": provider.key.thumbprint()} | header
    return jws.serialize_compact(whole, json.dumps(claims), key, algorithms=[whole["alg"]])


def test_the_true_token_passes() -> None:
    assert isinstance(arrive(mint), Identity)


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS256", "ES384", ""])
def test_no_other_algorithm_is_taken_whatever_the_token_says(algorithm: str) -> None:
    assert arrive(lambda p, c: unsigned(c, alg=algorithm, kid=p.key.thumbprint())) == "algorithm"
    assert arrive(lambda p, c: unsigned(c, alg="ES256", kid=p.key.thumbprint())) == "signature"


def test_the_public_key_is_no_shared_secret() -> None:
    def forge(provider: FakeProvider, claims: JsonObject) -> str:
        pem = provider.key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        # joserfc warns of, and refuses, a PEM as secret; a forger does not
        return with_header(provider, claims, OctKey.import_key(base64.b64encode(pem).decode()), alg="HS256")

    assert arrive(forge) == "algorithm"


def test_another_key_under_the_known_name_is_refused() -> None:
    assert arrive(lambda p, c: with_header(p, c, ECKey.generate_key("P-256"))) == "signature"


def test_an_unknown_or_missing_key_name_is_refused() -> None:
    assert arrive(lambda p, c: with_header(p, c, p.key, kid="other")) == "key"
    assert arrive(lambda p, c: with_header(p, c, p.key, kid="")) == "key"


def test_a_changed_claim_breaks_the_signature() -> None:
    def forge(provider: FakeProvider, claims: JsonObject) -> str:
        head, _, signature = mint(provider, claims).split(".")
        body = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "x"}).encode()).rstrip(b"=").decode()
        return f"{head}.{body}.{signature}"

    assert arrive(forge) == "signature"


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "e30.e30.e30", "é.é.é", "{}", "W10.W10.W10"])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert arrive(lambda p, c: token) in {"token", "algorithm"}


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt", "JWE"])
def test_another_type_of_token_is_refused(kind: str) -> None:
    assert arrive(lambda p, c: with_header(p, c, p.key, typ=kind)) == "token_type"
    assert arrive(lambda p, c: mint(p, c | {"typ": "Bearer"})) == "token_type"
    assert isinstance(arrive(lambda p, c: mint(p, c | {"typ": "ID"})), Identity)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"iss": "https://auth-and-sign.go.jp/api/realms/main/"}, "issuer"),
        ({"iss": "https://evil.example/api/realms/main"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "town2"}, "audience"),
        ({"aud": ["town1", "town2"]}, "audience"),
        ({"aud": []}, "audience"),
        ({"azp": "town2"}, "authorised_party"),
        ({"sub": ""}, "subject"),
        ({"sub": 7}, "subject"),
        ({"sub": "x" * 256}, "subject"),
        ({"nonce": "swapped"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": "鍵"}, "nonce"),
        ({"exp": 1}, "time"),
        ({"exp": "soon"}, "time"),
        ({"exp": True}, "time"),
        ({"iat": 1}, "time"),
        ({"iat": 9_999_999_999}, "time"),
        ({"nbf": 9_999_999_999}, "time"),
        ({"auth_time": 1}, "time"),
        ({"auth_time": 9_999_999_999}, "time"),
        ({"at_hash": "AAAA"}, "at_hash"),
        ({"at_hash": None}, "at_hash"),
        ({"acr": "aal2 crl"}, "acr_too_low"),
        ({"acr": "aal3"}, "acr_too_low"),
        ({"acr": ""}, "acr_too_low"),
        ({"acr": None}, "acr_too_low"),
    ],
)
def test_a_claim_that_is_not_ours_is_refused(change: JsonObject, code: str) -> None:
    assert arrive(lambda p, c: mint(p, c | change)) == code


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "nonce", "exp", "iat", "acr"])
def test_a_missing_claim_is_refused(missing: str) -> None:
    assert isinstance(arrive(lambda p, c: mint(p, {k: v for k, v in c.items() if k != missing})), str)


@pytest.mark.parametrize("may_miss", ["azp", "at_hash", "auth_time"])
def test_an_optional_claim_may_be_missing(may_miss: str) -> None:
    assert isinstance(arrive(lambda p, c: mint(p, {k: v for k, v in c.items() if k != may_miss})), Identity)


def test_an_audience_may_be_a_list_of_us_alone() -> None:
    assert isinstance(arrive(lambda p, c: mint(p, c | {"aud": ["town1"]})), Identity)


@pytest.mark.parametrize("change", [{"token_type": "mac"}, {"token_type": None}, {"access_token": ""}])
def test_the_answer_must_hold_a_bearer_token(change: dict[str, JsonValue]) -> None:
    assert arrive(mint, **change) == "token_type"


def test_another_access_token_is_noticed() -> None:
    assert arrive(mint, access_token="swapped") == "at_hash"


@pytest.mark.parametrize(
    ("given", "enough"),
    [
        ("aal3 crl", True),
        ("crl aal3", True),
        ("aal4 crl", True),
        ("aal2 crl", False),
        ("aal3crl", False),
        ("aal crl", False),
        ("aal３ crl", False),
    ],
)
def test_a_level_is_reached_from_below_never_guessed(given: str, enough: bool) -> None:
    assert reaches(given, CARD_ACR) is enough
