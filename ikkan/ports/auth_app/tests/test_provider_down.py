"""A provider that is down, slow, or answers nonsense is a sentence to the person, never a failure of ours."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.ports.auth_app.client import AuthApp
from ikkan.ports.auth_app.config import read_private_key
from ikkan.ports.auth_app.port import AuthAppHealth, auth_app, is_fake
from ikkan.ports.auth_app.refusals import DOWN
from ikkan.ports.auth_app.signing import depart_to_sign
from ikkan.ports.auth_app.tests.cast import BACK, come_back, make_pair
from ikkan.ports.auth_app.wire import Wire

pytestmark = pytest.mark.django_db
PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture(autouse=True)
def _nothing_remembered(db: None) -> None:
    cache.clear()


def outcome(handler: httpx.MockTransport) -> object:
    app, provider = make_pair()
    now = timezone.now()
    departure = app.depart(redirect_uri=BACK, now=now)
    answer = come_back(provider, departure)
    return AuthApp(app.config, handler).arrive(departure.pending, answer, now)


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError("no route"),
        httpx.ConnectTimeout("slow"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("nonsense"),
    ],
)
def test_a_broken_connection_is_told(fault: httpx.HTTPError) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise fault

    assert outcome(httpx.MockTransport(fail)) is DOWN


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_an_overloaded_provider_is_told(status: int) -> None:
    assert outcome(httpx.MockTransport(lambda request: httpx.Response(status, text="<html>"))) is DOWN


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>maintenance</html>"),
        httpx.Response(200, text="[]"),
        httpx.Response(200, text="[" * 100_000),
        httpx.Response(200, content=b"x" * 300_000),
        httpx.Response(302, headers={"Location": "https://evil.example/"}),
        httpx.Response(400, json={"error": "invalid_client"}),
    ],
)
def test_an_answer_that_is_none_is_refused(answer: httpx.Response) -> None:
    assert isinstance(outcome(httpx.MockTransport(lambda request: answer)), Refused)


def test_a_signature_cannot_be_begun_while_the_provider_is_down() -> None:
    app, _ = make_pair()
    down = AuthApp(app.config, httpx.MockTransport(lambda request: httpx.Response(503)))
    assert depart_to_sign(down, b"x" * 32, redirect_uri=BACK, now=timezone.now()) is DOWN


@pytest.fixture
def dripping() -> Iterator[str]:
    """Run a server that sends one byte of its answer now and then, and never ends."""
    server = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip() -> None:
        talk, _ = server.accept()
        with talk:
            talk.recv(4096)
            talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while not stop.wait(0.05):
                try:
                    talk.sendall(b" ")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    stop.set()
    thread.join(timeout=5)
    server.close()


def test_a_provider_that_drips_is_given_up(dripping: str) -> None:
    began = time.monotonic()
    assert Wire(seconds=0.4).ask("GET", dripping) is DOWN
    assert time.monotonic() - began < 3


def write_key(path: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    path.write_bytes(key.private_bytes(*PEM))
    return str(path)


def test_only_a_private_key_of_the_right_curve_is_taken(tmp_path: Path) -> None:
    good = write_key(tmp_path / "good.pem", ec.generate_private_key(ec.SECP256R1()))
    assert not isinstance(read_private_key(good), Refused)
    other = write_key(tmp_path / "other.pem", ec.generate_private_key(ec.SECP384R1()))
    third = write_key(tmp_path / "rsa.pem", rsa.generate_private_key(public_exponent=65537, key_size=2048))
    (tmp_path / "text.pem").write_text("hello")
    for path in (other, third, str(tmp_path / "text.pem"), str(tmp_path / "missing.pem")):
        assert isinstance(read_private_key(path), Refused), path


@override_settings(IKKAN_DEMO=False, IKKAN_AUTH_APP_ISSUER="")
def test_nothing_is_offered_where_nothing_is_set() -> None:
    assert auth_app() is None
    assert AuthAppHealth().check_config().is_ok


@override_settings(IKKAN_DEMO=True, IKKAN_PRODUCTION=True, IKKAN_AUTH_APP_ISSUER="")
def test_the_fake_never_stands_in_production() -> None:
    assert not is_fake()
    assert auth_app() is None


@override_settings(IKKAN_DEMO=True, IKKAN_AUTH_APP_ISSUER="https://sb-auth-and-sign.go.jp/api/realms/main")
def test_the_fake_gives_way_to_a_real_provider() -> None:
    assert not is_fake()


@override_settings(IKKAN_DEMO=True, IKKAN_AUTH_APP_ISSUER="")
def test_the_demos_fake_says_what_it_is() -> None:
    found = AuthAppHealth().check_config()
    assert (found.is_ok, found.is_real) == (True, False)
    assert "TEST" in found.said


@pytest.mark.parametrize(
    "issuer", ["http://auth-and-sign.go.jp/api/realms/main", "https://127.0.0.1:1/api/realms/main"]
)
def test_the_doctor_says_what_does_not_work(issuer: str, tmp_path: Path) -> None:
    key = write_key(tmp_path / "key.pem", ec.generate_private_key(ec.SECP256R1()))
    names = {"IKKAN_AUTH_APP_CLIENT_ID": "town1", "IKKAN_AUTH_APP_ISSUER": issuer}
    files = {"IKKAN_AUTH_APP_KEY_FILE": key, "IKKAN_AUTH_APP_DECRYPTION_KEY_FILE": key}
    with override_settings(**names, **files):
        found = AuthAppHealth().check_config()
    assert not found.is_ok
    assert found.said
