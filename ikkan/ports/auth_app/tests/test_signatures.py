"""A signature is taken only for our digest, our transaction and our key."""

import base64
import hashlib
import json
from datetime import datetime, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.cache import cache
from django.utils import timezone
from joserfc import jwe
from joserfc.jwk import ECKey

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ports.auth_app.client import AuthApp, Departure
from ikkan.ports.auth_app.fake.transactions import seal
from ikkan.ports.auth_app.signing import Signed, arrive_signed, depart_to_sign
from ikkan.ports.auth_app.tests.cast import BACK, CARD_KEY, BentWire, asked_of, certificate_of, come_back, make_pair
from ikkan.ports.auth_app.wire import Wire

pytestmark = pytest.mark.django_db
WORDS = "住民票の写しを請求します".encode()
DIGEST = hashlib.sha256(WORDS).digest()


@pytest.fixture(autouse=True)
def _nothing_remembered(db: None) -> None:
    cache.clear()


def begin(app: AuthApp, digest: bytes = DIGEST) -> tuple[Departure, datetime]:
    now = timezone.now()
    departure = depart_to_sign(app, digest, redirect_uri=BACK, now=now)
    assert isinstance(departure, Departure)
    return departure, now


def code_of(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code.removeprefix("auth_app_")


def test_the_signature_is_over_our_words_by_the_key_of_the_certificate() -> None:
    app, provider = make_pair()
    departure, now = begin(app)
    assert asked_of(departure)["scope"] == "openid sign"
    found = arrive_signed(app, departure.pending, come_back(provider, departure), now)
    assert isinstance(found, Signed)
    assert found.digest == DIGEST
    assert found.identity.subject == provider.subject_of(provider.persons[0])
    CARD_KEY.public_key().verify(found.signature, WORDS, padding.PKCS1v15(), SHA256())
    assert found.certificate == certificate_of(CARD_KEY)


def test_nothing_but_a_digest_is_signed() -> None:
    app, _ = make_pair()
    assert code_of(depart_to_sign(app, WORDS, redirect_uri=BACK, now=timezone.now())) == "digest"


def test_a_sign_in_is_no_signature() -> None:
    app, provider = make_pair()
    departure = app.depart(redirect_uri=BACK, now=timezone.now())
    assert (
        code_of(arrive_signed(app, departure.pending, come_back(provider, departure), timezone.now()))
        == "not_begun_here"
    )


def test_a_transaction_is_signed_once() -> None:
    app, provider = make_pair()
    departure, now = begin(app)
    answer = come_back(provider, departure)
    assert "error=invalid_request" in provider.answer(asked_of(departure), "hanako")
    assert isinstance(arrive_signed(app, departure.pending, answer, now), Signed)
    assert code_of(arrive_signed(app, departure.pending, answer, now)) == "provider_refused"


def test_who_cancels_signs_nothing() -> None:
    app, provider = make_pair()
    departure, now = begin(app)
    assert code_of(arrive_signed(app, departure.pending, come_back(provider, departure, ""), now)) == "cancelled"
    assert "code=" in provider.answer(asked_of(departure), "hanako")


def test_without_keys_of_cards_nothing_is_signed() -> None:
    app, provider = make_pair()
    object.__setattr__(provider, "signer", None)
    departure, now = begin(app)
    assert code_of(arrive_signed(app, departure.pending, come_back(provider, departure), now)) == "provider_refused"


def test_a_signature_asked_for_late_is_refused() -> None:
    app, provider = make_pair()
    departure, now = begin(app)
    answer = come_back(provider, departure)
    assert code_of(arrive_signed(app, departure.pending, answer, now + timedelta(hours=1))) == "late"


def swap(app: AuthApp, body: bytes) -> None:
    """Let the result of the transaction be these bytes."""
    wire = app.wire.transport
    assert isinstance(wire, BentWire)

    def bend(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        return httpx.Response(200, content=body) if request.url.path.endswith("/result") else response

    wire.bend = bend


def content(transaction: str, digest: bytes, signed: bytes, certificate: bytes) -> JsonObject:
    parts = {"digest": digest, "signature": signed, "certificate": certificate}
    return {"transaction_id": transaction, **{name: base64.b64encode(raw).decode() for name, raw in parts.items()}}


def sign(key: rsa.RSAPrivateKey, words: bytes) -> bytes:
    return key.sign(words, padding.PKCS1v15(), SHA256())


def arrive_with(made: JsonObject | None, seal_to: ECKey | None = None, raw: bytes = b"") -> str:
    app, provider = make_pair()
    departure, now = begin(app)
    answer = come_back(provider, departure)
    if made is not None:
        whole = {"transaction_id": departure.pending.transaction} | made
        raw = seal(provider, whole).encode() if seal_to is None else sealed_to(seal_to, whole)
    swap(app, raw)
    return code_of(arrive_signed(app, departure.pending, answer, now))


def sealed_to(key: ECKey, whole: JsonObject) -> bytes:
    head = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
    return jwe.encrypt_compact(head, json.dumps(whole), key, algorithms=list(head.values())).encode()


OTHER = b"somebody else's words"
MINE = content("", DIGEST, sign(CARD_KEY, WORDS), certificate_of(CARD_KEY))
del MINE["transaction_id"]


def test_a_result_for_other_words_is_refused() -> None:
    other = content("", hashlib.sha256(OTHER).digest(), sign(CARD_KEY, OTHER), certificate_of(CARD_KEY))
    del other["transaction_id"]
    assert arrive_with(other) == "signed_other"
    assert arrive_with(other | {"digest": MINE["digest"]}) == "signed_other"


def test_a_result_under_anothers_certificate_is_refused() -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert arrive_with(MINE | {"certificate": base64.b64encode(certificate_of(stranger)).decode()}) == "signed_other"


def test_the_result_of_another_transaction_is_refused() -> None:
    assert arrive_with(MINE | {"transaction_id": "another"}) == "transaction"


def test_a_result_sealed_to_another_key_is_refused() -> None:
    assert arrive_with(MINE, seal_to=ECKey.generate_key("P-256")) == "sealed"


@pytest.mark.parametrize("raw", [b"", b"a.b.c.d.e", b'{"signature": ""}', b"\xff\xfe"])
def test_a_result_that_is_not_sealed_is_refused(raw: bytes) -> None:
    assert arrive_with(None, raw=raw) == "sealed"


@pytest.mark.parametrize("bad", ["", "not base64!", "AAAA"])
def test_a_result_with_broken_parts_is_refused(bad: str) -> None:
    for part in ("signature", "certificate"):
        assert arrive_with(MINE | {part: bad}) in {"signed_other", "unreadable"}


def test_a_stranger_to_the_provider_opens_no_transaction() -> None:
    _, provider = make_pair()
    stranger, _ = make_pair()
    stranger.wire = Wire(BentWire(provider))
    assert code_of(depart_to_sign(stranger, DIGEST, redirect_uri=BACK, now=timezone.now())) == "provider_refused"
