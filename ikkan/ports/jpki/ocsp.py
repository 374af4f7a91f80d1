"""Revocation by question and answer (OCSP, RFC 6960): signed, fresh, and an answer to this very question."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import httpx
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID

from ikkan.ports.health import PortHealth
from ikkan.ports.jpki.certificate import UNREADABLE, CardCertificate
from ikkan.ports.jpki.fetching import UNREACHABLE, fetch, make_client
from ikkan.ports.jpki.revocation import Good, Revoked, Status, Unknown
from ikkan.ports.jpki.trust import Generation

_NONCE_BYTES: Final = 32
# Clocks of two machines may differ by this much.
_SKEW: Final = timedelta(minutes=5)


class UnfitAnswerError(ValueError):
    """Say why an answer of the responder is not believed."""


@dataclass(frozen=True, slots=True)
class OcspRevocation:
    """Asks the authority's responder about each certificate.

    Args:
        url: address of the responder.
        client: HTTP client with time limits; the town's network decides who may reach the responder.
    """

    url: str
    client: httpx.Client = field(default_factory=make_client)

    def status(self, certificate: CardCertificate, issuer: Generation, at: datetime) -> Status:
        """Return the state as the responder signs it; see Revocation."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        builder = ocsp.OCSPRequestBuilder().add_certificate(certificate.parsed, issuer.parsed, hashes.SHA256())
        question = builder.add_extension(x509.OCSPNonce(nonce), critical=False).build()
        try:
            body = fetch(
                self.client,
                "POST",
                self.url,
                content=question.public_bytes(Encoding.DER),
                content_type="application/ocsp-request",
            )
            answer = _believed(body, nonce, issuer, at)
            return _state(answer, question, at)
        except UNREACHABLE as fault:
            return Unknown(f"The responder {self.url} cannot be reached: {fault}")
        except (InvalidSignature, x509.ExtensionNotFound, *UNREADABLE) as fault:
            return Unknown(f"The answer of {self.url} is not believed: {str(fault) or 'its signature is wrong'}")

    def check_config(self) -> PortHealth:
        """Knock at the responder; any HTTP answer shows that it is there."""
        try:
            self.client.get(self.url)
        except UNREACHABLE as fault:
            return PortHealth("jpki", is_real=True, is_ok=False, said=f"失効確認のサーバーに届きません（{fault}）")
        return PortHealth("jpki", is_real=True, is_ok=True, said=f"失効確認のサーバー {self.url} に届きます")


def _believed(body: bytes, nonce: bytes, issuer: Generation, at: datetime) -> ocsp.OCSPResponse:
    answer = ocsp.load_der_ocsp_response(body)
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise UnfitAnswerError(f"it says {answer.response_status.name}.")
    if answer.signature_algorithm_oid != SignatureAlgorithmOID.RSA_WITH_SHA256:
        raise UnfitAnswerError("it is not signed by RSA with SHA-256.")
    key = _responder_key(answer, issuer, at)
    key.verify(answer.signature, answer.tbs_response_bytes, PKCS1v15(), hashes.SHA256())
    if answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce != nonce:
        raise UnfitAnswerError("it answers another question (nonce).")
    return answer


def _responder_key(answer: ocsp.OCSPResponse, issuer: Generation, at: datetime) -> RSAPublicKey:
    """Return the authority's key, or that of a responder that it authorised (RFC 6960 4.2.2.2)."""
    for parsed in answer.certificates:
        key = parsed.public_key()
        if parsed == issuer.parsed or not isinstance(key, RSAPublicKey):
            continue
        parsed.verify_directly_issued_by(issuer.parsed)
        usage = parsed.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        # without this mark the responder's own revocation would have to be asked, of itself
        parsed.extensions.get_extension_for_class(x509.OCSPNoCheck)
        if ExtendedKeyUsageOID.OCSP_SIGNING not in usage:
            raise UnfitAnswerError("its signer may not answer for the authority.")
        if not parsed.not_valid_before_utc <= at <= parsed.not_valid_after_utc:
            raise UnfitAnswerError("its signer's certificate is outside its time.")
        return key
    return issuer.public_key


def _state(answer: ocsp.OCSPResponse, question: ocsp.OCSPRequest, at: datetime) -> Status:
    asked = (question.issuer_name_hash, question.issuer_key_hash, question.serial_number)
    for one in answer.responses:
        if (one.issuer_name_hash, one.issuer_key_hash, one.serial_number) != asked:
            continue
        if one.this_update_utc > at + _SKEW:
            raise UnfitAnswerError("it comes from the future; check the clock.")
        if at > (one.next_update_utc or one.this_update_utc) + _SKEW:
            raise UnfitAnswerError("it is stale.")
        if one.certificate_status is ocsp.OCSPCertStatus.GOOD:
            return Good("ocsp", one.this_update_utc)
        if one.certificate_status is ocsp.OCSPCertStatus.REVOKED:
            reason = one.revocation_reason.value if one.revocation_reason else ""
            return Revoked(one.revocation_time_utc or one.this_update_utc, reason)
        return Unknown("The responder does not know the certificate.")
    raise UnfitAnswerError("it says nothing about this certificate.")
