"""An OCSP answer counts only when it is signed by the authority, fresh, and to this very question."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ikkan.ports.jpki.ocsp import OcspRevocation
from ikkan.ports.jpki.practice_ca import PracticeCa, drawn_key, make_generation
from ikkan.ports.jpki.revocation import Good, Revoked, Status, Unknown
from ikkan.ports.jpki.tests.cast import NOW, SIGN, card, card_key, code, new_ca, old_ca, verify
from ikkan.ports.jpki.tests.test_crl import read

HOUR = timedelta(hours=1)
GOOD, REVOKED = ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED


@dataclass(frozen=True)
class Responder:
    """Answers as told: each field is one thing that can be wrong."""

    status: ocsp.OCSPCertStatus = GOOD
    serial: int = 0x1001
    ca: PracticeCa | None = None
    signer: tuple[x509.Certificate, RSAPrivateKey] | None = None
    is_enclosed: bool = True
    begins: timedelta = timedelta(0)
    lasts: timedelta | None = HOUR
    nonce: Callable[[bytes], bytes | None] = lambda asked: asked

    def __call__(self, request: httpx.Request) -> httpx.Response:
        asked = ocsp.load_der_ocsp_request(request.content)
        ca = self.ca or new_ca()
        begins = NOW + self.begins
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=x509.load_der_x509_certificate(card(ca, serial=self.serial).certificate),
            issuer=ca.generation.parsed,
            algorithm=hashes.SHA256(),
            cert_status=self.status,
            this_update=begins,
            next_update=None if self.lasts is None else begins + self.lasts,
            revocation_time=NOW - HOUR if self.status is REVOKED else None,
            revocation_reason=x509.ReasonFlags.key_compromise if self.status is REVOKED else None,
        )
        nonce = self.nonce(asked.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce)
        if nonce is not None:
            builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
        certificate, key = self.signer or (ca.generation.parsed, ca.key)
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, certificate)
        if self.signer and self.is_enclosed:
            builder = builder.certificates([certificate])
        answer = builder.sign(key, hashes.SHA256())
        return httpx.Response(200, content=answer.public_bytes(Encoding.DER))


def service(responder: Callable[[httpx.Request], httpx.Response]) -> OcspRevocation:
    return OcspRevocation("http://ocsp.example.jp/", httpx.Client(transport=httpx.MockTransport(responder)))


def ask(responder: Callable[[httpx.Request], httpx.Response]) -> Status:
    return service(responder).status(read(card()), new_ca().generation, NOW)


def delegate(
    ca: PracticeCa, *, may_answer: bool = True, has_mark: bool = True, until: timedelta = HOUR
) -> tuple[x509.Certificate, RSAPrivateKey]:
    usage = ExtendedKeyUsageOID.OCSP_SIGNING if may_answer else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST responder")]))
        .issuer_name(ca.generation.parsed.subject)
        .public_key(card_key(9).public_key())
        .serial_number(99)
        .not_valid_before(NOW - HOUR)
        .not_valid_after(NOW + until)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    )
    if has_mark:
        builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    return builder.sign(ca.key, hashes.SHA256()), card_key(9)


def test_the_authoritys_own_answer_is_believed() -> None:
    assert ask(Responder()) == Good("ocsp", NOW)
    assert code(verify(card(), revocation=service(Responder()))) == "verified"


def test_revoked_comes_with_moment_and_reason() -> None:
    assert ask(Responder(status=REVOKED)) == Revoked(NOW - HOUR, "keyCompromise")
    assert code(verify(card(), revocation=service(Responder(status=REVOKED)))) == "revoked"


def test_an_authorised_responder_is_believed() -> None:
    assert isinstance(ask(Responder(signer=delegate(new_ca()))), Good)


def own(ca: PracticeCa) -> tuple[x509.Certificate, RSAPrivateKey]:
    return ca.generation.parsed, ca.key


def impostor() -> PracticeCa:
    return make_generation(SIGN, drawn_key(), NOW - 1000 * HOUR)


def refused() -> bytes:
    answer = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    return answer.public_bytes(Encoding.DER)


WRONG: Final[list[tuple[Callable[[httpx.Request], httpx.Response], str]]] = [
    (Responder(status=ocsp.OCSPCertStatus.UNKNOWN), "does not know"),
    (Responder(serial=0x1002), "nothing about this certificate"),
    (Responder(ca=old_ca()), "signature is wrong"),
    (Responder(ca=old_ca(), signer=own(new_ca()), is_enclosed=False), "nothing about this certificate"),
    (Responder(signer=own(impostor())), "signature is wrong"),
    (Responder(signer=own(impostor()), is_enclosed=False), "signature is wrong"),
    (Responder(begins=-3 * HOUR), "stale"),
    (Responder(begins=-HOUR, lasts=None), "stale"),
    (Responder(begins=HOUR), "future"),
    (Responder(nonce=lambda _: b"another question, asked before..."), "nonce"),
    (Responder(nonce=lambda _: None), "OCSPNonce"),
    (Responder(signer=delegate(old_ca())), "signature is wrong"),
    (Responder(signer=delegate(new_ca(), may_answer=False)), "may not answer"),
    (Responder(signer=delegate(new_ca(), has_mark=False)), "OCSPNoCheck"),
    (Responder(signer=delegate(new_ca(), until=-HOUR / 2)), "outside its time"),
    (lambda _: httpx.Response(200, content=b"garbage"), "not believed"),
    (lambda _: httpx.Response(200, content=b""), "not believed"),
    (lambda _: httpx.Response(500), "status 500"),
    (lambda _: httpx.Response(302, headers={"location": "http://elsewhere.example/"}), "status 302"),
    (lambda _: httpx.Response(200, content=refused()), "UNAUTHORIZED"),
]


@pytest.mark.parametrize(("wrong", "why"), WRONG)
def test_every_other_answer_is_unknown(wrong: Callable[[httpx.Request], httpx.Response], why: str) -> None:
    state = ask(wrong)
    assert isinstance(state, Unknown)
    assert why in state.why
    assert code(verify(card(), revocation=service(wrong))) == "revocation_unknown"


def test_no_connection_is_unknown_and_the_doctor_says_so() -> None:
    def cut(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    assert isinstance(ask(cut), Unknown)
    assert not service(cut).check_config().is_ok
    assert service(lambda _: httpx.Response(405)).check_config().is_real


def test_a_flood_is_cut_off() -> None:
    def flood(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=(b"\0" * 1_000_000 for _ in range(1_000)))

    assert isinstance(ask(flood), Unknown)
